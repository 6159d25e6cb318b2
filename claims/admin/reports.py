"""Reports from readers: the queue of those that wait, and the page on which one is worked on and answered.

What is done with a report is for claims.inbox.handling.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.text import Truncator

from claims.admin.base import revision_in
from claims.admin.conflicts import STARTED_FROM
from claims.admin.queue import HandsFilter
from claims.admin.refusals import refusals_of
from claims.admin.review import review_url
from claims.admin.searching import CappedPaginator
from claims.inbox import handling
from claims.inbox.models import LONGEST_LINE, LONGEST_TEXT, Report
from claims.inbox.tokens import digest_of, reference_in
from claims.inbox.vocabulary import ReportKind, ReportState
from claims.ledger.freeze import RECORDS
from claims.ledger.models import Entry
from factreg.records import Record
from factreg.text import validate_line, validate_text

DO = "do"
TAKE, GIVE_UP, ASSIGN, NOTE, ANSWER, CLOSE, REOPEN = "take", "give_up", "assign", "note", "answer", "close", "reopen"
MAY_ANSWER = "inbox.answer_report"
FOR_EDITORS = (ASSIGN, ANSWER, CLOSE, REOPEN)
# After these the page is shown again with what is typed and not stored yet.
KEEPS_WHAT_IS_TYPED = (TAKE, GIVE_UP, ASSIGN)

# Of a page's path: the first part, and the type of record that it shows.
TYPES = {"claims": "claim", "events": "event", "actors": "actor", "sources": "source", "publishers": "publisher"}
_PAGE = re.compile(r"/(?:[a-z]{2}/)?(claims|events|actors|sources|publishers)/([a-z0-9-]+)(?:/|$)")
_MOST_CHANGES = 20


class StateFilter(admin.SimpleListFilter):
    """Reports that wait, unless others are asked for."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("all", "all"), *((state.value, str(state.label)) for state in ReportState)]

    def choices(self, changelist: Any) -> Any:
        waiting = changelist.get_query_string(remove=[self.parameter_name])
        for choice in super().choices(changelist):
            yield {**choice, "display": "waiting"} if choice["query_string"] == waiting else choice

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() in ReportState.values:
            return queryset.filter(receipt__state=self.value())
        return queryset if self.value() == "all" else queryset.waiting()


