"""Reporting: the page with the form, what becomes of one that is sent, and the receipt by which its sender sees that.

No page here is kept by a cache, and none sets a cookie: a signed mark in the form stands in for a session.
"""

from __future__ import annotations

import re
from datetime import timedelta

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from claims.inbox.receiving import (
    LASTS,
    OpenedForm,
    ReportKind,
    ReportState,
    TooMany,
    new_token,
    opened,
    receipt_of,
    receive,
    reference_in,
)
from claims.public.pages import errors
from claims.public.pages.languages import here
from claims.public.pages.records import CLAIM, PAGES
from claims.public.pages.report_form import TOKEN, TRAP, ReportForm, fields_of, kinds_of, page_in, typed
from claims.public.pages.serving import rendered
from claims.public.pages.standings import standing_words
from claims.public.pages.words import definition_of, label_of, moment_words
from factreg.clients import address_of

# A person needs longer to choose, read and type. What is sent sooner is shown again, with what was typed.
SECONDS_AT_LEAST = 3
LARGEST = 200_000
NOT_KEPT = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}

_RECORD = re.compile(r"/([a-z]+)/([a-z0-9-]+)/")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report_page(request: HttpRequest) -> HttpResponse:
    """The form, empty or as it was sent and could not be taken."""
    if request.method == "POST":
        return _sent(request)
    given = {"about": page_in(request.GET.get("about", "")), "kind": request.GET.get("kind", "")}
    return _form_page(ReportForm(initial=given), token=new_token())


def _sent(request: HttpRequest) -> HttpResponse:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LARGEST:
        sentence = _(
            "More was sent than is taken, and nothing of it was stored. Go back: your browser may still have it."
        )
        return errors.error_page(413, _("Too long"), [sentence])
    form = ReportForm(request.POST)
    token = request.POST.get(TOKEN, "")
    mark = opened(token)
    if mark is None or mark.expired or _is_from_elsewhere(request):
        return _form_page(form, token=new_token(), notice=_why_not(mark), status=422)
    if mark.age < SECONDS_AT_LEAST:
        notice = _("That was sent faster than a person types, and nothing was stored. Wait a moment and send it again.")
        return _form_page(form, token=token, notice=notice, status=422)
    if not form.is_valid():
        return _form_page(form, token=token, status=422)
    words = {**form.cleaned_data, "language": get_language() or "en"}
    try:
        reference = mark.reference_of(words)
        receive(reference=reference, address=address_of(request), **words)
    except TooMany as full:
        return _full(form, token, full.seconds)
    return _redirect(303, here(f"/report/{reference}/"))


def _is_from_elsewhere(request: HttpRequest) -> bool:
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")


def _why_not(mark: OpenedForm | None) -> str:
    if mark is None or not mark.expired:
        return _("This form was not opened here, so nothing was stored. Look at it, and send it again.")
    hours = LASTS // timedelta(hours=1)
    return ngettext(
        "This form had been open for more than %(hours)d hour, so nothing was stored. Send it again.",
        "This form had been open for more than %(hours)d hours, so nothing was stored. Send it again.",
        hours,
    ) % {"hours": hours}


def _full(form: ReportForm, token: str, seconds: int) -> HttpResponse:
    minutes = -(-seconds // 60)
    notice = ngettext(
        "Many reports are coming in, and this was not stored. It is all here: send it again in %(minutes)d minute.",
        "Many reports are coming in, and this was not stored. It is all here: send it again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}
    response = _form_page(form, token=token, notice=notice, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _form_page(form: ReportForm, *, token: str, notice: str = "", status: int = 200) -> HttpResponse:
    wrong = form.errors if form.is_bound and status == 422 else {}
    title = _("Report an error, or answer a claim")
    page = {
        "title": title if status == 200 else _("Not sent: %(title)s") % {"title": title},
        "description": _("Tell the editors what is wrong, missing or dangerous. You get a receipt and an answer."),
        "canonical": "/report/",
        "section": "report",
    }
    context = {
        "heading": title,
        "notices": [notice] if notice else list(wrong.get("__all__", [])),
        "faults": bool(notice or wrong),
        "fields": list(fields_of(form, wrong)),
        "kinds": kinds_of(form),
        "kind_error": " ".join(wrong.get("kind", [])),
        "about": _record_at(page_in(typed(form, "about"))),
        "danger": label_of(ReportKind, ReportKind.DANGER),
        "token_name": TOKEN,
        "token": token,
        "trap": TRAP,
    }
    return HttpResponse(rendered("public/report.html", page, **context), status=status, headers=NOT_KEPT)


def _record_at(path: str) -> dict[str, str] | None:
    """The record that a page shows: its address, and its name; of a claim, who says it first of all."""
    found = _RECORD.match(path)
    kind = PAGES.get(found[1]) if found else None
    if kind is None or found is None:
        return None
    rows = kind.model.objects.using("public").current().filter(slug=found[2])
    for document, label in rows.values_list("document", "label")[:1]:
        said = standing_words(orjson.loads(document)).lede if kind is CLAIM else ""
        return {"path": kind.path(found[2]), "label": f"{said} — {label}" if said else label}
    return None


@require_safe
def receipt_page(request: HttpRequest, reference: str) -> HttpResponse:
    """What has become of a report, for whoever has its number."""
    known = reference_in(reference)
    receipt = receipt_of(known) if known else None
    if receipt is None or known is None:
        return _no_receipt()
    page = {"title": _("Your report"), "description": _("What has become of a report."), "robots": "noindex, nofollow"}
    context = {
        "reference": known,
        "address": here(f"/report/{known}/"),
        "state": label_of(ReportState, receipt.state),
        "meaning": definition_of(ReportState, receipt.state),
        "is_new": receipt.changed_at is None,
        "received": moment_words(receipt.received_at.isoformat()),
        "changed": moment_words(receipt.changed_at.isoformat()) if receipt.changed_at else "",
        "answer": receipt.answer,
        "change": receipt.change,
    }
    return HttpResponse(rendered("public/receipt.html", page, **context), headers=NOT_KEPT)


@require_safe
def find_receipt(request: HttpRequest) -> HttpResponse:
    """Leads from a reference number that is typed in to its receipt."""
    reference = reference_in(request.GET.get("reference", ""))
    return _redirect(302, here(f"/report/{reference}/")) if reference else _no_receipt()


def _no_receipt() -> HttpResponse:
    sentences = [
        _("No report has this reference number. It has 24 letters and digits, in groups of four; one may be missing."),
    ]
    links = [{"url": here("/report/"), "name": _("Report something, or type the number again")}]
    return errors.error_page(404, _("No such report"), sentences, links=links)


def _redirect(status: int, address: str) -> HttpResponse:
    response = HttpResponseRedirect(address, headers=NOT_KEPT)
    response.status_code = status
    return response
