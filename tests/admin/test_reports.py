"""Reports from readers in the workbench: the queue, who may do what, the steps, two editors at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from claims.admin.reports import record_at
from claims.inbox.models import Receipt, Report
from claims.ledger.publish import publish
from tests.admin.forms import Desk, Page, admin_url
from tests.admin.test_lists import queries
from tests.factories import make_claim
from tests.inbox.reports import make_report, new_reference

REPORTS = "/admin/inbox/report/"


def do(desk: Desk, report: Report, button: str, **typed: Any) -> Page:
    page = desk.edit(report).type(**typed)
    return Page(desk, page.url, desk.client.post(page.url, {**page.values, "do": button}))


def state_of(report: Report) -> tuple[str, str, str]:
    receipt = Receipt.objects.get(report=report)
    return receipt.state, receipt.answer, receipt.change


def listed(desk: Desk, **query: Any) -> list[str]:
    return [report.text for report in desk.open(REPORTS, **query).response.context["cl"].result_list]


def test_queue_shows_what_waits_with_people_in_danger_first(editor: Desk) -> None:
    make_report(text="First.")
    answered = make_report(text="Answered.")
    make_report(text="In danger.", kind="danger")
    do(editor, answered, "answer", answer="Mended.")

    assert listed(editor) == ["In danger.", "First."]
    assert listed(editor, state="answered") == ["Answered."]
    assert listed(editor, state="all", kind__exact="error") == ["First.", "Answered."]


def test_report_is_found_by_the_reference_number_of_its_sender(editor: Desk) -> None:
    reference = new_reference()
    make_report(text="Another.")
    make_report(text="This one.", reference=reference)

    assert listed(editor, q=reference.lower().replace("-", " ")) == ["This one."]


@pytest.mark.parametrize("page", ["/admin/", "/admin/claims/workitem/"])
def test_work_leads_to_reports_that_wait(annotator: Desk, page: str) -> None:
    make_report()
    make_report(kind="danger")

    text = annotator.open(page).text

    assert 'Waiting <span class="count">2</span>' in text
    assert '<strong>A person is in danger</strong> <span class="count">1</span>' in text


def test_page_leads_to_the_record_and_to_what_was_published_since(editor: Desk) -> None:
    claim = make_claim(question="Did it fall?")
    publish(record=claim, by=None)
    report = make_report(about=f"/claims/{claim.slug}/")
    claim.refresh_from_db()
    claim.note = "Corrected."
    claim.save()
    publish(record=claim, by=None, reason="The date was wrong.")

    page = editor.edit(report)

    assert f'href="{admin_url(claim, "review")}"' in page.text
    assert [change["path"] for change in page.response.context["changes"]] == [f"/claims/{claim.slug}/versions/2/"]


@pytest.mark.parametrize("about", ["/search/?q=x", "/claims/", "/claims/no-such-claim/", "//claims/claim-1/", ""])
def test_pages_of_no_record_lead_nowhere(about: str) -> None:
    assert record_at(about) is None


def test_taking_a_report_shows_its_sender_that_it_is_looked_at(annotator: Desk) -> None:
    report = make_report()

    do(annotator, report, "take", note="I call them.")

    report.refresh_from_db()
    assert (report.assigned_to, report.note) == (annotator.user, "I call them.")
    assert state_of(report) == ("in_hand", "", "")
    do(annotator, report, "give_up")
    assert state_of(report) == ("received", "", "")


def test_taking_a_report_loses_no_answer_that_is_typed(editor: Desk) -> None:
    report = make_report()

    page = do(editor, report, "take", answer="We look into")

    assert page.values["answer"] == ["We look into"]
    assert page.type(answer="Mended.").values["started_from"] == ["2"]


def test_answer_can_be_read_by_its_sender_with_what_was_changed(editor: Desk) -> None:
    report = make_report()

    page = do(editor, report, "answer", answer="The date is mended.", change="/claims/claim-1/versions/2/")

    assert page.saved
    assert state_of(report) == ("answered", "The date is mended.", "/claims/claim-1/versions/2/")
    do(editor, report, "reopen")
    assert state_of(report) == ("in_hand", "", "")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"answer": ""}, "answer"),
        ({"answer": "Mended.", "change": "https://example.org/"}, "change"),
        ({"answer": "Mended.", "change": "//example.org/"}, "change"),
        ({"answer": "Mended.", "change": "javascript:alert(1)"}, "change"),
        ({"answer": "Left \u202eright."}, "answer"),
        ({"answer": "A" * 5001}, "answer"),
    ],
)
def test_refused_answer_names_the_field_and_stores_nothing(editor: Desk, typed: dict[str, str], field: str) -> None:
    report = make_report()

    page = do(editor, report, "answer", **typed)

    assert list(page.response.context["form"].errors) == [field]
    assert page.values["answer"] == [typed["answer"]]
    assert state_of(report) == ("received", "", "")


def test_second_of_two_editors_is_told_and_loses_nothing(editor: Desk, desk: Any) -> None:
    report = make_report()
    late = desk().edit(report).type(answer="Mine.")
    do(editor, report, "close")

    page = Page(late.desk, late.url, late.desk.client.post(late.url, {**late.values, "do": "answer"}))

    assert "Somebody else worked on this report meanwhile" in page.text
    assert page.values["answer"] == ["Mine."]
    assert state_of(report) == ("closed", "", "")


@pytest.mark.parametrize("button", ["answer", "close", "reopen", "assign", "no-such-button"])
def test_annotators_do_not_answer_or_close(annotator: Desk, button: str) -> None:
    report = make_report()

    page = do(annotator, report, button, answer="Mended.")

    assert page.response.status_code == 403
    assert state_of(report) == ("received", "", "")


def test_only_who_may_answer_sees_who_sent_it(editor: Desk, annotator: Desk) -> None:
    report = make_report(name="A Reader", contact="reader@example.org")

    assert "reader@example.org" in editor.edit(report).text
    assert "reader@example.org" not in annotator.edit(report).text


def test_deleted_report_leaves_a_receipt_that_promises_nothing(editor: Desk) -> None:
    receipt = make_report().receipt

    editor.open(reverse("admin:inbox_report_delete", args=[receipt.report.pk])).send("post")

    assert not Report.objects.exists()
    receipt.refresh_from_db()
    assert receipt.state == "closed"


def test_list_and_page_ask_as_often_for_many_as_for_one(editor: Desk) -> None:
    first = make_report()
    few = queries(editor, REPORTS), queries(editor, admin_url(first, "change"))
    for _ in range(8):
        do(editor, make_report(), "take")

    assert (queries(editor, REPORTS), queries(editor, admin_url(first, "change"))) == few
    assert few < (12, 12)


def test_marks_of_a_report_are_shown_as_text(editor: Desk) -> None:
    report = make_report(text="<script>alert(1)</script>", about="/<b>x", speaks_for="<i>Testland</i>")

    text = editor.edit(report).text

    assert "<script>alert(1)</script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<i>Testland" not in text
