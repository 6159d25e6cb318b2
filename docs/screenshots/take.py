"""Takes these screenshots of a registry with the demo: `python docs/screenshots/take.py http://127.0.0.1:8000`."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

PAGES = {
    "home": "/",
    "claim": "/claims/su-25-downing/",
    "claim-asserted": "/claims/heavy-artillery-armenia/",
    "claims": "/claims/?standing=disputed",
    "event": "/events/nagorno-karabakh-2020/",
    "actor": "/actors/turkey/",
    "claim-arabic": "/ar/claims/su-25-downing/",
    "matrix": "/events/nagorno-karabakh-2020/matrix/",
    "figures": "/events/nagorno-karabakh-2020/figures/",
    "timeline": "/events/nagorno-karabakh-2020/timeline/",
    "changes": "/changes/",
    "search": "/search/?q=Aliev",
}
SCREENS = [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")]
# The others are kept in light alone.
IN_DARK = {"home", "claim"}
# Beyond this a list only goes on.
HIGHEST = 1800


def take(browser: Browser, address: str, pages: dict[str, str]) -> None:
    for width, scheme in SCREENS:
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        for name, path in pages.items():
            if scheme == "dark" and name not in IN_DARK:
                continue
            page.goto(address + path)
            height = min(page.evaluate("document.documentElement.scrollHeight"), HIGHEST)
            page.screenshot(
                path=Path(__file__).with_name(f"{name}-{width}-{scheme}.png"),
                full_page=True,
                clip={"x": 0, "y": 0, "width": width, "height": height},
            )
        page.close()


if __name__ == "__main__":
    chosen = dict(pair.split("=", 1) for pair in sys.argv[2:]) or PAGES
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        take(chromium, sys.argv[1].rstrip("/"), chosen)
        chromium.close()
