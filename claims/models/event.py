"""Events, which claims are about, and the places they are said to be at."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from factreg.constraints import Checked
from factreg.fields import EDTFField, FoldedText, LanguageField, LineField, moments_of
from factreg.merged import names_survivors
from factreg.records import (
    SLUG_LENGTH,
    Record,
    Revised,
    counts_as_edit_of,
    validate_slug,
    without_cycles,
)


class Place(Revised):
    """A place under all its names, none preferred. Public as part of the events at it."""

    slug = models.CharField(
        max_length=SLUG_LENGTH,
        unique=True,
        validators=[validate_slug],
        help_text="Public id, used by the place filter.",
    )
    latitude = models.DecimalField(
        max_digits=8, decimal_places=6, null=True, blank=True, help_text="Degrees north, WGS 84."
    )
    longitude = models.DecimalField(
        max_digits=9, decimal_places=6, null=True, blank=True, help_text="Degrees east, WGS 84."
    )
    precision_km = models.DecimalField(
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Within how many kilometres the coordinates hold. Never an exact current military position.",
    )

    class Meta(Revised.Meta):
        abstract = False
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None, precision_km=None)
                # Where one is null its comparison is null, and a null check passes: so each is asked for.
                | models.Q(
                    latitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__isnull=False,
                    longitude__range=(-180, 180),
                    precision_km__isnull=False,
                    precision_km__gt=0,
                ),
                name="claims_place_is_located_whole",
                violation_error_message="latitude, longitude and precision_km: give all three, or none.",
            )
        ]
        triggers = [
            *Revised.Meta.triggers,
            # A place is public as part of its events: to edit it is to edit them.
            pgtrigger.Trigger(
                name="revise_events",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(new="new_rows"),
                func="UPDATE claims_event SET revision = revision"
                " WHERE place_id IN (SELECT id FROM new_rows); RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        return " / ".join(name.name for name in self.names.all()) or self.slug


class PlaceName(Checked):
    """A name of a place in a language."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="names")
    name = LineField(help_text="The name.")
    language = LanguageField(default="und", help_text="BCP 47 tag of the language the name is in; und if not known.")
    folded = FoldedText(of=("name",))

    class Meta:
        ordering = ["id"]
        indexes = [GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="claims_place_name_folded")]
        constraints = [
            models.UniqueConstraint(fields=["place", "name", "language"], name="claims_place_name_is_given_once")
        ]
        triggers = counts_as_edit_of("claims_place", "place_id")

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"


class Event(Record):
    """What claims are about: when, where, part of what. Titled "Reported ..." while it is denied that it happened."""

    type = "event"

    title = LineField(help_text='A neutral title; begins with "Reported" while it is denied that it happened.')
    place = models.ForeignKey(
        Place,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
        help_text="Where, if known.",
    )
    occurred = EDTFField(help_text="When, as EDTF, only where the sources date it.")
    occurred_earliest, occurred_latest, occurred_sort = moments_of("occurred")
    part_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
        help_text="The larger event it is a part of.",
    )
    folded = FoldedText(of=("title", "slug"))

    class Meta(Record.Meta):
        ordering = ["title", "slug"]
        indexes = [
            *Record.Meta.indexes,
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="claims_event_folded"),
        ]
        triggers = [
            *Record.Meta.triggers,
            *names_survivors("claims_event", part_of_id="claims_event"),
            without_cycles("claims_event", "part_of_id"),
        ]

    def __str__(self) -> str:
        return self.title
