"""Every constraint of the database, broken once: it must refuse, under its own name, with words for an editor."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from claims.desk.models import OpenForm, TypedForm
from claims.history.models import Change, Viewing
from claims.ledger.log import opened
from claims.ledger.models import Entry, Head, PendingRecomposition, PublishedRecord
from claims.models import (
    ActorAlias,
    ClaimAbout,
    ClaimRest,
    Comment,
    Import,
    ImportedRecord,
    Label,
    LabelledRecord,
    LegalHold,
    Merge,
    PlaceName,
    SavedView,
    Takedown,
)
from factreg.records import Record
from sources.models import Slug
from tests.factories import (
    make_actor,
    make_anchor,
    make_assessment,
    make_claim,
    make_contradiction,
    make_counter_accusation,
    make_denial,
    make_different_pair,
    make_event,
    make_figure,
    make_place,
    make_proposal,
    make_publisher,
    make_rejected_pair,
    make_response_search,
    make_source,
    make_statement,
)

# Where the comments come in that break their own constraints.
COMMENT = {"type": "claim", "key": "00000000-0000-4000-8000-000000000000", "at": "2020-09-29T10:00:00Z"}

KEY = "00000000-0000-4000-8000-000000000000"
ROW: dict[str, Callable[[], Any]] = {
    "sources_publisher": make_publisher,
    "sources_source": make_source,
    "claims_actor": make_actor,
    "claims_place": make_place,
    "claims_event": make_event,
    "claims_claim": make_claim,
    "claims_about": lambda: ClaimAbout.objects.get(claim=make_claim(about=[make_actor()])),
    "claims_rest": lambda: ClaimRest.objects.get(claim=make_claim(rests_on=[make_claim()])),
    "claims_figure": make_figure,
    "claims_statement": make_statement,
    "claims_anchor": make_anchor,
    "claims_response_search": make_response_search,
    "claims_assessment": make_assessment,
    "claims_contradiction": make_contradiction,
    "claims_counter_accusation": make_counter_accusation,
    "claims_counteraccusation": make_counter_accusation,
    "claims_rejectedpair": make_rejected_pair,
    "claims_differentpair": make_different_pair,
    "claims_proposal": make_proposal,
}


def put(**values: Any) -> Callable[[str], None]:
    """Write values past every form and action, into a row of the table that a constraint's name begins with.

    `=field` stands for another field's value; a function for what it makes.
    """

    def write(name: str) -> None:
        row = ROW[max((table for table in ROW if name.startswith(table)), key=len)]()
        given = {field: value() if callable(value) else value for field, value in values.items()}
        given |= {field: getattr(row, of[1:]) for field, of in given.items() if str(of).startswith("=")}
        with opened(by=None):
            type(row)._default_manager.filter(pk=row.pk).update(**given)

    return write


def twice(make: Callable[[], Any], **same: Any) -> Callable[[str], None]:
    """Insert a row again, under another primary key."""

    def write(name: str) -> None:
        row = make()
        values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        given = {**values, row._meta.pk.attname: None, **same}
        if isinstance(row, Record):
            given |= {"slug": f"{row.slug}-again", "key": KEY}
        type(row)._base_manager.bulk_create([type(row)(**given)])

    return write


def turned(make: Callable[[], Any]) -> Callable[[str], None]:
    """Join the same two claims again, the other way round."""

    def write(name: str) -> None:
        pair = make()
        again = {"first_claim": pair.second_claim, "second_claim": pair.first_claim}
        if hasattr(pair, "reason"):
            again["reason"] = "Again."
        if hasattr(pair, "slug"):
            again["slug"] = f"{pair.slug}-again"
        columns = {field.name for field in pair._meta.concrete_fields}
        again |= {name: getattr(pair, name) for name in columns & {"kind", "type", "certain"}}
        type(pair)._base_manager.bulk_create([type(pair)(**again)])

    return write


def insert(model: type[models.Model], *rows: dict[str, Any]) -> Callable[[str], None]:
    return lambda name: [model._base_manager.create(**row) for row in rows] and None


def numbered(make: Callable[..., Any]) -> Callable[[str], None]:
    def write(name: str) -> None:
        claim = make_claim()
        for _ in range(2):
            row = make(claim=claim)
            with opened(by=None):
                type(row)._base_manager.filter(pk=row.pk).update(number=1)

    return write


HOLD = {"type": "claim", "key": KEY, "reason": "A test case."}
TAKEDOWN = {"kind": "withdraw", "type": "claim", "key": KEY, "reason": "A test."}
MERGE = {"type": "actor", "record": 1, "slug": "one", "into": 2, "into_slug": "two"}
PENDING = {"key": KEY, "type": "claim", "cause": 1}
NOW = "2020-09-29T10:00:00Z"
CHANGE = {
    "at": NOW,
    "transaction": 1,
    "via": "sql",
    "operation": "insert",
    "model": "claims.claim",
    "row": 1,
    "record_model": "claims.claim",
    "record": 1,
}
PUBLIC = {
    "type": "claim",
    "slug": "one",
    "public_state": "published",
    "version": 1,
    "words_version": 1,
    "first_seq": 1,
    "updated_seq": 1,
    "updated_at": NOW,
    "seq": 1,
    "at": NOW,
}

BROKEN: dict[str, Callable[[str], None]] = {
    "sources_publisher_country_is_two_letters": put(country="am"),
    "sources_publisher_homepage_is_http": put(homepage="javascript:alert(1)"),
    "sources_publisher_homepage_is_public": put(homepage="http://10.0.0.1/"),
    "sources_source_url_is_public": put(url="http://169.254.169.254/latest/"),
    "sources_source_archive_url_is_public": put(archive_url="http://localhost:8000/"),
    "claims_assessment_url_is_public": put(url="http://[::1]/"),
    "sources_source_url_is_http": put(url="javascript:alert(1)"),
    "sources_source_archive_url_is_http": put(archive_url="ftp://example.org"),
    "sources_source_language_is_a_tag": put(language="e n"),
    "sources_slug_is_given_once": insert(Slug, *[{"type": "claim", "slug": "one", "key": KEY}] * 2),
    "claims_actor_country_is_two_letters": put(country="1"),
    "claims_actor_slug_is_not_all": put(slug="all"),
    "claims_alias_is_given_once": twice(lambda: ActorAlias.objects.get(actor=make_actor(aliases=[("Other", "en")]))),
    "claims_place_is_located_whole": put(latitude=40),
    "claims_place_name_is_given_once": twice(lambda: PlaceName.objects.get(place=make_place())),
    "claims_claim_says_something": put(text=""),
    "claims_claim_language_is_a_tag": put(language=""),
    "claims_about_is_said_once": twice(ROW["claims_about"]),
    "claims_rest_is_said_once": twice(ROW["claims_rest"]),
    "claims_rest_joins_two_claims": put(rests_on="=claim"),
    "claims_figure_low_is_a_count": put(low=-1),
    "claims_figure_high_is_a_count": put(low=None, high=-1),
    "claims_figure_low_is_not_above_high": put(low=2, high=1),
    "claims_figure_says_how_many": put(low=None, high=None, as_worded=""),
    "claims_figure_counts_one_side_or_all": put(side=make_actor, all_sides=True),
    "claims_figure_lower_bound_stands_alone": put(quantifier="at_least", low=1, high=1),
    "claims_figure_upper_bound_stands_alone": put(quantifier="fewer_than", low=1, high=1),
    "claims_statement_elements_are_known": put(elements=["colour"]),
    "claims_statement_number_is_given_once": numbered(make_statement),
    "claims_statement_quote_language_is_a_tag": put(quote="Q.", quote_language="e n"),
    "claims_statement_passage_language_is_a_tag": put(passage="P.", passage_language="e n"),
    "claims_statement_quote_is_given_with_its_language": put(quote="", quote_language="en"),
    "claims_statement_passage_is_given_with_its_language": put(passage="", passage_wording="original"),
    "claims_anchor_is_one_for_each_words": twice(make_anchor),
    "claims_anchor_ends_after_its_start": put(end="=start"),
    "claims_anchor_is_kept_only_if_missing": put(kept=True),
    "claims_response_search_is_dated": put(searched=""),
    "claims_assessment_number_is_given_once": numbered(make_assessment),
    "claims_assessment_has_a_rating": put(rating=""),
    "claims_assessment_url_is_http": put(url="javascript:alert(1)"),
    "claims_contradiction_joins_two_claims": put(second_claim="=first_claim"),
    "claims_contradiction_stands_once": turned(make_contradiction),
    "claims_contradiction_gives_its_reason": put(reason=""),
    "claims_counteraccusation_joins_two_claims": put(second_claim="=first_claim"),
    "claims_counteraccusation_stands_once": turned(make_counter_accusation),
    "claims_counter_accusation_gives_its_reason": put(reason=""),
    "claims_rejectedpair_joins_two_claims": put(second_claim="=first_claim"),
    "claims_rejectedpair_stands_once": turned(make_rejected_pair),
    "claims_differentpair_joins_two_claims": put(second_claim="=first_claim"),
    "claims_differentpair_stands_once": turned(make_different_pair),
    "claims_legalhold_stands_once": insert(LegalHold, HOLD, HOLD),
    "claims_legalhold_says_why": insert(LegalHold, HOLD | {"reason": ""}),
    "claims_legalhold_lifting_says_why": insert(LegalHold, HOLD | {"lifted_at": NOW}),
    "claims_takedown_kind_is_known": insert(Takedown, TAKEDOWN | {"kind": "hide"}),
    "claims_takedown_state_is_known": insert(Takedown, TAKEDOWN | {"state": "lost", "decided_at": NOW}),
    "claims_takedown_waits_once": insert(Takedown, TAKEDOWN, TAKEDOWN),
    "claims_takedown_versions_are_erased": insert(Takedown, TAKEDOWN | {"versions": [1]}),
    "claims_takedown_says_why": insert(Takedown, TAKEDOWN | {"reason": ""}),
    "claims_takedown_decision_is_dated": insert(Takedown, TAKEDOWN | {"state": "done"}),
    "claims_merge_joins_two_records": insert(Merge, {**MERGE, "into": 1}),
    "claims_merge_stands_once": insert(Merge, MERGE, MERGE),
    "claims_comment_remark_is_known": insert(Comment, {**COMMENT, "remark": "no-such", "text": "Words."}),
    "claims_comment_says_something": insert(Comment, {**COMMENT, "remark": "comment", "text": ""}),
    "claims_saved_view_has_a_name": insert(SavedView, {"user_id": 1, "name": ""}),
    "claims_saved_view_has_a_name_of_its_own": insert(SavedView, *[{"user_id": 1, "name": "A view"}] * 2),
    "desk_open_once": insert(
        OpenForm, *[{"user_id": 1, "model": "claims.claim", "row": 1, "opened_at": NOW, "seen_at": NOW}] * 2
    ),
    "desk_typed_once": insert(TypedForm, *[{"user_id": 1, "token": "0", "values": "[]", "typed_at": NOW}] * 2),
    "history_change_via_is_known": insert(Change, CHANGE | {"via": "dream"}),
    "history_change_operation_is_known": insert(Change, CHANGE | {"operation": "lost"}),
    "history_viewing_what_is_known": insert(Viewing, {"by_id": 1, "what": "dream"}),
    "claims_import_state_is_known": insert(Import, {"name": "rows.csv", "format": "csv", "state": "no-such"}),
    "claims_imported_record_is_given_once": twice(
        lambda: ImportedRecord.objects.create(
            of=Import.objects.create(name="rows.csv", format="csv"), type="claim", row=1, made=True
        )
    ),
    "claims_label_is_given_once": twice(
        lambda: LabelledRecord.objects.create(label=Label.objects.create(name="urgent"), type="claim", key=KEY)
    ),
    "claims_proposal_joins_two_claims": put(second_claim="=first_claim"),
    "claims_proposal_stands_once": turned(make_proposal),
    "claims_proposal_kind_fits_its_type": put(type="counter-accusation"),
    "claims_proposal_decision_is_dated": put(state="accepted"),
    "claims_proposal_rejection_says_why": put(state="rejected", decided=NOW),
    "ledger_head_is_one_row": insert(Head, {"id": 2, "seq": 0, "at": NOW}),
    "ledger_entry_action_is_known": insert(
        Entry, {"seq": 1, "at": NOW, "action": "lost", "type": "claim", "key": KEY, "version": 1, "leaf": b""}
    ),
    "ledger_pending_once": insert(PendingRecomposition, PENDING, PENDING),
    "published_record_address": insert(PublishedRecord, *({**PUBLIC, "key": f"{KEY[:-1]}{last}"} for last in "01")),
}


def constraints() -> dict[str, Any]:
    return {
        constraint.name: constraint
        for model in apps.get_models()
        if model._meta.app_label in ("sources", "claims", "desk", "history", "ledger")
        for constraint in model._meta.constraints
    }


def deed(name: str) -> Callable[[str], None]:
    """How a constraint is broken; those on choices and on addresses are all alike."""
    if name.endswith("_slug_is_an_address"):
        return put(slug="Not An Address")
    if name.endswith("_is_known") and name not in BROKEN:
        ((lookup, _),) = constraints()[name].condition.children
        field = lookup.removesuffix("__in")
        words = {field.removesuffix("_wording"): "Words."} if field.endswith("_wording") else {}
        return put(**{field: "no-such"}, **words)
    return BROKEN[name]


@pytest.mark.parametrize("name", sorted(constraints()))
def test_constraint_refuses_under_its_name(name: str) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        deed(name)(name)

    assert refused.value.__cause__.diag.constraint_name == name


@pytest.mark.no_database
@pytest.mark.parametrize("name", sorted(name for name in constraints() if name.startswith(("sources_", "claims_"))))
def test_constraint_names_its_field_in_words(name: str) -> None:
    if name.endswith(("_state_is_known", "_is_given_once", "_is_said_once")):
        return
    message = str(constraints()[name].get_violation_error_message())

    assert re.match("[a-z_]+(, [a-z_]+)*( and [a-z_]+)?: ", message), message


def test_denial_that_does_not_deny_is_no_denial() -> None:
    denial = make_denial()

    denial.stance = "asserts"
    denial.save()

    assert type(denial)._default_manager.get(pk=denial.pk).stance == "denies"
