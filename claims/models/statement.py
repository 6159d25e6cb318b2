"""Statements, and what else is on record of a claim's reception: response searches and assessments."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Case, Exists, FilteredRelation, OuterRef, Q, Value, When
from django.db.models.functions import Upper

from claims.models.actor import Actor
from claims.models.claim import Claim
from claims.vocabulary import Element, QuoteResult, Stance, Wording, Words
from factreg.choices import one_of
from factreg.constraints import Checked
from factreg.door_setting import DOOR_SETTING, MERGING
from factreg.fields import (
    LANGUAGE_PATTERN,
    AddressField,
    EDTFField,
    LanguageField,
    LineField,
    ProseField,
    moments_of,
)
from factreg.merged import names_survivors
from factreg.records import counts_as_edit_of
from sources.models import HTTP_PATTERN, Capture, Publisher, Source, leads_outside

# A statement or assessment keeps its public id for good, and with it its claim, whatever a stale form or raw SQL says.
NUMBER_IS_KEPT = pgtrigger.Trigger(
    name="number_is_kept",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func=f"""
    IF coalesce(current_setting('{DOOR_SETTING}', true), '') = '{MERGING}' THEN
        RETURN NEW;
    END IF;
    IF coalesce(current_setting('{DOOR_SETTING}', true), '') <> 'open' THEN
        NEW.number := OLD.number;
    END IF;
    IF OLD.number IS NOT NULL AND NEW.claim_id <> OLD.claim_id THEN
        RAISE EXCEPTION 'claim: what has been published stays with its claim; withdraw it there and enter it anew'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
    """,
)
# A file may bring the numbers of a claim that is not public here yet; from then on the door alone gives them.
NUMBER_IS_GIVEN_BY_THE_DOOR = pgtrigger.Trigger(
    name="number_is_given_by_the_door",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Q(new__number__isnull=False),
    func="""
    IF EXISTS (SELECT 1 FROM claims_claim AS claim WHERE claim.id = NEW.claim_id AND claim.public_state <> 'never') THEN
        NEW.number := NULL;
    END IF;
    RETURN NEW;
    """,
)


# What was found of words that are no longer these, or in another source, was found of nothing.
ANCHORS_GO_WITH_THEIR_WORDS = pgtrigger.Trigger(
    name="anchors_go_with_their_words",
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf("quote", "passage", "source_id"),
    condition=pgtrigger.Condition(
        "OLD.quote <> NEW.quote OR OLD.passage <> NEW.passage OR OLD.source_id <> NEW.source_id"
    ),
    func="""
    DELETE FROM claims_anchor AS anchor
    WHERE anchor.statement_id = NEW.id
      AND (OLD.source_id <> NEW.source_id
           OR (anchor.words = 'quote' AND OLD.quote <> NEW.quote)
           OR (anchor.words = 'passage' AND OLD.passage <> NEW.passage));
    RETURN NULL;
    """,
)


class StatementQuerySet(models.QuerySet[Any]):
    """Statements by stance, and by whether their words stand in a capture of their source."""

    def denials(self) -> StatementQuerySet:
        return self.filter(stance=Stance.DENIES)

    def with_quote_results(self) -> StatementQuerySet:
        """Annotate `quote_result` and `passage_result` (QuoteResult); empty where there are no words to look for."""
        return self.annotate(
            **{
                f"{words}_anchor": FilteredRelation("anchors", condition=Q(anchors__words=words))
                for words in Words.values
            },
            captured=Exists(Capture.objects.filter(source=OuterRef("source"))),
        ).annotate(**{f"{words}_result": _result(words) for words in Words.values})

    def whose_words_are(self, result: str) -> StatementQuerySet:
        """Those of whose quote or passage this came; as with_quote_results has it, for a filter on many rows."""
        anchored = {
            QuoteResult.FOUND: Q(anchors__missing_from=None),
            QuoteResult.CHANGED: Q(anchors__missing_from__isnull=False, anchors__kept=False),
            QuoteResult.KEPT: Q(anchors__kept=True),
        }
        if result in anchored:
            found = self.model._base_manager.filter(anchored[QuoteResult(result)], anchors__isnull=False)
            return self.filter(pk__in=found.values("pk"))
        captured = Q(source__in=Capture.objects.values("source"))
        if result == QuoteResult.NO_CAPTURE:
            return self.exclude(quote="", passage="").exclude(captured)
        lost = Q()
        for words in Words.values:
            anchors = self.model._meta.get_field("anchors").related_model.objects.filter(words=words)
            lost |= ~Q(**{words: ""}) & ~Exists(anchors.filter(statement=OuterRef("pk")))
        return self.filter(captured, lost)


def _result(words: str) -> Case:
    anchor = f"{words}_anchor"
    return Case(
        When(**{words: ""}, then=Value("")),
        When(**{f"{anchor}__kept": True}, then=Value(QuoteResult.KEPT)),
        When(**{f"{anchor}__missing_from__isnull": False}, then=Value(QuoteResult.CHANGED)),
        When(**{f"{anchor}__isnull": False}, then=Value(QuoteResult.FOUND)),
        When(captured=True, then=Value(QuoteResult.NOT_FOUND)),
        default=Value(QuoteResult.NO_CAPTURE),
        output_field=models.CharField(),
    )


class Statement(Checked):
    """An actor's stance on a claim, in a source."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="statements")
    number = models.PositiveIntegerField(
        null=True,
        editable=False,
        help_text="The n of its public id <claim slug>.<n>, given at first publication and never again.",
    )
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="statements", help_text="Who states it.")
    stance = models.CharField(max_length=10, choices=Stance, help_text="What the statement does to the claim.")
    elements = ArrayField(
        models.CharField(max_length=16, choices=Element),
        default=list,
        blank=True,
        help_text="Which elements of the claim the stance is about; none: the whole claim.",
    )
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="statements", help_text="Where it was read."
    )
    primary_source = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="first_statements",
        help_text="Where it was first made, if the source says so.",
    )
    said = EDTFField(help_text="When it was said, as EDTF, only where the source gives it.")
    said_earliest, said_latest, said_sort = moments_of("said")
    quote = ProseField(blank=True, default="", help_text="The actor's own words, exactly.")
    quote_language = LanguageField(blank=True, default="", help_text="BCP 47 tag of the quote's language.")
    quote_wording = models.CharField(
        max_length=10,
        choices=Wording,
        blank=True,
        default="",
        help_text="Whether the quote is original or as relayed.",
    )
    quote_translation = ProseField(
        blank=True, default="", help_text="The quote in English, if it is in another language."
    )
    passage = ProseField(
        blank=True,
        default="",
        help_text="The source's words, in any voice. Published only when short.",
    )
    passage_language = LanguageField(blank=True, default="", help_text="BCP 47 tag of the passage's language.")
    passage_wording = models.CharField(
        max_length=10,
        choices=Wording,
        blank=True,
        default="",
        help_text="Whether the passage is original or as relayed.",
    )
    passage_translation = ProseField(
        blank=True, default="", help_text="The passage in English, if it is in another language."
    )
    locator = LineField(blank=True, default="", help_text="Where in the source: paragraph, page, minute.")

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("stance", Stance, name="claims_statement_stance_is_known"),
            one_of("quote_wording", Wording, name="claims_statement_quote_wording_is_known", blank=True),
            one_of(
                "passage_wording",
                Wording,
                name="claims_statement_passage_wording_is_known",
                blank=True,
            ),
            models.CheckConstraint(
                condition=Q(elements__contained_by=Element.values),
                name="claims_statement_elements_are_known",
                violation_error_message=f"elements: choose of {', '.join(Element.values)}.",
            ),
            models.UniqueConstraint(fields=["claim", "number"], name="claims_statement_number_is_given_once"),
            models.CheckConstraint(
                condition=Q(quote_language="") | Q(quote_language__regex=LANGUAGE_PATTERN),
                name="claims_statement_quote_language_is_a_tag",
                violation_error_message="quote_language: use a BCP 47 tag, for example en.",
            ),
            models.CheckConstraint(
                condition=Q(passage_language="") | Q(passage_language__regex=LANGUAGE_PATTERN),
                name="claims_statement_passage_language_is_a_tag",
                violation_error_message="passage_language: use a BCP 47 tag, for example en.",
            ),
            models.CheckConstraint(
                condition=~Q(quote="") | Q(quote_language="", quote_wording="", quote_translation=""),
                name="claims_statement_quote_is_given_with_its_language",
                violation_error_message="quote: give the words, or clear its language, wording and translation.",
            ),
            models.CheckConstraint(
                condition=~Q(passage="") | Q(passage_language="", passage_wording="", passage_translation=""),
                name="claims_statement_passage_is_given_with_its_language",
                violation_error_message="passage: give the words, or clear its language, wording and translation.",
            ),
        ]
        indexes = [
            models.Index(fields=["-id"], condition=Q(stance=Stance.DENIES), name="claims_denial_newest"),
            GinIndex(
                OpClass(Upper("quote"), name="gin_trgm_ops"),
                condition=Q(stance=Stance.DENIES),
                name="claims_denial_quote",
            ),
        ]
        triggers = [
            *counts_as_edit_of("claims_claim", "claim_id"),
            *names_survivors(
                "claims_statement",
                claim_id="claims_claim",
                actor_id="claims_actor",
                source_id="sources_source",
                primary_source_id="sources_source",
            ),
            NUMBER_IS_KEPT,
            NUMBER_IS_GIVEN_BY_THE_DOOR,
            ANCHORS_GO_WITH_THEIR_WORDS,
        ]

    def __str__(self) -> str:
        about = f" ({', '.join(self.elements)})" if self.elements else ""
        return f"{self.actor.name} {self.get_stance_display()}{about}: {self.claim}"


