"""Who opened what not everybody may see is written down, and administrators alone read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import Error, transaction
from django.test import Client
from django.utils import timezone

from claims.history.models import KEPT_DAYS, Viewing
from claims.history.viewings import forget_viewings
from claims.ledger.holds import hold
from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine
from claims.roles import ADMINISTRATOR, EDITOR
from tests.factories import make_claim
from tests.inbox.reports import make_report

FROM = {"REMOTE_ADDR": "203.0.113.77"}


def logged_in(role: str) -> Client:
    user = User.objects.create_user(f"the-{role}", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client(**FROM)
    client.force_login(user)
    return client


def opened() -> list[tuple[str, ...]]:
    return list(Viewing.objects.order_by("id").values_list("by_name", "what", "subject", "page", "client"))


def _report() -> tuple[str, str, str, str]:
    report = make_report()
    return f"/admin/inbox/report/{report.pk}/change/", "report", f"report {report.pk}", "admin:inbox_report_change"


def _reports() -> tuple[str, str, str, str]:
    return "/admin/inbox/report/", "report", "list of reports", "admin:inbox_report_changelist"


def _quarantined() -> tuple[str, str, str, str]:
    claim = make_claim(slug="down")
    publish(record=claim, by=None)
    quarantine(record=claim, by=None)
    return f"/admin/claims/claim/{claim.pk}/change/", "hidden", "claim down", "admin:claims_claim_change"


def _history_of_quarantined() -> tuple[str, str, str, str]:
    path, what, subject, page = _quarantined()
    return path.replace("/change/", "/history/"), what, subject, page.replace("_change", "_history")


def _takedowns() -> tuple[str, str, str, str]:
    return "/admin/claims/takedown/", "takedown", "list of requested takedowns", "admin:claims_takedown_changelist"


def _hold() -> tuple[str, str, str, str]:
    held = hold(record=make_claim(), by=None, reason="A test.")
    return (
        f"/admin/claims/legalhold/{held.pk}/change/",
        "takedown",
        f"legal hold {held.pk}",
        "admin:claims_legalhold_change",
    )


@pytest.mark.parametrize("page", [_report, _reports, _quarantined, _history_of_quarantined, _takedowns, _hold])
def test_opening_it_is_written_down(page: Callable[[], tuple[str, str, str, str]]) -> None:
    path, what, subject, name = page()

    answer = logged_in(EDITOR).get(path, follow=True)

    assert answer.status_code == 200
    assert opened() == [("the-editor", what, subject, name, "203.0.113.0/24")]


def test_what_everybody_works_on_is_not(client: Client) -> None:
    claim = make_claim()
    editor = logged_in(EDITOR)
    for path in (f"/admin/claims/claim/{claim.pk}/change/", "/admin/claims/claim/", "/admin/"):
        assert editor.get(path).status_code == 200
    client.get("/admin/inbox/report/")

    assert opened() == []


def test_what_cannot_be_written_down_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: Any) -> None:
        raise Error("a full disk")

    report = make_report(text="Secret words.")
    editor = logged_in(EDITOR)
    editor.raise_request_exception = False
    monkeypatch.setattr(Viewing.objects, "create", fail)

    answer = editor.get(f"/admin/inbox/report/{report.pk}/change/")

    assert (answer.status_code, b"Secret words" in answer.content) == (500, False)


def test_administrators_alone_read_filter_and_take_it_away() -> None:
    Viewing.objects.create(by_id=1, by_name="=evil", what="report", subject="report 1")
    Viewing.objects.create(by_id=2, by_name="other", what="hidden", subject="claim down")
    editor, administrator = logged_in(EDITOR), logged_in(ADMINISTRATOR)

    listed = administrator.get("/admin/history/viewing/?what=report").content.decode()
    chosen = {"action": "as_csv", "_selected_action": ["0"], "select_across": "1"}
    written = administrator.post("/admin/history/viewing/?what=report", {**chosen, "index": "0"}).getvalue().decode()

    assert editor.get("/admin/history/viewing/").status_code == 403
    assert ("=evil" in listed, "claim down" in listed) == (True, False)
    assert [line.split(",")[1:4] for line in written.splitlines()] == [
        ["by_name", "what", "subject"],
        ["'=evil", "report", "report 1"],
    ]
    assert [row[2] for row in opened()[2:]] == ["list of viewings", "CSV of who opened what"]


def test_it_is_kept_for_a_year_and_then_deleted() -> None:
    now = timezone.now()
    for days in (1, KEPT_DAYS - 1, KEPT_DAYS + 1):
        Viewing.objects.create(by_id=1, by_name="one", what="report", subject=str(days), at=now - timedelta(days=days))

    with pytest.raises(Error, match="kept for 365 days"), transaction.atomic():
        Viewing.objects.filter(subject="1").delete()

    assert forget_viewings() == 1
    assert [row[2] for row in opened()] == ["1", str(KEPT_DAYS - 1)]
