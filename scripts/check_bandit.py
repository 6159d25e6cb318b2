"""Run bandit over the project, and pass over what is explained where it stands.

Ruff has bandit's rules under the same numbers, S for B, and the places that are meant to be as they are say so to it
(`# noqa: S308 - why`), or stand in pyproject.toml by file. What is explained to neither is printed, and is an error.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCANNED = ("factreg", "sources", "claims", "scripts", "docs/examples", "manage.py")
# Finds what B308 finds, and breaks on a call without arguments.
SKIPPED = "B703"
# That a module imports these says nothing; what it does with them is judged where it does it.
ONLY_IMPORTS = {"B404", "B405", "B406"}


def main() -> int:
    command = [
        sys.executable,
        "-m",
        "bandit",
        "--recursive",
        "--format",
        "json",
        "--exit-zero",
        "--quiet",
        "--skip",
        SKIPPED,
    ]
    ran = subprocess.run([*command, *SCANNED], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    report = json.loads(ran.stdout)
    left = [found for found in report["results"] if not explained(found, lint)]
    for found in left:
        print(f"{found['filename']}:{found['line_number']}: {found['test_id']} {found['issue_text']}")
    print(f"bandit: {len(report['results'])} findings, {len(report['results']) - len(left)} of them explained in place")
    return bool(left or report["errors"])


def explained(found: dict[str, Any], lint: dict[str, Any]) -> bool:
    rule, path = f"S{found['test_id'][1:]}", found["filename"].removeprefix("./")
    if found["test_id"] in ONLY_IMPORTS or rule in lint["ignore"] or "migrations" in Path(path).parts:
        return True
    if any(fnmatch(path, files) and {rule, "S"} & set(rules) for files, rules in lint["per-file-ignores"].items()):
        return True
    lines = (ROOT / path).read_text().splitlines()
    first, last = min(found["line_range"]), max(found["line_range"])
    # The comment stands at the line, or at the end of what begins there.
    return any("noqa" in line and rule in line for line in lines[first - 1 : last + 1])


if __name__ == "__main__":
    sys.exit(main())