class DenialManager(models.Manager.from_queryset(StatementQuerySet)):  # type: ignore[misc]
    """Statements whose stance is *denies*, and no others."""

    def get_queryset(self) -> StatementQuerySet:
        return super().get_queryset().denials()

    def create(self, **values: Any) -> Denial:
        return super().create(**{**values, "stance": Stance.DENIES})


class Denial(Statement):
    """A statement whose stance is *denies*."""

    objects = DenialManager()

    class Meta:
        proxy = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.stance = Stance.DENIES
        super().save(*args, **kwargs)


class ResponseSearch(Checked):
    """That an actor's response to a claim was looked for and none found. Who looked is private."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="response_searches")
    actor = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        related_name="response_searches",
        help_text="Whose response.",
    )
    searched_in = LineField(help_text="Where it was looked for.")
    searched = EDTFField(blank=False, help_text="When it was looked for, as EDTF.")
    searched_earliest, searched_latest, searched_sort = moments_of("searched")
    searched_by = models.ForeignKey(
        "auth.User",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Private: who looked.",
    )

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "response searches"
        constraints = [
            models.CheckConstraint(
                condition=~Q(searched=""),
                name="claims_response_search_is_dated",
                violation_error_message="searched: say when it was looked for.",
            ),
        ]
        triggers = [
            *counts_as_edit_of("claims_claim", "claim_id"),
            *names_survivors("claims_responsesearch", claim_id="claims_claim", actor_id="claims_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.actor.name}: no response found in {self.searched_in} ({self.searched})"


class Assessment(Checked):
    """A named organisation's rating of a claim, in its words. Never the registry's voice, never a standing."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="assessments")
    number = models.PositiveIntegerField(
        null=True,
        editable=False,
        help_text="The n of its public id <claim slug>.a<n>, given at first publication and never again.",
    )
    organisation = models.ForeignKey(
        Publisher, on_delete=models.PROTECT, related_name="assessments", help_text="Who rated it."
    )
    rating = LineField(help_text="The rating, as worded.")
    scale = LineField(blank=True, default="", help_text="The scale the rating is of, if it has one.")
    summary = ProseField(blank=True, default="", help_text="The organisation's grounds, in short.")
    url = AddressField(help_text="Where the rating is published.")
    rated = EDTFField(help_text="When it was rated, as EDTF, if stated.")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="claims_assessment_number_is_given_once"),
            models.CheckConstraint(
                condition=~Q(rating=""),
                name="claims_assessment_has_a_rating",
                violation_error_message="rating: give the organisation's words.",
            ),
            models.CheckConstraint(
                condition=Q(url__regex=HTTP_PATTERN),
                name="claims_assessment_url_is_http",
                violation_error_message="url: use an http or https address.",
            ),
            leads_outside("url", name="claims_assessment_url_is_public"),
        ]
        triggers = [
            *counts_as_edit_of("claims_claim", "claim_id"),
            *names_survivors("claims_assessment", claim_id="claims_claim", organisation_id="sources_publisher"),
            NUMBER_IS_KEPT,
            NUMBER_IS_GIVEN_BY_THE_DOOR,
        ]

    def __str__(self) -> str:
        return f"{self.organisation.name}: {self.rating}"
