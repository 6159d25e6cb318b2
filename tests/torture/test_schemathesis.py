"""What a machine makes of the API's own description: no answer but what it says, whatever is asked."""

import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from django.core.management import call_command

from claims.public.api.documentation import openapi
from tests.public.conftest import DEMO
from tests.torture.processes import HOST, serving

# A case is a request. `SCHEMATHESIS_CASES` makes another run; more come of the phase that goes through edge cases.
CASES = int(os.environ.get("SCHEMATHESIS_CASES", "20000"))
# Not whether all that is valid is taken: a public id that there is not is a 400, which no schema can tell.
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
)


def test_no_answer_is_an_error_of_ours_or_other_than_described(
    real_role: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_command("load", str(DEMO), publish=True, verbosity=0)
    monkeypatch.setenv("RATE_LIMIT_ADDRESS", "1000000/1")
    events = tmp_path / "events.ndjson"

    with serving() as port:
        done = subprocess.run(_command(port, events), cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-8_000:] + done.stderr[-2_000:]
    assert _cases(events) >= CASES


def _command(port: int, events: Path) -> list[str]:
    operations = len(orjson.loads(openapi())["paths"])
    return [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"http://{HOST}:{port}/api/v1/schema/"),
        *("--phases", "examples,coverage,fuzzing,stateful", "--checks", ",".join(CHECKS)),
        *("--max-examples", str(1 + CASES // operations), "--seed", "1", "--generation-database", ":memory:"),
        *("--continue-on-failure", "--suppress-health-check", "all", "--warnings", "off", "--no-color"),
        *("--report", "ndjson", "--report-ndjson-path", str(events)),
    ]


def _cases(events: Path) -> int:
    """How many requests were made."""
    found = (orjson.loads(line).get("ScenarioFinished") for line in events.read_bytes().splitlines())
    return sum(len(scenario["recorder"].get("interactions", ())) for scenario in found if scenario)
