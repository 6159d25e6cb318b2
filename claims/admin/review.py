"""The page on which a record is reviewed: what it lacks, who has it in hand, what was said, and the next step.

What may be done, and by whom, is decided in claims.review.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse

from claims import review
from claims.actions import StaleRevision
from claims.admin.base import revision_in
from claims.admin.conflicts import STARTED_FROM
from claims.admin.lacks import lacks_in, lacks_of, with_what_is_asked
from claims.admin.lists import publication
from claims.models import Comment, Review
from claims.review import REVIEW, TRANSITIONS, NotAllowed, refusal
from factreg.records import Record
from factreg.text import validate_text

LONGEST_COMMENT = 5_000
# What is done with a record on its page, beside the steps of claims.review.
COMMENT, TAKE, GIVE_UP, ASSIGN = "comment", "take", "give_up", "assign"


class ReviewForm(forms.Form):
    """What somebody says, and to whom the record goes."""

    text = forms.CharField(
        label="Comment",
        required=False,
        max_length=LONGEST_COMMENT,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="Private: only those who work on records read it.",
    )
    to = forms.ModelChoiceField(label="Give it to", required=False, queryset=None, empty_label="nobody")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]


class ReviewViews:
    """For the admin classes of the ledger's records: the page of their review."""

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_review"  # type: ignore[attr-defined]
        view = self.admin_site.admin_view(self.review_view)  # type: ignore[attr-defined]
        return [path("<path:object_id>/review/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def review_view(self, request: Any, object_id: str) -> HttpResponseBase:
        """Show a record's review, or do what one of its buttons says."""
        found = with_what_is_asked(self.get_queryset(request))  # type: ignore[attr-defined]
        pk = unquote(object_id)
        record = found.filter(pk=pk).first() if pk.isascii() and pk.isdigit() and len(pk) < 19 else None
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.has_view_or_change_permission(request, record):  # type: ignore[attr-defined]
            raise PermissionDenied
        people = get_user_model().objects.filter(is_active=True, is_staff=True).order_by("username")
        form = ReviewForm(request.POST or None, people=people)
        if request.method == "POST" and form.is_valid() and self._do_in_review(request, record, form):
            return HttpResponseRedirect(request.get_full_path())
        return self._show_review(request, record, form)

    def get_queryset(self, request: Any) -> Any:
        """On the record's own page, with who has it in hand and how much was said of it: no query more."""
        found = super().get_queryset(request)  # type: ignore[misc]
        match = request.resolver_match
        if match is None or not str(match.url_name).endswith("_change"):
            return found
        said = Comment.objects.filter(key=OuterRef("key")).order_by().values("key").annotate(n=Count("pk")).values("n")
        hands = Review.objects.filter(key=OuterRef("key")).values("assigned_to__username")
        return found.annotate(said=Coalesce(Subquery(said), 0), in_hands_of=Subquery(hands))

    def review_panel(self, record: Any, formsets: Any) -> dict[str, Any]:
        """What the record's own page says of its review."""
        lacks = lacks_in(record, formsets)
        return {
            "lacks": lacks,
            "musts": sum(lack.must for lack in lacks),
            "shoulds": sum(not lack.must for lack in lacks),
            "url": review_url(record),
            "preview_url": reverse_of(record, "preview"),
            "said": getattr(record, "said", 0),
            "in_hands_of": getattr(record, "in_hands_of", None),
        }

    def _do_in_review(self, request: Any, record: Any, form: ReviewForm) -> bool:
        """Do what was asked for; False, with the reason on the form, where it can't be done."""
        if not self.has_change_permission(request, record):  # type: ignore[attr-defined]
            raise PermissionDenied
        asked, text = request.POST.get("do", COMMENT), form.cleaned_data["text"]
        try:
            if asked in TRANSITIONS:
                started_from = revision_in(request.POST, STARTED_FROM)
                review.move(record=record, by=request.user, transition=asked, comment=text, started_from=started_from)
                told = f"“{record}” is {TRANSITIONS[asked].done}."
                self.log_change(request, record, TRANSITIONS[asked].done)  # type: ignore[attr-defined]
            elif asked in (TAKE, GIVE_UP, ASSIGN):
                to = {TAKE: request.user, GIVE_UP: None}.get(asked, form.cleaned_data["to"])
                review.assign(record=record, to=to, by=request.user)
                told = f"“{record}” is with {to or 'nobody'} now."
            else:
                review.comment(record=record, by=request.user, text=text)
                told = "Your comment is in the thread."
        except NotAllowed as refused:
            form.add_error(None, str(refused))
            return False
        except StaleRevision:
            form.add_error(None, "It was edited since you opened this page. Look at it again before you go on.")
            record.refresh_from_db(fields=["revision", "work_state"])
            return False
        self.message_user(request, told, messages.SUCCESS)  # type: ignore[attr-defined]
        return True

    def _show_review(self, request: HttpRequest, record: Any, form: ReviewForm) -> HttpResponseBase:
        found = Review.objects.of(record).select_related("assigned_to", "submitted_by").first()
        editors = get_user_model().objects.filter(pk__in=record.editors).order_by("username")
        reviewing = request.user.has_perm(REVIEW)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": f"Review: {record}",
            "opts": self.opts,  # type: ignore[attr-defined]
            "original": record,
            "form": form,
            "state": publication(record),
            "review": found,
            "editors": list(editors),
            "lacks": lacks_of(record),
            "steps": list(_steps(record, request.user, found)),
            "thread": Comment.objects.of(record).select_related("by"),
            "reviewing": reviewing,
            "may_publish": self.has_publish_permission(request),  # type: ignore[attr-defined]
            "may_edit": self.has_change_permission(request, record),  # type: ignore[attr-defined]
            "is_mine": found is not None and found.assigned_to == request.user,
            "started_from_name": STARTED_FROM,
            "query": request.GET.urlencode(),
            "next_url": next_url(request, record),
            "preview_url": reverse_of(record, "preview"),
            "media": self.media,  # type: ignore[attr-defined]
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/factreg/review.html", context)


def reverse_of(record: Record, view: str) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{view}", args=[quote(record.pk)])


def review_url(record: Record) -> str:
    return reverse_of(record, "review")


def next_url(request: HttpRequest, record: Record) -> str:
    """Where the next record of the queue is found from which one came."""
    query = request.GET.copy()
    query["after"] = str(record.key)
    return f"{reverse('admin:claims_workitem_next')}?{query.urlencode()}"


def _steps(record: Any, user: Any, found: Review | None) -> Any:
    """The steps that fit a record's state, each with why this person can't take it, if they can't."""
    submitted_by = found.submitted_by_id if found else None
    for step in TRANSITIONS.values():
        if step.fits(record):
            yield {"step": step, "refused": refusal(step=step, record=record, by=user, submitted_by=submitted_by)}
