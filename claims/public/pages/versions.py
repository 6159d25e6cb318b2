"""Each published version of a record at an address of its own, and what differs between any two of them.

A version can be read for as long as no part of it has been taken out of view; of a withdrawn record too, marked so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import orjson
from django.db.models import Max, Min, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.ledger.published import PublishedEntry, PublishedRecord
from claims.public import reading
from claims.public.pages import errors
from claims.public.pages.absence import absent
from claims.public.pages.asking import known_parameters, readable
from claims.public.pages.differences import differences
from claims.public.pages.entries import title_of
from claims.public.pages.languages import here
from claims.public.pages.records import PAGES, RecordPage, html_of
from claims.public.pages.serving import rendered, serve
from claims.public.pages.words import Document, moment_words
from claims.public.reading import Snapshot
from factreg.parameters import single, whole_number
from factreg.problems import malformed
from factreg.records import PublicState

MOST_VERSIONS = 999_999_999


@dataclass(frozen=True, slots=True)
class Version:
    """A published version: its document, and the positions between which it was current."""

    number: int
    document: Document
    seq: int
    to_seq: int | None


@require_safe
def version_page(request: HttpRequest, address: str, slug: str, number: str) -> HttpResponse:
    """A version as it was published, with what refers to it as of when it was last current."""
    kind = PAGES[address]
    known = reading.record(kind.record_type, slug)
    if known is None:
        return errors.not_found()
    version = _version(kind, known, int(number))
    if version is None:
        return _unreadable(kind, known, int(number))
    head = reading.head()

    def render() -> str:
        position = head if version.to_seq is None else version.to_seq - 1
        at = Snapshot(position, head, as_of=version.to_seq is not None)
        return html_of(kind, version.document, at, position=version.seq, **_page(kind, known, version))

    return serve(request, identity=("version", known.key, version.number, head), render=render)


def _page(kind: RecordPage, known: PublishedRecord, version: Version) -> dict[str, object]:
    """What the head of a version's page says beside its document."""
    path, number = kind.path(known.slug), version.number
    return {
        "canonical": f"{path}versions/{number}/",
        "robots": "noindex, follow",
        "json": "",
        "image": "",
        "data": "",
        "version": {
            "note": _note(known, version),
            "present": here(path) if known.public_state == PublicState.PUBLISHED else "",
            "history": here(f"{path}history/"),
            "compared": _comparing(path, _beside(kind, known, number)[0], number),
        },
    }


def _note(known: PublishedRecord, version: Version) -> str:
    if version.to_seq is None:
        return _("Version {number}, the latest.").format(number=version.number)
    note = _("Version {number}, which is no longer current.").format(number=version.number)
    if known.public_state != PublicState.WITHDRAWN:
        return note
    withdrawn = (
        _("The record has been withdrawn: {reason}").format(reason=known.reason)
        if known.reason
        else _("The record has been withdrawn.")
    )
    return f"{note} {withdrawn}"


@require_safe
@readable
def choose_versions(request: HttpRequest, address: str, slug: str) -> HttpResponse:
    """The form's way to two versions: `?from=1&to=2`."""
    asked = known_parameters(request, ["from", "to"])
    for name in ("from", "to"):
        if single(asked, name) is None:
            raise malformed(name, "names the number of a version.")
    first, second = (whole_number(asked, name, least=1, most=MOST_VERSIONS, unless_told=1) for name in ("from", "to"))
    return HttpResponseRedirect(here(f"{PAGES[address].path(slug)}versions/{first}/{second}/"))


@require_safe
def compare_page(request: HttpRequest, address: str, slug: str, first: str, second: str) -> HttpResponse:
    """What differs between two versions, field by field, word by word."""
    kind = PAGES[address]
    known = reading.record(kind.record_type, slug)
    if known is None:
        return errors.not_found()
    found = []
    for number in (int(first), int(second)):
        version = _version(kind, known, number)
        if version is None:
            return _unreadable(kind, known, number)
        found.append(version)
    before, after = found

    def render() -> str:
        return _compared_html(kind, known, before, after)

    # A version never changes; whether it may be read is asked each time.
    identity = ("compared", known.key, before.number, after.number, known.seq)
    return serve(request, identity=identity, render=render)


def _compared_html(kind: RecordPage, known: PublishedRecord, before: Version, after: Version) -> str:
    path, title = kind.path(known.slug), title_of(after.document)
    what = _("What changed from version {first} to version {second}").format(first=before.number, second=after.number)
    page = {
        "title": f"{what} — {title}",
        "description": f"{what}: {title}",
        "canonical": f"{path}versions/{before.number}/{after.number}/",
        "robots": "noindex, follow",
        "section": kind.address,
    }
    times = _times_of(before, after)
    return rendered(
        "public/known/compared.html",
        page,
        what=what,
        title=title,
        withdrawn=known.public_state == PublicState.WITHDRAWN,
        reason=known.reason,
        parts=differences(before.document, after.document),
        sides=[
            {
                "number": side.number,
                "url": here(f"{path}versions/{side.number}/"),
                "at": moment_words(times[side.seq].isoformat()),
            }
            for side in (before, after)
        ],
        reasons=_reasons_between(known, before, after),
        history=here(f"{path}history/"),
        earlier=_comparing(path, _beside(kind, known, before.number)[0], before.number),
        later=_comparing(path, after.number, _beside(kind, known, after.number)[1]),
    )


def _beside(kind: RecordPage, known: PublishedRecord, number: int) -> tuple[int | None, int | None]:
    """The nearest versions before and after one that may be read."""
    versions = kind.model.objects.using("public").filter(key=known.key, document__isnull=False)
    found = versions.aggregate(
        before=Max("version", filter=Q(version__lt=number)), after=Min("version", filter=Q(version__gt=number))
    )
    return found["before"], found["after"]


def _comparing(path: str, first: int | None, second: int | None) -> str:
    return here(f"{path}versions/{first}/{second}/") if first and second else ""


def _times_of(*versions: Version) -> dict[int, datetime]:
    entries = PublishedEntry.objects.using("public").filter(seq__in=[version.seq for version in versions])
    return dict(entries.values_list("seq", "at"))


def _reasons_between(known: PublishedRecord, before: Version, after: Version) -> list[dict[str, str]]:
    """Why people changed it between the two, oldest first."""
    entries = PublishedEntry.objects.using("public").filter(key=known.key, cause=None, reason__isnull=False)
    between = entries.filter(seq__gt=min(before.seq, after.seq), seq__lte=max(before.seq, after.seq))
    return [
        {"at": moment_words(at.isoformat()), "reason": reason}
        for at, reason in between.order_by("seq").values_list("at", "reason")[:50]
    ]


def _version(kind: RecordPage, known: PublishedRecord, number: int) -> Version | None:
    """The version of that number, if it may be read."""
    versions = kind.model.objects.using("public").filter(key=known.key, version=number, document__isnull=False)
    row = versions.order_by("-seq").values_list("document", "seq", "to_seq").first()
    return Version(number, orjson.loads(row[0]), row[1], row[2]) if row else None


def _unreadable(kind: RecordPage, known: PublishedRecord, number: int) -> HttpResponse:
    if 1 <= number <= known.version:
        links = [{"url": here(f"{kind.path(known.slug)}history/"), "name": _("Its history and older versions")}]
        return errors.gone(sentences=[_("This version can't be read any more.")], links=links)
    return errors.not_found() if known.public_state == PublicState.PUBLISHED else absent(kind, known.slug)
