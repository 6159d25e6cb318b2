"""Actors: who states, or whom a claim is about."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from claims.vocabulary import ActorKind
from factreg.choices import one_of
from factreg.constraints import Checked
from factreg.fields import COUNTRY_PATTERN, CountryField, FoldedText, LanguageField, LineField
from factreg.merged import names_survivors
from factreg.records import Record, RecordQuerySet, counts_as_edit_of, without_cycles
from sources.models import Publisher


class ActorQuerySet(RecordQuerySet):
    """Actors for lists and boxes."""

    def with_party(self) -> ActorQuerySet:
        """With the next actor of the `speaks_for` chain, for boxes that show role and party."""
        return self.select_related("speaks_for")

    def chains(self, pks: Iterable[int]) -> dict[int, list[Actor]]:
        """Each of these actors, then whom it speaks for, up to its party; one query however long the chains."""
        found: dict[int, list[Actor]] = {}
        for actor in self.model.objects.raw(_CHAINS, [list(pks)]):
            found.setdefault(actor.start, []).append(actor)
        return found


# The trigger refuses loops; the limit keeps a page from hanging if one gets past it.
_CHAINS = """
WITH RECURSIVE chain(start, place, id) AS (
    SELECT id, 0, id FROM claims_actor WHERE id = ANY(%s)
    UNION ALL
    SELECT chain.start, chain.place + 1, actor.speaks_for_id
    FROM chain JOIN claims_actor AS actor ON actor.id = chain.id
    WHERE actor.speaks_for_id IS NOT NULL AND chain.place < 100
)
SELECT actor.*, chain.start FROM chain JOIN claims_actor AS actor ON actor.id = chain.id ORDER BY chain.start, place
"""


class Actor(Record):
    """A person, body, state or side that states something, or that a claim is about."""

    type = "actor"

    name = LineField(help_text="The name by which it is known; a description where the source does not name it.")
    kind = models.CharField(max_length=26, choices=ActorKind, help_text="What sort of actor it is.")
    role = LineField(
        blank=True,
        default="",
        help_text="Office or function, if it has one: Spokesman of the Ministry of Defence.",
    )
    part_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
        help_text="The actor it is a part of. Structure alone: says nothing on whose word it speaks.",
    )
    speaks_for = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="voices",
        help_text="Whose word its word is; empty means its own. This alone drives parties and filters.",
    )
    publisher = models.ForeignKey(
        Publisher,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="voices",
        help_text="For media that report in their own voice: the publisher.",
    )
    country = CountryField(blank=True, default="", help_text="ISO 3166 code of the country, if it has one.")
    folded = FoldedText(of=("name", "role", "slug"))

    objects = ActorQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["name", "slug"]
        indexes = [
            *Record.Meta.indexes,
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="claims_actor_folded"),
        ]
        constraints = [
            *Record.Meta.constraints,
            one_of("kind", ActorKind, name="claims_actor_kind_is_known"),
            models.CheckConstraint(
                condition=~models.Q(slug="all"),
                name="claims_actor_slug_is_not_all",
                violation_error_message="slug: `all` means all sides of a figure; choose another.",
            ),
            models.CheckConstraint(
                condition=models.Q(country="") | models.Q(country__regex=COUNTRY_PATTERN),
                name="claims_actor_country_is_two_letters",
                violation_error_message="country: use two capital letters of ISO 3166, for example AM.",
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            *names_survivors(
                "claims_actor",
                part_of_id="claims_actor",
                speaks_for_id="claims_actor",
                publisher_id="sources_publisher",
            ),
            without_cycles("claims_actor", "speaks_for_id"),
            without_cycles("claims_actor", "part_of_id"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.role}" if self.role else self.name

    @property
    def party(self) -> Actor:
        """The actor at the end of the `speaks_for` chain."""
        actor = self
        while actor.speaks_for is not None:
            actor = actor.speaks_for
        return actor


class ActorAlias(Checked):
    """Another name or spelling of an actor, by which it is found."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="aliases")
    name = LineField(help_text="The other name.")
    language = LanguageField(default="und", help_text="BCP 47 tag of the language the name is in; und if not known.")
    folded = FoldedText(of=("name",))

    class Meta:
        ordering = ["id"]
        indexes = [GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="claims_alias_folded")]
        constraints = [models.UniqueConstraint(fields=["actor", "name", "language"], name="claims_alias_is_given_once")]
        triggers = [
            *counts_as_edit_of("claims_actor", "actor_id"),
            *names_survivors("claims_actoralias", actor_id="claims_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"
