"""The preview: what the public would read, beside what it reads now; and that nothing of it stays."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from claims.actions import save
from claims.ledger.models import Entry, Head
from claims.ledger.publish import publish
from claims.models import Claim
from tests.admin.forms import Desk, admin_url
from tests.factories import (
    make_actor,
    make_claim,
    make_contradiction,
    make_denial,
    make_event,
    make_publisher,
    make_source,
)

# When the ledger took a version in, in the page's linked data.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")


@pytest.fixture
def claim(db: None) -> Claim:
    """Public, with an edit that is not."""
    claim = make_claim(
        slug="test-claim", text="Twelve people died.", statements=[{"actor": make_actor(name="Testland")}]
    )
    publish(record=claim, by=None)
    claim.refresh_from_db()
    claim.text = "Thirteen people died."
    return save(record=claim, by=None)


def public_page(slug: str) -> str:
    return Client().get(f"/claims/{slug}/").content.decode()


def test_preview_is_the_page_that_is_public_afterwards(annotator: Desk, claim: Claim) -> None:
    shown = annotator.open(f"{admin_url(claim, 'preview')}page/").response

    publish(record=claim, by=None)

    def lasting(page: str) -> str:
        return _MOMENT.sub("", page.split("<main", maxsplit=1)[1].split("Last changed", maxsplit=1)[0])

    assert lasting(shown.content.decode()) == lasting(public_page("test-claim"))
    assert "Thirteen" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert "private" in shown.headers["Cache-Control"]


def test_preview_leaves_nothing_behind(annotator: Desk, claim: Claim) -> None:
    make_denial(claim=claim)
    before = public_page("test-claim"), Head.objects.get().seq, Entry.objects.count()
    stored = Claim.objects.values().get(pk=claim.pk)

    page = annotator.open(admin_url(claim, "preview"))

    assert page.response.status_code == 200
    assert (public_page("test-claim"), Head.objects.get().seq, Entry.objects.count()) == before
    assert Claim.objects.values().get(pk=claim.pk) == stored
    assert claim.statements.filter(number=None).count() == 1


def test_preview_shows_both_and_what_differs_word_by_word(annotator: Desk, claim: Claim) -> None:
    page = annotator.open(admin_url(claim, "preview")).text

    assert "Twelve people died." in page
    assert "Thirteen people died." in page
    assert "</span>Twelve" in page.split("<del>")[1]
    assert 'id="now-positions"' in page
    assert page.count('id="positions"') == 1


def test_preview_says_whose_standing_changes(annotator: Desk, claim: Claim) -> None:
    other = make_claim(question="Did it happen?", statements=[{"actor": make_actor(name="Otherland")}])
    publish(record=other, by=None)
    publish(record=claim, by=None)
    pair = make_contradiction(first_claim=claim, second_claim=other)

    page = annotator.open(admin_url(pair, "preview")).text

    assert "Claims whose standing changes" in page
    assert "Did it happen?" in page
    assert "A contradiction has no page of its own" in page


def test_preview_says_what_is_published_with_it_and_what_that_lacks(annotator: Desk) -> None:
    source = make_source(title="Test live blog")
    claim = make_claim(statements=[{"actor": make_actor(name="Testland"), "source": source}])

    page = annotator.open(admin_url(claim, "preview")).text

    assert "source: <bdi>Test live blog</bdi>" in page
    assert "Say when it was published" in page
    assert admin_url(source, "change") in page


def test_preview_says_why_there_is_none(annotator: Desk) -> None:
    pair = make_contradiction(first_claim=make_claim(slug="not-public"))

    page = annotator.open(admin_url(pair, "preview"))

    assert "publish the claim not-public first" in page.text
    alone = annotator.open(f"{admin_url(pair, 'preview')}page/").response
    assert (alone.status_code, alone.url) == (302, admin_url(pair, "preview"))


def test_unchanged_record_is_said_to_change_nothing(annotator: Desk) -> None:
    claim = make_claim(statements=[{}])
    publish(record=claim, by=None)

    assert "what is public says the same already" in annotator.open(admin_url(claim, "preview")).text


@pytest.mark.parametrize("make", [make_publisher, make_source, make_actor, make_event])
def test_other_records_are_previewed_too(annotator: Desk, make: Any) -> None:
    record = make()

    shown = annotator.open(f"{admin_url(record, 'preview')}page/").text

    publish(record=record, by=None)
    lasting = shown.split("First published")[0]
    path = annotator.edit(record).response.context["absolute_url"]
    assert path is not None
    assert "<h1>" in lasting


def test_preview_is_for_those_who_are_logged_in(claim: Claim) -> None:
    assert Client().get(admin_url(claim, "preview")).status_code == 302