class ReportForm(forms.Form):
    """What an editor says of a report: to colleagues, and to its sender."""

    to = forms.ModelChoiceField(label="Give it to", required=False, queryset=None, empty_label="nobody")
    note = forms.CharField(
        required=False,
        max_length=LONGEST_TEXT,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="Private: only those who work on reports read it.",
    )
    answer = forms.CharField(
        required=False,
        max_length=LONGEST_TEXT,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"}),
        help_text="Whoever has the reference number reads it. Name nobody who is at risk.",
    )
    change = forms.CharField(
        label="What was changed",
        required=False,
        max_length=LONGEST_LINE,
        validators=[validate_line],
        widget=forms.TextInput(attrs={"class": "vTextField", "list": "changes"}),
        help_text="Path of the page that shows it, like /claims/su-25-downing/history/. May stay empty.",
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin):
    """Sent by readers alone; worked on at a page of its own, never edited."""

    list_display = ["subject", "page", "words", "received", "state", "assigned_to"]
    list_filter = [StateFilter, "kind", HandsFilter]
    search_fields = ["about", "text", "source", "note"]
    search_help_text = "Words of the report, the page's address, or the reference number that its sender has."
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).with_people().in_turn()

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ()

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if reference := reference_in(search_term):
            return queryset.filter(receipt=digest_of(reference)), False
        return super().get_search_results(request, queryset, search_term)

    def changelist_view(self, request: Any, extra_context: Any = None) -> HttpResponseBase:
        return super().changelist_view(request, {"title": "Reports from readers", **(extra_context or {})})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Report) -> None:
        handling.delete(report=obj)

    def delete_queryset(self, request: HttpRequest, queryset: Iterable[Report]) -> None:
        for report in queryset:
            handling.delete(report=report)

    @admin.display(description="kind")
    def subject(self, report: Report) -> str:
        words = report.get_kind_display()
        return format_html("<strong>{}</strong>", words) if report.kind == ReportKind.DANGER else words

    @admin.display(description="page", empty_value="none")
    def page(self, report: Report) -> str | None:
        return report.about or None

    @admin.display(description="words")
    def words(self, report: Report) -> str:
        return format_html('<span dir="auto">{}</span>', Truncator(report.text).words(16))

    @admin.display(description="received (UTC)")
    def received(self, report: Report) -> str:
        return f"{report.receipt.received_at:%Y-%m-%d %H:%M}"

    @admin.display(description="state")
    def state(self, report: Report) -> str:
        return report.receipt.get_state_display()

    # Working on one

    def change_view(
        self, request: Any, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponseBase:
        report = self.get_object(request, unquote(object_id)) if _is_uuid(unquote(object_id)) else None
        if report is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.has_view_permission(request, report):
            raise PermissionDenied
        people = get_user_model().objects.filter(is_active=True, is_staff=True).order_by("username")
        stored = {"note": report.note, "answer": report.receipt.answer, "change": report.receipt.change}
        form = ReportForm(request.POST or None, people=people, initial={"to": report.assigned_to, **stored})
        if request.method == "POST" and form.is_valid() and self._done(request, report, form):
            if request.POST.get(DO) not in KEEPS_WHAT_IS_TYPED:
                return HttpResponseRedirect(request.get_full_path())
            report = self.get_object(request, str(report.pk))
        return self._page(request, report, form)

    def _done(self, request: Any, report: Report, form: ReportForm) -> bool:
        """Do what one of the buttons says; what stands against it goes into the form."""
        asked = request.POST.get(DO)
        deeds = self._deeds(request.user, form.cleaned_data)
        if asked not in deeds or not self.has_change_permission(request, report):
            raise PermissionDenied
        if asked in FOR_EDITORS and not request.user.has_perm(MAY_ANSWER):
            raise PermissionDenied("Your account may work on reports, but not answer or close them. Ask an editor.")
        told, deed = deeds[asked]
        try:
            started_from = revision_in(request.POST, STARTED_FROM)
            deed(report=report, started_from=started_from, note=form.cleaned_data["note"])
        except handling.AlreadyHandled as late:
            form.add_error(None, str(late))
            report.refresh_from_db()
            return False
        except ValidationError as refused:
            for field, message in refusals_of(refused):
                form.add_error(field if field in form.fields else None, message)
            return False
        self.log_change(request, report, told)
        self.message_user(request, told, messages.SUCCESS)
        return True

    def _deeds(self, user: Any, given: dict[str, Any]) -> dict[str, tuple[str, Callable[..., None]]]:
        """What each button does, and what is told when it is done."""

        def hand_to(to: Any) -> Callable[..., None]:
            return lambda **report: handling.assign(to=to, **report)

        return {
            TAKE: (f"It is with {user} now.", hand_to(user)),
            GIVE_UP: ("It is with nobody now.", hand_to(None)),
            ASSIGN: (f"It is with {given['to'] or 'nobody'} now.", hand_to(given["to"])),
            NOTE: ("The note is stored.", handling.keep_note),
            ANSWER: (
                "Answered. Its sender can read the answer now.",
                lambda **report: handling.answer(text=given["answer"], change=given["change"], by=user, **report),
            ),
            CLOSE: ("Closed without an answer.", handling.close),
            REOPEN: ("It waits again.", handling.reopen),
        }

    def _page(self, request: Any, report: Report, form: ReportForm) -> HttpResponseBase:
        record = record_at(report.about)
        context = {
            **self.admin_site.each_context(request),
            "title": str(report),
            "opts": self.opts,
            "report": report,
            "receipt": report.receipt,
            "in_danger": report.kind == ReportKind.DANGER,
            "record": record,
            "record_url": review_url(record) if record else "",
            "changes": changes_since(record, report) if record else [],
            "form": form,
            "may_change": self.has_change_permission(request, report),
            "may_answer": request.user.has_perm(MAY_ANSWER),
            "may_delete": self.has_delete_permission(request, report),
            "is_mine": report.assigned_to == request.user,
            "do_name": DO,
            "started_from_name": STARTED_FROM,
            "media": self.media,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/factreg/report.html", context)


def record_at(about: str) -> Record | None:
    """The record whose public page a path leads to."""
    found = _PAGE.match(about)
    if found is None:
        return None
    return RECORDS[TYPES[found[1]]]._default_manager.filter(slug=found[2]).first()


def changes_since(record: Record, report: Report) -> list[dict[str, str]]:
    """What was published of the record since the report came, newest first: where it is shown, and what was said."""
    entries = Entry.objects.filter(key=record.key, at__gte=report.receipt.received_at, cause=None).order_by("-seq")
    folder = next(folder for folder, type_ in TYPES.items() if type_ == record.type)
    return [
        {
            "path": f"/{folder}/{record.slug}/" + (f"versions/{entry.version}/" if record.type == "claim" else ""),
            "words": f"Version {entry.version}, {entry.action}, {entry.at:%Y-%m-%d %H:%M} UTC",
        }
        for entry in entries[:_MOST_CHANGES]
    ]


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
