"""Collecting the static files: once for all who ask at the same time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.no_database

ROOT = Path(__file__).resolve().parent.parent.parent
COLLECT = """
import django
django.setup()
from factreg.static_files import collect_changed
print(collect_changed())
"""


def test_two_that_collect_at_once_are_one_that_collects_and_one_that_waits(tmp_path: Path) -> None:
    environment = {**os.environ, "STATIC_ROOT": str(tmp_path / "static")}

    both = [
        subprocess.Popen([sys.executable, "-c", COLLECT], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    printed = sorted(one.communicate()[0].strip() for one in both)

    assert printed == ["False", "True"]
    assert (tmp_path / "static" / "staticfiles.json").exists()
