"""The process that sends webhooks while there is no database."""

import os
import subprocess
import sys

import pytest

from factreg.embedded import BASE_DIR
from tests.torture.processes import free_port

pytestmark = pytest.mark.no_database


def test_database_that_is_away_is_told_in_one_line() -> None:
    nowhere = f"postgresql://factreg@127.0.0.1:{free_port()}/factreg"
    given = {**os.environ, "DATABASE_URL": nowhere, "PUBLIC_DATABASE_URL": nowhere, "SECRET_KEY": "only for tests" * 5}

    done = subprocess.run(
        [sys.executable, "manage.py", "deliver_webhooks", "--skip-checks"],
        cwd=BASE_DIR,
        env=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: Webhooks wait for the database: ")
    assert "Traceback" not in done.stderr
