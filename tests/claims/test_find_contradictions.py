"""The command: its formats, one claim or all, the queue, and what it says when something is wrong."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.models import Claim, Contradiction, Proposal
from tests.factories import make_claim, make_rejected_pair

FIRE = {
    "claims": ["fire", "no-fire"],
    "type": "contradiction",
    "kind": "contradictory",
    "element": "occurrence",
    "reason": "One claim says what the other, in nearly the same words, says is not so.",
    "certain": True,
    "to_settle": None,
}


@pytest.fixture
def pair() -> tuple[Claim, Claim]:
    claim = make_claim(slug="fire", text="The depot was burnt down.")
    return claim, make_claim(slug="no-fire", text="The depot was not burnt down.", event=claim.event)


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("find_contradictions", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.mark.parametrize("arguments", [[], ["--claim", "fire"], ["--claim", "no-fire"], ["--certain"]])
def test_json_is_one_array(pair: Any, arguments: list[str]) -> None:
    assert json.loads(run("--format", "json", *arguments)) == [FIRE]


def test_json_lines_are_objects(pair: Any) -> None:
    assert [json.loads(line) for line in run("--format", "jsonl").splitlines()] == [FIRE]


def test_table_names_both_claims(pair: Any) -> None:
    told = run()

    assert "no-fire" in told
    assert "1 pairs proposed." in told


def test_nothing_found_is_an_empty_array() -> None:
    make_claim()

    assert json.loads(run("--format", "json")) == []


def test_printing_changes_nothing(pair: Any) -> None:
    run()

    assert not Proposal.objects.exists()
    assert not Contradiction.objects.exists()


def test_queue_is_filled(pair: Any) -> None:
    assert run("--queue") == (
        "1 pairs proposed: 1 new in the queue, 0 changed; 0 left it, since they are not found any more.\n"
    )
    assert Proposal.objects.count() == 1


def test_rejected_pair_is_not_printed(pair: tuple[Claim, Claim]) -> None:
    make_rejected_pair(first_claim=pair[1], second_claim=pair[0])

    assert json.loads(run("--format", "json")) == []


def test_unknown_claim_is_refused_with_the_nearest(pair: Any) -> None:
    with pytest.raises(CommandError, match=r"There is no claim fires.*fire"):
        run("--claim", "fires")


def test_queue_takes_no_format(pair: Any) -> None:
    with pytest.raises(CommandError, match="--queue"):
        run("--queue", "--format", "json")
