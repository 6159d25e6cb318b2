"""Prints the path of a Chromium for the browser tests, installing one if there is none.

In this order: CHROMIUM, an installed one, Debian's package (as root), Playwright's download. The shell without a window
comes first: it is the same engine, and takes a quarter less of the processor.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> int:
    chosen = os.environ.get("CHROMIUM")
    if chosen and not Path(chosen).exists():
        print(f"CHROMIUM is set to {chosen}, which does not exist.", file=sys.stderr)
        return 1
    path = chosen or installed() or install()
    if path is None:
        print(
            "The browser tests need Chromium, and it could not be installed here. Install it "
            "(Debian, Ubuntu: apt install chromium) or set CHROMIUM to the path of one.",
            file=sys.stderr,
        )
        return 1
    print(path)
    return 0


def installed() -> str | None:
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or playwrights_own()


def playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> str | None:
    """Try each way that there is; every one may be forbidden on this machine."""
    print("Installing Chromium for the browser tests ...", file=sys.stderr)
    ways = [[[sys.executable, "-m", "playwright", "install", "chromium"]]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        apt = ["apt-get", "install", "--yes", "--no-install-recommends"]
        # Older releases have no shell of its own.
        ways = [[["apt-get", "update"], [*apt, name]] for name in NAMES[:2]] + ways
    for way in ways:
        if all(run(command) for command in way) and (path := installed()):
            return path
    return None


def run(command: list[str]) -> bool:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    result = subprocess.run(command, check=False, env=quiet, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if result.returncode:
        print(f"{' '.join(command)}: {result.stderr.strip()[-500:]}", file=sys.stderr)
    return result.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
