"""What must hold of the ledger and of the published tables at any time, whatever was done before.

One function a promise. What changes the registry is in walk.py.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import orjson

from claims.history.models import Change
from claims.ledger.apply import PARTS, all_tables
from claims.ledger.canonical import timestamp
from claims.ledger.door import recomposed
from claims.ledger.freeze import RECORDS, freeze
from claims.ledger.models import Entry, KeptOwn, PendingRecomposition
from claims.ledger.neighbourhood import PAIRS, PUBLISHED
from claims.ledger.own_parts import own_part
from claims.ledger.published import PublishedRecord
from claims.ledger.rebuild import rebuild_published
from claims.models import Statement
from claims.moving import relations_of
from factreg.records import PublicState, Record, WorkState
from sources.models import Slug
from tests.ledger.walk import Walk

WORD = re.compile("zq[0-9]+zq")


def check(walk: Walk) -> None:
    """Everything but what rebuilding gives."""
    check_nothing_is_pending()
    check_what_is_public()
    check_pairs_are_public_with_their_claims()
    check_documents_are_up_to_date()
    check_what_has_no_edits_reads_as_editors_have_it()
    check_documents_say_their_version_and_time()
    check_versions_count_up()
    check_numbers_are_kept(walk)
    check_no_hidden_word_is_shown(walk)
    check_nothing_is_hidden_without_need()
    check_addresses_lead_to_what_is_there()
    check_nothing_names_what_was_merged()
    check_nothing_of_what_was_erased_is_left(walk)


def check_nothing_is_pending() -> None:
    assert not PendingRecomposition.objects.exists()


def check_what_is_public() -> None:
    """Every record that editors have public has one current version, with a document; no other has one."""
    for type_, model in PUBLISHED.items():
        current = list(model.objects.filter(to_seq=None).values_list("slug", flat=True))
        published = set(RECORDS[type_].objects.published().values_list("slug", flat=True))

        assert not model.objects.filter(to_seq=None, document=None).exists(), type_
        assert len(current) == len(set(current)), (type_, current)
        if type_ in PAIRS:
            assert set(current) <= published, type_
        else:
            assert set(current) == published, type_


def check_pairs_are_public_with_their_claims() -> None:
    """A pair is public exactly when editors have it public and both claims of its last version are."""
    claims = set(RECORDS["claim"].objects.published().values_list("slug", flat=True))
    survivors = _survivors()
    for type_ in PAIRS:
        published = RECORDS[type_].objects.published().values_list("slug", flat=True)
        for slug in published:
            last = PUBLISHED[type_].objects.filter(slug=slug).latest("seq")
            joined = {survivors.get(("claim", claim), claim) for claim in last.claims}

            assert (last.to_seq is None) == claims.issuperset(joined), (slug, last.claims)


def check_documents_are_up_to_date() -> None:
    """Composing any current document anew gives the same."""
    for type_, model in PUBLISHED.items():
        slugs = list(model.objects.current().values_list("slug", flat=True))
        for stale in recomposed(type_, slugs, {}):
            document = orjson.loads(model.objects.current().get(slug=stale.slug).document)
            fresh = stale.composed or {}
            differences = {name: (document[name], fresh[name]) for name in fresh if document[name] != fresh[name]}

            raise AssertionError(f"{type_} {stale.slug} is stale: {differences}")


def check_what_has_no_edits_reads_as_editors_have_it() -> None:
    for type_, model in RECORDS.items():
        clean = model.objects.published().filter(work_state=WorkState.CLEAN).values_list("pk", "slug")
        pks = {slug: pk for pk, slug in clean}
        current = PUBLISHED[type_].objects.filter(to_seq=None, slug__in=pks)
        edited = freeze(type_, list(pks.values()))
        for slug, document in current.values_list("slug", "document"):
            own, edit = own_part(orjson.loads(document)), edited[pks[slug]]
            differences = {name: (own[name], edit[name]) for name in edit if own[name] != edit[name]}
            assert not differences, (type_, slug)


def check_documents_say_their_version_and_time() -> None:
    records = {(record.type, record.slug): record for record in PublishedRecord.objects.all()}
    for type_, model in PUBLISHED.items():
        for version in model.objects.current():
            document, record = orjson.loads(version.document), records[type_, version.slug]

            assert document["version"] == version.version == record.version, version.slug
            assert document["updated_at"] == timestamp(record.updated_at), version.slug


def check_versions_count_up() -> None:
    """Every document that is entered is the next version of its record."""
    versions: defaultdict[Any, list[int]] = defaultdict(list)
    for key, version, leaf in Entry.objects.order_by("seq").values_list("key", "version", "leaf"):
        # Whether it made a document, be that erased since.
        if orjson.loads(bytes(leaf))["commitment"]:
            versions[key].append(version)
    for found in versions.values():
        assert found == list(range(1, len(found) + 1))


def check_numbers_are_kept(walk: Walk) -> None:
    """The n of a claim's statement is given once, and to one statement for good."""
    numbered = Statement.objects.exclude(number=None).values_list("claim__slug", "number", "pk")
    for claim, number, statement in numbered:
        assert walk.numbers.setdefault((claim, number), statement) == statement, (claim, number)


