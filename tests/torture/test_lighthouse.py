"""What Lighthouse says of a claim's page on a telephone, served by the web server that the project ships.

Performance is a timing: it holds on a machine with nothing else to do, as `make torture` asks for.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from factreg.embedded import BASE_DIR
from scripts.find_checker import find
from scripts.find_chromium import installed
from tests.public.every_page import publish_every_page
from tests.torture.processes import HOST, serving

LONGEST = 600
LEAST = {"performance": 0.95, "accessibility": 1.0, "best-practices": 0.95, "seo": 0.95}


@pytest.mark.parametrize("path", ["/claims/su-25-downing/", "/claims/long-dispute/", "/ar/claims/three-sides/"])
def test_a_claims_page_reaches_its_scores(real_role: None, tmp_path: Path, path: str) -> None:
    publish_every_page()
    with serving() as port:
        report = _report(f"http://{HOST}:{port}{path}", tmp_path / "report.json")

    scores = {name: category["score"] for name, category in report["categories"].items()}
    # The figures are what the proof is run for (pytest -s).
    print(f"\n{path}: {scores}")  # noqa: T201
    assert {name: scores[name] for name, least in LEAST.items() if scores[name] < least} == {}, _lost(report)


def _report(address: str, file: Path) -> dict[str, Any]:
    command, chromium = find("lighthouse"), os.environ.get("CHROMIUM") or installed()
    if command is None or chromium is None:
        pytest.skip("Lighthouse and Chromium are not here and can't be installed")
    options = ["--output=json", f"--output-path={file}", "--quiet", f"--only-categories={','.join(LEAST)}"]
    flags = "--chrome-flags=--headless=new --no-sandbox"
    environment = {**os.environ, "CHROME_PATH": chromium}
    subprocess.run([*command, address, *options, flags], cwd=BASE_DIR, env=environment, check=True, timeout=LONGEST)
    report: dict[str, Any] = json.loads(file.read_text())
    return report


def _lost(report: dict[str, Any]) -> list[str]:
    """What cost a point."""
    weighed = {ref["id"] for name in LEAST for ref in report["categories"][name]["auditRefs"] if ref["weight"]}
    audits = report["audits"].values()
    return [
        f"{audit['id']}: {audit['score']} ({audit.get('displayValue', audit['title'])})"
        for audit in audits
        if audit["id"] in weighed and audit["score"] not in (None, 1)
    ]
