"""Where an address has nothing to show, now or at an earlier time: where it went, since when, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils.translation import gettext as _

from claims.ledger.published import PublishedEntry, PublishedRecord
from claims.public import reading
from claims.public.blocking import status_of
from claims.public.pages import errors
from claims.public.pages.known import Asked
from claims.public.pages.languages import here
from claims.public.pages.words import moment_words
from factreg.http import BRIEFLY, rfc3339
from factreg.purging import HEADER, keys
from factreg.records import PublicState

if TYPE_CHECKING:
    from claims.public.pages.records import RecordPage

UNREADABLE = {PublicState.QUARANTINED, PublicState.ERASED}


def absent(kind: RecordPage, slug: str, *, suffix: str = "/") -> HttpResponse:
    """Where nothing is public now: 301 to the survivor of a merge, 410 or 451 for what is gone, else 404."""
    known = reading.record(kind.record_type, slug)
    if known is None:
        return errors.not_found()
    if known.merged_into:
        return led(HttpResponsePermanentRedirect(_address(kind, known.merged_into, suffix)))
    return _gone(kind, known)


def absent_at(kind: RecordPage, slug: str, asked: Asked, *, suffix: str = "/") -> HttpResponse:
    """The one or the other, whichever was asked for."""
    return absent_then(kind, slug, asked, suffix=suffix) if asked.as_of else absent(kind, slug, suffix=suffix)


def absent_then(kind: RecordPage, slug: str, asked: Asked, *, suffix: str = "/") -> HttpResponse:
    """Where nothing was public at the time that was asked for, or what was may not be read any more."""
    known = reading.record(kind.record_type, slug)
    if known is None or known.public_state in UNREADABLE:
        return absent(kind, slug, suffix=suffix)
    entries = PublishedEntry.objects.using("public").filter(key=known.key, seq__lte=asked.at.position)
    last = entries.order_by("-seq").first()
    if last is None:
        return _not_yet(kind, known, asked)
    if last.merged_into:
        return led(HttpResponseRedirect(_address(kind, last.merged_into, suffix) + asked.query))
    return _gone_then(kind, last, asked)


def notes_since(kind: RecordPage, slug: str) -> list[str]:
    """What has become of a record that is shown as it was: sentences for the banner. One query."""
    known = reading.record(kind.record_type, slug)
    if known is None or known.public_state == PublicState.PUBLISHED:
        return []
    day = moment_words(known.at.isoformat())
    if known.public_state == PublicState.MERGED:
        sentences = [_("It was merged into another record on {date}.").format(date=day)]
    else:
        sentences = [_("It was taken down on {date}.").format(date=day)]
    if known.reason:
        sentences.append(_("The reason: {reason}").format(reason=known.reason))
    return sentences


def led(response: HttpResponse) -> HttpResponse:
    """To be asked about again soon: a merge can be undone, and unless told otherwise caches keep a 301 for good."""
    response.headers["Cache-Control"] = BRIEFLY
    response.headers[HEADER] = keys()
    return response


def _address(kind: RecordPage, slug: str, suffix: str) -> str:
    path = f"/{kind.address}/{slug}{suffix}"
    # Pages are in a language, files are not.
    return here(path) if suffix.endswith("/") else path


def _gone(kind: RecordPage, known: PublishedRecord) -> HttpResponse:
    withdrawn = known.public_state == PublicState.WITHDRAWN
    day = moment_words(known.at.isoformat())
    sentences = [_("This record was taken down on {date}.").format(date=day)]
    if not withdrawn:
        sentences.append(_("Nothing of it can be read."))
    if known.reason:
        sentences.append(_("The reason: {reason}").format(reason=known.reason))
    if known.legal_basis:
        sentences.append(_("The legal basis: {basis}").format(basis=known.legal_basis))
    register = {"url": here("/takedowns/"), "name": _("Register of takedowns")}
    links = [*([_history(kind, known.slug)] if withdrawn else []), register]
    return errors.gone(sentences=sentences, links=links, status=status_of(known))


def _gone_then(kind: RecordPage, last: PublishedEntry, asked: Asked) -> HttpResponse:
    """It had been taken down by then; or what it said then may not be read any more."""
    slug = last.slug or ""
    if last.action == "withdrawn":
        day = moment_words(last.at.isoformat())
        what = _("At the time asked for, {time}, it was not public: it had been taken down on {date}.")
        sentences = [what.format(time=asked.words, date=day)]
        if last.reason:
            sentences.append(_("The reason: {reason}").format(reason=last.reason))
    else:
        sentences = [
            _("What was public at the time asked for, {time}, can't be read any more.").format(time=asked.words)
        ]
    return errors.gone(sentences=sentences, links=[_present(kind, slug), _history(kind, slug)])


def _not_yet(kind: RecordPage, known: PublishedRecord, asked: Asked) -> HttpResponse:
    first = PublishedEntry.objects.using("public").get(seq=known.first_seq)
    day = moment_words(first.at.isoformat())
    sentences = [
        _("This record was first published on {date}.").format(date=day),
        _("You asked for what was known at {time}.").format(time=asked.words),
    ]
    then = f"{here(kind.path(known.slug))}?as_of={rfc3339(first.at)}"
    links = [{"url": then, "name": _("As it was first published")}, _present(kind, known.slug)]
    return errors.error_page(404, _("Not yet on record at that time"), sentences, links=links)


def _present(kind: RecordPage, slug: str) -> dict[str, str]:
    return {"url": here(kind.path(slug)), "name": _("What is public now")}


def _history(kind: RecordPage, slug: str) -> dict[str, str]:
    return {"url": here(f"{kind.path(slug)}history/"), "name": _("Its history and older versions")}
