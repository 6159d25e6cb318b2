"""Reporting without an account: what is stored, what is refused with all that was typed, and the receipt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from claims.inbox.handling import answer, assign
from claims.inbox.models import LONGEST_TEXT, Arrival, Receipt, Report
from claims.inbox.receiving import FROM_ONE, new_token
from claims.ledger.publish import publish
from claims.public.pages.report_form import page_in
from tests.factories import make_actor, make_claim, make_denial, make_statement
from tests.public.pages import Reader

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORDS = {"kind": "error", "text": "The test date is wrong."}
SELDOM_TYPED = "We said \u201cno\u201d — لا — «նահանջ»\n<b>twice</b> & once."


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def reader() -> Reader:
    return Reader(Client(enforce_csrf_checks=True))


def test_report_is_stored_and_its_receipt_shown(reader: Reader, clock: Any) -> None:
    given = {
        **WORDS,
        "kind": "reply",
        "about": "/claims/claim-1/",
        "source": "https://example.org/denial",
        "speaks_for": "Testland",
        "name": "A Reader",
        "contact": "reader@example.org",
    }
    form = reader.open("/report/")
    clock.shift(30)

    sent = form.send(**given)

    report = Report.objects.get()
    assert {name: getattr(report, name) for name in given} == given
    assert sent.status_code == 303
    receipt = reader.open(sent.url)
    assert receipt.said("Your report has come in", "1 March 2026, 12:00 UTC", "received")
    assert not receipt.said_any("Testland", "A Reader", "reader@example.org", given["text"], "claim-1")


def test_no_page_of_reporting_is_kept_or_sets_a_cookie(reader: Reader, clock: Any) -> None:
    form = reader.open("/report/")
    clock.shift(30)
    sent = form.send(**WORDS)
    refused = form.send(kind="error")

    answers = [form.response, sent, refused, reader.open(sent.url).response]

    assert [each.headers["Cache-Control"] for each in answers] == ["no-store"] * 4
    assert not reader.client.cookies


def test_form_that_is_sent_twice_leads_to_the_same_receipt(reader: Reader, clock: Any) -> None:
    form = reader.open("/report/")
    clock.shift(30)

    assert form.send(**WORDS).url == form.send(**WORDS).url
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"kind": ""}, "kind", "Choose what it is about."),
        ({"kind": "no-such"}, "kind", "Choose what it is about."),
        ({"text": " "}, "text", "Say what is wrong or missing."),
        ({"text": "A" * (LONGEST_TEXT + 1)}, "text", "At most 5000 characters are taken, and this has 5001."),
        ({"name": "A" * 301}, "name", "At most 300 characters are taken, and this has 301."),
        ({"text": "Left \u202eright."}, "text", "This held a control character"),
        ({"contact": "a\0b"}, "contact", "This held a control character"),
        ({"source": "example.org"}, "source", "Write the whole address"),
        ({"source": "http://192.168.0.1/"}, "source", "Write the whole address"),
        ({"source": "javascript:alert(1)"}, "source", "Write the whole address"),
    ],
)
def test_refusal_names_the_field_and_keeps_what_was_typed(
    reader: Reader, clock: Any, typed: dict[str, str], field: str, said: str
) -> None:
    form = reader.open("/report/")
    clock.shift(30)
    kept = {"about": "/claims/claim-1/", "text": SELDOM_TYPED, "contact": '"><i>', "kind": "reply"}

    refused = form.page(form.send(**{**kept, **typed}))

    assert refused.response.status_code == 422
    assert refused.error_of(field).startswith(said)
    shown = {**kept, **typed, "kind": kept["kind"] if typed.get("kind", "reply") == "reply" else ""}
    without = str.maketrans("", "", "\0\u202e")
    assert {name: refused.values[name] for name in kept} == {
        name: shown[name].translate(without).strip() for name in kept
    }
    assert not Report.objects.exists()
    assert refused.send(**{**refused.values, **WORDS, "source": "", "name": "", "contact": ""}).status_code == 303


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"form": ""}, "This form was not opened here"),
        ({"form": "AAAA:BBBB:CCCC"}, "This form was not opened here"),
        ({"homepage": "https://example.org/pills"}, "A field that is to stay empty was filled in"),
    ],
)
def test_what_programs_send_is_not_stored_but_kept_for_people(
    reader: Reader, clock: Any, sent: dict[str, str], said: str
) -> None:
    form = reader.open("/report/")
    clock.shift(30)

    refused = form.page(form.send(**{**WORDS, **sent}))

    assert refused.said(said)
    assert refused.values["text"] == WORDS["text"]
    assert not Report.objects.exists()
    clock.shift(30)
    assert refused.send(**refused.values).status_code == 303


def test_form_sent_by_another_site_is_not_stored(reader: Reader, clock: Any) -> None:
    form = reader.open("/report/")
    clock.shift(30)

    refused = reader.client.post(
        "/report/", {**WORDS, "form": form.values["form"]}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert refused.status_code == 422
    assert not Report.objects.exists()


@pytest.mark.parametrize(("seconds", "said"), [(2, "faster than a person types"), (86_401, "for more than 24 hours")])
def test_form_is_taken_neither_too_early_nor_too_late(reader: Reader, clock: Any, seconds: int, said: str) -> None:
    form = reader.open("/report/")
    clock.shift(seconds)

    refused = form.page(form.send(**WORDS))

    assert refused.said(said)
    assert refused.values["text"] == WORDS["text"]
    assert not Report.objects.exists()
    clock.shift(3)
    assert refused.send(**refused.values).status_code == 303


def test_flood_is_held_back_with_a_time_and_all_that_was_typed(reader: Reader, clock: Any) -> None:
    for _ in range(FROM_ONE[0][1]):
        form = reader.open("/report/")
        clock.shift(60)
        form.send(**WORDS)
    form = reader.open("/report/")
    clock.shift(60)

    refused = form.page(form.send(**WORDS))

    assert refused.response.status_code == 429
    assert refused.response.headers["Retry-After"] == "3000"
    assert refused.said("send it again in 50 minutes")
    assert refused.values["text"] == WORDS["text"]
    clock.shift(3001)
    assert refused.send(**refused.values).status_code == 303


@pytest.mark.parametrize(
    ("proxies", "forwarded", "senders"),
    [(0, "192.0.2.7", 1), (1, "203.0.113.9, 192.0.2.7", 2), (2, "192.0.2.7, 10.0.0.1", 2), (1, "", 1)],
)
def test_address_is_what_the_outermost_of_our_proxies_saw(
    reader: Reader, clock: Any, settings: Any, proxies: int, forwarded: str, senders: int
) -> None:
    settings.PROXIES = proxies
    for address in (forwarded, forwarded.replace("192.0.2.7", "192.0.2.8")):
        form = reader.open("/report/")
        clock.shift(30)
        reader.client.post("/report/", {**WORDS, "form": form.values["form"]}, headers={"X-Forwarded-For": address})

    assert Arrival.objects.values("sender").distinct().count() == senders


def test_what_is_far_too_long_is_refused_unread(reader: Reader) -> None:
    answer = reader.client.post("/report/", {**WORDS, "form": new_token(), "text": "A" * 200_001})

    assert answer.status_code == 413
    assert not Report.objects.exists()


def test_form_names_the_record_it_is_about(reader: Reader, django_assert_num_queries: Any) -> None:
    claim = make_claim(slug="bridge", question="Did it fall?")
    make_statement(claim=claim, actor=make_actor(name="Testland"))
    make_denial(claim=claim, actor=make_actor(name="Otherland"))
    claim.refresh_from_db()
    publish(record=claim, by=None)

    with django_assert_num_queries(1):
        form = reader.open("/report/?about=/claims/bridge/&kind=danger")

    assert form.said('<a href="/claims/bridge/"><bdi>Claimed by Testland; denied by Otherland — Did it fall?</bdi></a>')
    assert (form.values["about"], form.values["kind"]) == ("/claims/bridge/", "danger")


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("/tr/claims/bridge/", "/claims/bridge/"),
        ("http://127.0.0.1:8000/ar/claims/bridge/?x=1", "/claims/bridge/"),
        ("https://example.org/claims/bridge/", "https://example.org/claims/bridge/"),
        ("the page on the bridge", "the page on the bridge"),
        ("http://[", "http://["),
        ("/tr", "/"),
    ],
)
def test_page_that_is_named_is_kept_as_its_path(settings: Any, typed: str, page: str) -> None:
    settings.SITE_URL = "http://127.0.0.1:8000"

    assert page_in(typed) == page


def test_receipt_shows_how_far_it_is_and_the_answer(reader: Reader, clock: Any, django_user_model: Any) -> None:
    editor = django_user_model.objects.create_user("editor-in-private")
    form = reader.open("/report/")
    clock.shift(30)
    address = form.send(**WORDS).url
    report = Report.objects.get()

    assign(report=report, to=editor, started_from=1)
    assert reader.open(address).said("<strong>being looked at</strong>")
    text = "Mended.\n\nThank <b>you</b>."
    answer(report=report, text=text, change="/claims/bridge/history/", by=editor, started_from=2)

    receipt = reader.open(address)
    assert receipt.said("<strong>answered</strong>", "<p>Mended.</p>", "Thank &lt;b&gt;you&lt;/b&gt;.")
    assert receipt.said('<a href="/claims/bridge/history/">')
    assert not receipt.said_any("editor-in-private", WORDS["text"])


@pytest.mark.parametrize("typed", ["{reference}", " {lower} ", "{bare}"])
def test_receipt_is_found_by_its_number_however_it_is_typed(reader: Reader, clock: Any, typed: str) -> None:
    form = reader.open("/report/")
    clock.shift(30)
    address = form.send(**WORDS).url
    reference = address.split("/")[2]
    words = {"reference": reference, "lower": reference.lower().replace("-", " "), "bare": reference.replace("-", "")}

    found = reader.client.get("/report/receipt/", {"reference": typed.format(**words)})

    assert (found.status_code, found.url) == (302, address)


@pytest.mark.parametrize("address", ["/report/ABCD-ABCD-ABCD-ABCD-ABCD-ABCD/", "/report/receipt/?reference=%00x"])
def test_number_that_was_never_given_is_not_found(reader: Reader, address: str) -> None:
    assert reader.client.get(address).status_code == 404


def test_languages_lead_back_into_themselves(reader: Reader, clock: Any) -> None:
    form = reader.open("/ar/report/")
    clock.shift(30)

    sent = form.send(**WORDS)

    assert sent.url.startswith("/ar/report/")
    assert Report.objects.get().language == "ar"
    assert Receipt.objects.get().received_at == NOON + timedelta(seconds=30)


def test_what_is_typed_is_shown_as_text(reader: Reader, clock: Any) -> None:
    form = reader.open("/report/?about=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")

    assert "<script>alert(1)" not in form.text
    assert unescape(form.values["about"]) == '"><script>alert(1)</script>'