def check_no_hidden_word_is_shown(walk: Walk) -> None:
    """What was not published, or is quarantined, is in no table; what is withdrawn, in no current version."""
    anywhere = {model.__name__: _words(model.objects.values()) for model in all_tables()}
    versions = (*PUBLISHED.values(), *PARTS.values())
    now = {model.__name__: _words(model.objects.filter(to_seq=None).values()) for model in versions}
    states, survivors = _states(), _survivors()
    published = _published_words()
    for (type_, slug), into in survivors.items():
        # What a survivor took over was the merged record's before, and may be read in its versions.
        published[type_, into] |= published[type_, slug]
    for record, words in walk.words.items():
        # What was merged is as readable as its survivor, which may have its words.
        survivor = (record[0], survivors.get(record, record[1]))
        unreadable = states[survivor] in (PublicState.QUARANTINED, PublicState.ERASED)
        readable = set() if unreadable else words & published[record]
        taken = walk.words[survivor] if survivor != record and states[survivor] == PublicState.PUBLISHED else set()
        for table, found in anywhere.items():
            assert not found & (words - readable - taken), (record, states[record], table)
        if states[record] != PublicState.PUBLISHED:
            for table, found in now.items():
                assert not found & (words - taken), (record, states[record], table)


def _words(rows: Iterable[dict[str, Any]]) -> set[str]:
    return {word for row in rows for word in WORD.findall(str(row).lower())}


def _survivors() -> dict[tuple[str, str], str]:
    """Where the addresses of merged records lead."""
    merged = PublishedRecord.objects.exclude(merged_into=None).values_list("type", "slug", "merged_into")
    return {(type_, slug): into for type_, slug, into in merged}


def check_addresses_lead_to_what_is_there() -> None:
    """A merged address leads in one hop, for editors and the world alike, to a record that is not merged itself."""
    keys = {record.key: record for record in PublishedRecord.objects.all()}
    leading = {(slug.type, slug.slug): keys[slug.merged_into].slug for slug in Slug.objects.exclude(merged_into=None)}

    assert leading == _survivors()
    for type_, into in {(type_, into) for (type_, _), into in leading.items()}:
        assert (type_, into) not in leading, (type_, into)


def check_nothing_names_what_was_merged() -> None:
    """No editorial row of a record that stands names one that was merged."""
    for model in RECORDS.values():
        for relation in relations_of(model):
            if issubclass(relation.model, Record):
                rows = relation.rows.exclude(public_state__in=[PublicState.MERGED, PublicState.WITHDRAWN])
                rows = rows.exclude(public_state=PublicState.QUARANTINED)
            else:
                rows = relation.rows
            named = rows.filter(**{f"{relation.field}__public_state": PublicState.MERGED})

            assert not named.exists(), (relation, list(named))


def _states() -> dict[tuple[str, str], str]:
    return {
        (type_, slug): state
        for type_, model in RECORDS.items()
        for slug, state in model.objects.values_list("slug", "public_state")
    }


def _published_words() -> dict[tuple[str, str], set[str]]:
    """The words in each record's own documents."""
    words: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for type_, slug, document in Entry.objects.exclude(document=None).values_list("type", "slug", "document"):
        words[type_, slug or ""] |= set(WORD.findall(document.lower()))
    return words


def check_nothing_is_hidden_without_need() -> None:
    """Only a version that shows words of a quarantined record is without its document."""
    quarantined = PublishedRecord.objects.filter(public_state=PublicState.QUARANTINED)
    hidden = set(quarantined.values_list("type", "slug"))
    hidden |= {(type_, slug) for (type_, slug), into in _survivors().items() if (type_, into) in hidden}
    shown = {f"shows:{type_}/{slug}" for type_, slug in hidden}
    for model in PUBLISHED.values():
        for version in model.objects.filter(document=None):
            assert shown.intersection(version.facets), (model.__name__, version.slug, version.version)


def check_nothing_of_what_was_erased_is_left(walk: Walk) -> None:
    """The words of an erased record are in no document of the ledger, and in no editorial row or its history."""
    states, survivors = _states(), _survivors()
    gone = {record for record, state in states.items() if state == PublicState.ERASED}
    words = {word for record in gone for word in walk.words[record]}
    words |= {word for record, into in survivors.items() if (record[0], into) in gone for word in walk.words[record]}
    if not words:
        return
    for model in (Entry, Change, KeptOwn, *RECORDS.values()):
        assert not _words(model._default_manager.values()) & words, model.__name__
    for type_ in RECORDS:
        assert not PUBLISHED[type_].objects.filter(slug__in=[slug for of, slug in gone if of == type_]).exists()


def check_rebuilding_changes_nothing() -> None:
    before = contents()
    rebuild_published()
    after = contents()
    for table, rows in before.items():
        assert rows == after[table], table


def contents() -> dict[str, list[str]]:
    """The published tables."""
    return {model.__name__: sorted(map(repr, model.objects.values())) for model in all_tables()}
