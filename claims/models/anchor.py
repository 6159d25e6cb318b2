"""Where the words of a statement stand in a capture of its source: the anchors of quotes and passages. Private."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q

from claims.models.statement import Statement
from claims.vocabulary import Words
from factreg.choices import one_of
from factreg.constraints import Checked
from sources.models import Capture


class AnchorQuerySet(models.QuerySet[Any]):
    """Anchors by what became of the words."""

    def orphans(self) -> AnchorQuerySet:
        """Those whose words a later capture no longer has, and on which no editor has decided."""
        return self.filter(missing_from__isnull=False, kept=False)

    def for_deciding(self) -> AnchorQuerySet:
        """With the statement, its claim and actor, the source, and the text that lacks the words."""
        return self.select_related(
            "statement__claim", "statement__actor", "capture__source__publisher", "missing_from"
        ).defer("capture__text")


class Anchor(Checked):
    """The place of a statement's quote or passage in a capture, as W3C Web Annotation selects text.

    TextQuoteSelector: prefix, exact, suffix. TextPositionSelector: start and end, in code points of the capture's own
    text. Written when the words are checked, and never moved to another capture but by an editor.
    """

    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="anchors", help_text="The statement whose words they are."
    )
    words = models.CharField(max_length=8, choices=Words, help_text="Which of the statement's words.")
    capture = models.ForeignKey(
        Capture, on_delete=models.PROTECT, related_name="anchors", help_text="The capture in which they stand."
    )
    prefix = models.TextField(blank=True, default="", help_text="The capture's text before them, up to 48 characters.")
    exact = models.TextField(help_text="The words as they stand in the capture.")
    suffix = models.TextField(blank=True, default="", help_text="The capture's text behind them, up to 48 characters.")
    start = models.PositiveIntegerField(help_text="The first character in the capture's text, counted from 0.")
    end = models.PositiveIntegerField(help_text="The character behind the last.")
    missing_from = models.ForeignKey(
        Capture,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="missed_anchors",
        help_text="The later capture of the source that no longer has the words.",
    )
    kept = models.BooleanField(
        default=False, help_text="Whether an editor decided to keep the words as the source first had them."
    )

    objects = AnchorQuerySet.as_manager()

    class Meta:
        ordering = ["statement", "words"]
        constraints = [
            one_of("words", Words, name="claims_anchor_words_is_known"),
            models.UniqueConstraint(
                fields=["statement", "words"],
                name="claims_anchor_is_one_for_each_words",
                violation_error_message="words: they are anchored already.",
            ),
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="claims_anchor_ends_after_its_start",
                violation_error_message="end: the words end after they start.",
            ),
            models.CheckConstraint(
                condition=Q(kept=False) | Q(missing_from__isnull=False),
                name="claims_anchor_is_kept_only_if_missing",
                violation_error_message="kept: only what a later capture no longer has is kept.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["missing_from"],
                condition=Q(missing_from__isnull=False, kept=False),
                name="claims_anchor_orphans",
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="quotes_its_capture",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("exact", "start", "end", "capture_id"),
                func="""
                IF NEW."end" > NEW.start AND NEW.exact IS DISTINCT FROM (
                    SELECT substr(text, NEW.start + 1, NEW."end" - NEW.start) FROM sources_capture
                    WHERE id = NEW.capture_id
                ) THEN
                    RAISE EXCEPTION 'exact: the capture does not have these words at this place'
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_words_display()} of {self.statement}"
