"""The README keeps its word: its commands exist, its requests answer, its paths and links are there."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
REQUESTS = re.findall(r"curl 'http://127\.0\.0\.1:8000(/[^']+)'", README)


@pytest.mark.no_database
def test_every_make_target_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.M))

    assert set(re.findall(r"(?:`|^    )make ([a-z]+)", README, flags=re.M)) <= targets


@pytest.mark.no_database
def test_every_command_exists():
    named = set(re.findall(r"manage\.py ([a-z_]+)", README)) | set(
        re.findall(r"`(rebuild_published|republish)`", README)
    )

    assert named <= set(get_commands())
    assert {"load", "publish", "demo", "sync_roles"} <= named


@pytest.mark.no_database
def test_every_path_and_link_is_there():
    paths = re.findall(r"^\| `([^`]+)` \|", README, flags=re.M) + re.findall(r"\]\(([^)#:]+)\)", README)

    assert [path for path in paths if "/" in path and not (ROOT / path).exists()] == []
    assert len(paths) > 10


def test_every_request_answers_as_it_says(client):
    call_command("demo", verbosity=0)

    answers = {}
    for path in REQUESTS:
        response = client.get(path)
        answers[path] = (response.status_code, response.getvalue())

    assert {path: status for path, (status, _) in answers.items()} == dict.fromkeys(REQUESTS, 200)
    assert len(REQUESTS) == 4
    claim = next(json.loads(body) for path, (_, body) in answers.items() if "su-25" in path)
    assert claim["standing"]["label"] == "Claimed by Armenia; denied by Azerbaijan and Turkey"
