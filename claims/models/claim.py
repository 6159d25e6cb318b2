"""Claims and what belongs to one: what it is about, what it rests on, its figure."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from claims.models.actor import Actor
from claims.models.event import Event
from claims.models.terms import TermsField
from claims.vocabulary import Basis, Capacity, ClaimKind, Measure, Population, Quantifier
from factreg.choices import one_of
from factreg.constraints import Checked
from factreg.fields import (
    LANGUAGE_PATTERN,
    EDTFField,
    FoldedText,
    LanguageField,
    LineField,
    ProseField,
    moments_of,
)
from factreg.merged import names_survivors
from factreg.records import Record, RecordQuerySet, WorkState, counts_as_edit_of


class ClaimQuerySet(RecordQuerySet):
    """Claims by what is to be done with them, and ready for pages of the workbench."""

    def awaiting_review(self) -> ClaimQuerySet:
        return self.filter(work_state=WorkState.IN_REVIEW)

    def with_parts(self) -> ClaimQuerySet:
        """With all that belongs to a claim, in as many queries however many claims."""
        return self.select_related("event", "figure", "figure__side").prefetch_related(
            "about_set__actor",
            "rests_set__rests_on",
            "statements__actor",
            "statements__source__publisher",
            "statements__primary_source__publisher",
            "response_searches__actor",
            "assessments__organisation",
        )


class Claim(Record):
    """One proposition that can be true or false, in neutral words of our own."""

    type = "claim"

    text = ProseField(
        help_text="One proposition that can be true or false, in neutral words that take nothing disputed for granted."
    )
    language = LanguageField(default="en", help_text="BCP 47 tag of the language of text and question.")
    question = LineField(
        blank=True,
        default="",
        help_text='A neutral headline: "Was an Armenian Su-25 shot down by a Turkish F-16?"',
    )
    kind = models.CharField(max_length=20, choices=ClaimKind, help_text="What sort of proposition it is.")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="claims", help_text="What it is about.")
    about = models.ManyToManyField(
        Actor,
        through="ClaimAbout",
        related_name="claims_about",
        help_text="The actors it is about, each with its capacity.",
    )
    occurred = EDTFField(help_text="When it is said to have happened, as EDTF, only where a source dates it.")
    occurred_earliest, occurred_latest, occurred_sort = moments_of("occurred")
    rests_on = models.ManyToManyField(
        "self",
        through="ClaimRest",
        through_fields=("claim", "rests_on"),
        symmetrical=False,
        related_name="bears",
        help_text="Claims that must be true for this one to be.",
    )
    note = ProseField(blank=True, default="", help_text="Public note on how the claim is to be read.")
    numbers_given = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="The last n given to a statement or assessment of the claim; none is given twice.",
    )
    internal_notes = ProseField(blank=True, default="", help_text="For editors alone; never published.")
    folded = FoldedText(of=("question", "text", "slug"))
    terms = TermsField(of=("question", "text"))

    objects = ClaimQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["slug"]
        indexes = [
            *Record.Meta.indexes,
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="claims_claim_folded"),
            models.Index(fields=["language"], name="claims_claim_language"),
            models.Index(fields=["occurred_sort", "-id"], name="claims_claim_oldest"),
            models.Index(fields=["-occurred_sort", "-id"], name="claims_claim_newest"),
            GinIndex(fields=["terms"], name="claims_claim_terms"),
        ]
        constraints = [
            *Record.Meta.constraints,
            one_of("kind", ClaimKind, name="claims_claim_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="claims_claim_says_something",
                violation_error_message="text: say the claim.",
            ),
            models.CheckConstraint(
                condition=Q(language__regex=LANGUAGE_PATTERN),
                name="claims_claim_language_is_a_tag",
                violation_error_message="language: use a BCP 47 tag, for example en.",
            ),
        ]

        triggers = [
            *Record.Meta.triggers,
            *names_survivors("claims_claim", event_id="claims_event"),
            pgtrigger.Trigger(
                name="numbers_only_rise",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="NEW.numbers_given := greatest(NEW.numbers_given, OLD.numbers_given); RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        text = self.question or self.text
        return text if len(text) <= 120 else f"{text[:119]}…"


class ClaimAbout(Checked):
    """That a claim is about an actor, and as what."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="about_set")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="about_set", help_text="Whom it is about.")
    capacity = models.CharField(
        max_length=10,
        choices=Capacity,
        default=Capacity.OTHER,
        help_text="As what the claim is about the actor.",
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("capacity", Capacity, name="claims_about_capacity_is_known"),
            models.UniqueConstraint(fields=["claim", "actor", "capacity"], name="claims_about_is_said_once"),
        ]
        triggers = [
            *counts_as_edit_of("claims_claim", "claim_id"),
            *names_survivors("claims_claimabout", claim_id="claims_claim", actor_id="claims_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} ({self.get_capacity_display()})"


class ClaimRest(Checked):
    """That a claim rests on another: the other must be true for this one to be."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="rests_set")
    rests_on = models.ForeignKey(
        Claim,
        on_delete=models.PROTECT,
        related_name="bears_set",
        help_text="The claim it rests on.",
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "rests_on"], name="claims_rest_is_said_once"),
            models.CheckConstraint(
                condition=~Q(claim=F("rests_on")),
                name="claims_rest_joins_two_claims",
                violation_error_message="rests_on: a claim can't rest on itself.",
            ),
        ]
        triggers = [
            *counts_as_edit_of("claims_claim", "claim_id"),
            *names_survivors("claims_claimrest", claim_id="claims_claim", rests_on_id="claims_claim"),
        ]

    def __str__(self) -> str:
        return f"{self.claim.slug} rests on {self.rests_on.slug}"


class Figure(Checked):
    """The number that a claim asserts, with what it counts. Never our estimate."""

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, related_name="figure")
    measure = models.CharField(max_length=14, choices=Measure, help_text="What it counts.")
    population = models.CharField(
        max_length=12,
        choices=Population,
        default=Population.UNSPECIFIED,
        help_text="Of what sort of people.",
    )
    side = models.ForeignKey(
        Actor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="figures",
        help_text="Whose people or materiel it counts; empty: not stated.",
    )
    all_sides = models.BooleanField(default=False, help_text="It counts all sides together.")
    area = LineField(blank=True, default="", help_text="Within what area it counts, if stated.")
    low = models.BigIntegerField(null=True, blank=True, help_text="Lower bound; empty: unbounded.")
    high = models.BigIntegerField(null=True, blank=True, help_text="Upper bound; empty: unbounded.")
    quantifier = models.CharField(
        max_length=10,
        choices=Quantifier,
        default=Quantifier.EXACTLY,
        help_text="How the bounds are meant.",
    )
    as_worded = LineField(
        blank=True,
        default="",
        help_text='The source\'s own words for the number, for example "dozens".',
    )
    basis = models.CharField(max_length=12, choices=Basis, default=Basis.UNSTATED, help_text="Over what it counts.")
    counted_from = EDTFField(help_text="Since when it counts, as EDTF, if stated.")
    as_of = EDTFField(help_text="Up to when it counts, as EDTF, if stated.")

    class Meta:
        constraints = [
            one_of("measure", Measure, name="claims_figure_measure_is_known"),
            one_of("population", Population, name="claims_figure_population_is_known"),
            one_of("quantifier", Quantifier, name="claims_figure_quantifier_is_known"),
            one_of("basis", Basis, name="claims_figure_basis_is_known"),
            models.CheckConstraint(
                condition=Q(low=None) | Q(low__gte=0),
                name="claims_figure_low_is_a_count",
                violation_error_message="low: a count is not negative.",
            ),
            models.CheckConstraint(
                condition=Q(high=None) | Q(high__gte=0),
                name="claims_figure_high_is_a_count",
                violation_error_message="high: a count is not negative.",
            ),
            models.CheckConstraint(
                condition=Q(low=None) | Q(high=None) | Q(low__lte=F("high")),
                name="claims_figure_low_is_not_above_high",
                violation_error_message="low: must not be above high.",
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=False) | Q(high__isnull=False) | ~Q(as_worded=""),
                name="claims_figure_says_how_many",
                violation_error_message="low, high, as_worded: give a bound, or the source's words.",
            ),
            models.CheckConstraint(
                condition=Q(side=None) | Q(all_sides=False),
                name="claims_figure_counts_one_side_or_all",
                violation_error_message="side: name a side or say all sides, not both.",
            ),
            models.CheckConstraint(
                condition=~Q(quantifier__in=[Quantifier.AT_LEAST, Quantifier.MORE_THAN])
                | Q(low__isnull=False, high=None),
                name="claims_figure_lower_bound_stands_alone",
                violation_error_message="quantifier: at least and more than take a low and no high.",
            ),
            models.CheckConstraint(
                condition=~Q(quantifier__in=[Quantifier.AT_MOST, Quantifier.FEWER_THAN])
                | Q(high__isnull=False, low=None),
                name="claims_figure_upper_bound_stands_alone",
                violation_error_message="quantifier: at most and fewer than take a high and no low.",
            ),
        ]
        triggers = [
            *counts_as_edit_of("claims_claim", "claim_id"),
            *names_survivors("claims_figure", claim_id="claims_claim", side_id="claims_actor"),
        ]

    def __str__(self) -> str:
        number = (
            f"{self.low}" if self.low == self.high else f"{self.low or ''} to {'' if self.high is None else self.high}"
        )
        return f"{self.get_measure_display()}: {self.as_worded or number}"
