"""A record's history: what was done to it, when and why, newest first, with the versions that came of it.

Changes that only follow another record's are folded together between those that people made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.ledger.published import PublishedEntry, PublishedRecord
from claims.public import reading
from claims.public.pages import errors
from claims.public.pages.asking import known_parameters, readable
from claims.public.pages.entries import title_of
from claims.public.pages.languages import here
from claims.public.pages.latest import action_words
from claims.public.pages.records import PAGES, RecordPage
from claims.public.pages.serving import rendered, serve
from claims.public.pages.words import moment_words
from factreg.ordering import LARGEST
from factreg.parameters import whole_number
from factreg.records import PublicState

SHOWN = 200

Row = dict[str, Any]


@require_safe
@readable
def history_page(request: HttpRequest, address: str, slug: str) -> HttpResponse:
    kind = PAGES[address]
    asked = known_parameters(request, ["before"])
    before = whole_number(asked, "before", least=1, most=LARGEST, unless_told=LARGEST)
    known = reading.record(kind.record_type, slug)
    if known is None:
        return errors.not_found()

    def render() -> str:
        return _html(kind, known, before)

    return serve(request, identity=("history", known.key, before, reading.head()), render=render)


def _html(kind: RecordPage, known: PublishedRecord, before: int) -> str:
    path = kind.path(known.slug)
    entries = _entries(known, before)
    shown, more = entries[:SHOWN], len(entries) > SHOWN
    versions = _versions(kind, known, entries)
    rows = _rows(shown, versions, path)
    title = next((title for _number, title in versions.values()), known.slug)
    page = {
        "title": _("History — {title}").format(title=title),
        "description": _("Every published version of this record, what was done and why: {title}").format(title=title),
        "canonical": f"{path}history/",
        "section": kind.address,
        "robots": "noindex, follow",
    }
    return rendered(
        "public/known/history.html",
        page,
        title=title,
        back=here(path),
        public=known.public_state == PublicState.PUBLISHED,
        groups=_grouped(rows),
        compare=here(f"{path}versions/"),
        numbers=[number for number, _title in versions.values()],
        older=here(f"{path}history/?before={shown[-1].seq}") if more else "",
    )


def _entries(known: PublishedRecord, before: int) -> list[PublishedEntry]:
    """The newest entries before a position; one more than is shown if there are more."""
    found = PublishedEntry.objects.using("public").filter(key=known.key, seq__lt=before)
    return list(found.order_by("-seq")[: SHOWN + 1])


def _versions(
    kind: RecordPage, known: PublishedRecord, entries: Sequence[PublishedEntry]
) -> Mapping[int, tuple[int, str]]:
    """Number and title of each version that may be read, by the position of the entry that made it; newest first."""
    versions = kind.model.objects.using("public").filter(key=known.key, document__isnull=False)
    found = versions.filter(seq__in=[entry.seq for entry in entries]).order_by("-seq")
    return {
        seq: (number, title_of(orjson.loads(document)))
        for seq, number, document in found.values_list("seq", "version", "document")
    }


def _causes(entries: Iterable[PublishedEntry]) -> Mapping[int, PublishedRecord]:
    """By the position of an entry, the record that it was about; not of those that may not be read."""
    seqs = [entry.cause for entry in entries if entry.cause]
    keys = dict(PublishedEntry.objects.using("public").filter(seq__in=seqs).values_list("seq", "key"))
    records = PublishedRecord.objects.using("public").filter(key__in=keys.values())
    readable_ones = records.exclude(public_state__in=(PublicState.QUARANTINED, PublicState.ERASED))
    by_key = {record.key: record for record in readable_ones}
    return {seq: by_key[key] for seq, key in keys.items() if key in by_key}


def _rows(entries: Sequence[PublishedEntry], versions: Mapping[int, tuple[int, str]], path: str) -> list[Row]:
    causes = _causes(entries)
    numbers = [number for number, _title in versions.values()]
    return [_row(entry, versions, numbers, causes, path) for entry in entries]


def _row(
    entry: PublishedEntry,
    versions: Mapping[int, tuple[int, str]],
    numbers: Sequence[int],
    causes: Mapping[int, PublishedRecord],
    path: str,
) -> Row:
    number, title = versions.get(entry.seq, (0, ""))
    earlier = next((one for one in numbers if one < number), 0)
    return {
        "action": action_words(entry.action),
        "follows": entry.cause is not None,
        "cause": _cause(causes.get(entry.cause or 0)),
        "at": moment_words(entry.at.isoformat()),
        "datetime": entry.at.isoformat(timespec="seconds"),
        "reason": entry.reason,
        "merged_into": entry.merged_into,
        "merged_url": here(f"/{path.split('/')[1]}/{entry.merged_into}/") if entry.merged_into else "",
        "version": number,
        "title": title,
        "url": here(f"{path}versions/{number}/") if number else "",
        "compared": here(f"{path}versions/{earlier}/{number}/") if number and earlier else "",
    }


def _cause(record: PublishedRecord | None) -> Row | None:
    """The record whose change was followed, with its history where it has a page."""
    if record is None:
        return None
    kind = next((kind for kind in PAGES.values() if kind.record_type == record.type), None)
    return {"id": record.slug, "url": here(f"{kind.path(record.slug)}history/") if kind else ""}


def _grouped(rows: Sequence[Row]) -> list[Row]:
    """Rows in runs: each of people's own, those that follow between them together."""
    return [{"follows": follows, "rows": list(run)} for follows, run in groupby(rows, key=lambda row: row["follows"])]
