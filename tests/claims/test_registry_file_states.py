"""What a file says of the two states: what a load makes of it, and what `--publish` publishes."""

import pytest

from claims.ledger.takedown import quarantine, withdraw
from claims.models import Actor, Claim
from claims.registry_file.loader import load
from claims.registry_file.states import to_publish
from factreg.records import PublicState, WorkState
from tests.claims.registry_files import BASE, dumped, load_base, load_text, parse, refusals, told


def states(slug: str = "first") -> tuple[str, str]:
    claim = Claim.objects.get(slug=slug)
    return claim.public_state, claim.work_state


def test_a_file_without_states_is_published_whole():
    load_base(publish=True)

    assert states("first") == (PublicState.PUBLISHED, WorkState.CLEAN)
    assert not Actor.objects.exclude(public_state=PublicState.PUBLISHED).exists()


def test_loading_an_edit_of_a_published_record_publishes_nothing():
    load_base(publish=True)

    load_text("claims: [{slug: first, text: Another text.}]")

    assert states() == (PublicState.PUBLISHED, WorkState.DRAFT)


def test_only_what_the_file_names_is_published():
    load_base(publish=True)
    load_text("claims: [{slug: first, note: A}, {slug: second, note: B}]")

    load_text("claims: [{slug: second, note: B}]", publish=True)

    assert states("first") == (PublicState.PUBLISHED, WorkState.DRAFT)
    assert states("second") == (PublicState.PUBLISHED, WorkState.CLEAN)


@pytest.mark.parametrize(
    ("given", "published"),
    [
        ("public_state: published", True),
        ("public_state: published, work_state: clean", True),
        ("public_state: published, work_state: draft", False),
        ("public_state: never", False),
        ("public_state: withdrawn", False),
        ("public_state: quarantined", False),
        ("public_state: erased", False),
        ("work_state: ready", True),
        ("work_state: in_review", False),
    ],
)
def test_publish_follows_what_the_file_says_of_a_record(given, published):
    load_base()

    loading = load_text(f"claims: [{{slug: first, {given}}}]")

    assert [record.slug for record in to_publish(loading.entries)] == (["first"] if published else [])


def test_the_editors_state_is_taken_from_the_file_but_clean_is_the_doors_word():
    load_base()

    load_text("claims: [{slug: first, work_state: in_review}, {slug: second, work_state: clean}]")

    assert states("first") == (PublicState.NEVER, WorkState.IN_REVIEW)
    assert states("second") == (PublicState.NEVER, WorkState.DRAFT)


def test_an_unknown_state_is_refused():
    load_base()

    assert refusals("claims: [{slug: first, work_state: redy}]") == [
        (
            1,
            "work_state: 'redy' is not one of draft, in_review, changes_requested, ready, clean; did you mean ready?",
        )
    ]


@pytest.mark.parametrize(("take_down", "label"), [(withdraw, "withdrawn"), (quarantine, "quarantined")])
def test_a_record_that_was_taken_down_is_refused_with_its_line(take_down, label):
    load_base(publish=True)
    take_down(record=Claim.objects.get(slug="first"), by=None, reason="A mistake.")

    assert refusals("claims:\n- {slug: first, note: A}") == [
        (2, f"is {label} and takes nothing from a file; restore it first")
    ]
    assert refusals(f"claims:\n- {{slug: first, public_state: {label}}}") == []


def test_what_was_taken_down_elsewhere_arrives_as_a_draft_and_says_so():
    load_base()

    loading = load_text("claims: [{slug: first, public_state: withdrawn}]", publish=True)

    assert told(loading) == [(1, "first", "unchanged", "stays never published; the file says withdrawn")]
    assert states() == (PublicState.NEVER, WorkState.DRAFT)


def test_a_dump_of_a_registry_with_something_withdrawn_loads_over_it():
    load_base(publish=True)
    withdraw(record=Claim.objects.get(slug="first"), by=None, reason="A mistake.")
    before = dumped()

    loading = load(document=parse(before), by=None)

    assert not loading.report.failed
    assert dumped() == before


def test_the_report_says_what_is_not_public_yet_unless_publishing_follows():
    load_base()
    document = "claims: [{slug: first, public_state: published}]"

    assert told(load_text(document)) == [(1, "first", "unchanged", "a draft until it is published")]
    assert told(load_text(document, publishing=True)) == [(1, "first", "unchanged", "")]


def test_a_published_file_loaded_again_publishes_nothing():
    load_base(publish=True)

    loading = load_text(BASE)

    assert list(to_publish(loading.entries)) == []
