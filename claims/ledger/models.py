"""The ledger: its entries, its head, who opened the door, and what is still to be recomposed.

Append-only, and the database holds it so. The published tables, derived from it, are in published.py.
"""

from __future__ import annotations

import pgtrigger
from django.contrib.auth import get_user_model
from django.db import models

from claims.ledger.published import (
    PublishedActor,
    PublishedAssessment,
    PublishedClaim,
    PublishedContradiction,
    PublishedCounterAccusation,
    PublishedEntry,
    PublishedEvent,
    PublishedPublisher,
    PublishedRecord,
    PublishedSource,
    PublishedStatement,
    PublishedWord,
)
from factreg.choices import DefinedChoices, one_of
from factreg.records import SLUG_LENGTH, append_only

__all__ = [
    "Action",
    "Entry",
    "EntryAuthor",
    "Head",
    "KeptOwn",
    "PendingRecomposition",
    "PublishedActor",
    "PublishedAssessment",
    "PublishedClaim",
    "PublishedContradiction",
    "PublishedCounterAccusation",
    "PublishedEntry",
    "PublishedEvent",
    "PublishedPublisher",
    "PublishedRecord",
    "PublishedSource",
    "PublishedStatement",
    "PublishedWord",
]


class Action(DefinedChoices):
    """What an entry of the ledger did to its record."""

    PUBLISHED = "published", "The record became public.", "published"
    UPDATED = "updated", "A new version of it was published.", "updated"
    WITHDRAWN = "withdrawn", "It is gone from the present.", "withdrawn"
    RESTORED = "restored", "It is public again.", "restored"
    QUARANTINED = "quarantined", "Nothing of it can be read for now.", "quarantined"
    MERGED = "merged", "Its address leads to another record.", "merged"
    ERASED = "erased", "Versions of it were destroyed.", "erased"
    REFORMATTED = "reformatted", "The same content in a newer format.", "reformatted"


class Head(models.Model):
    """The ledger's last position: one row, which every writer locks first."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(help_text="The position of the last entry; 0 for an empty ledger.")
    at = models.DateTimeField(help_text="The time of the last entry.")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="ledger_head_is_one_row")]
        triggers = [
            *append_only(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="goes_forward",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                IF NEW.seq <= OLD.seq OR NEW.seq <> (SELECT max(entry.seq) FROM ledger_entry AS entry) THEN
                    RAISE EXCEPTION 'ledger: the head follows the entries' USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"position {self.seq}"


_ERASE_ONLY = """
IF (NEW.seq, NEW.at, NEW.action, NEW.type, NEW.key, NEW.version, NEW.cause, NEW.leaf, NEW.merged_into)
   IS DISTINCT FROM
   (OLD.seq, OLD.at, OLD.action, OLD.type, OLD.key, OLD.version, OLD.cause, OLD.leaf, OLD.merged_into)
   OR (NEW.document IS NOT NULL AND NEW.document IS DISTINCT FROM OLD.document)
   OR (NEW.nonce IS NOT NULL AND NEW.nonce IS DISTINCT FROM OLD.nonce)
   OR (NEW.stub_nonce IS NOT NULL AND NEW.stub_nonce IS DISTINCT FROM OLD.stub_nonce)
   OR (NEW.slug IS NOT NULL AND NEW.slug IS DISTINCT FROM OLD.slug)
   OR (NEW.reason IS NOT NULL AND NEW.reason IS DISTINCT FROM OLD.reason)
   OR (NEW.legal_basis IS NOT NULL AND NEW.legal_basis IS DISTINCT FROM OLD.legal_basis)
   OR NOT EXISTS (
       SELECT 1 FROM ledger_entry AS erasing
       WHERE erasing.action = 'erased' AND erasing.seq > OLD.seq
   )
THEN
    RAISE EXCEPTION 'ledger: entries are append-only (%)', OLD.seq USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

_FOLLOW_ON = """
    SELECT min(seq), max(seq), count(*), max(at) INTO first_seq, last_seq, entries, last_at FROM new_rows;
    IF entries > 0 THEN
        SELECT seq, at INTO head_seq, head_at FROM ledger_head FOR UPDATE;
        IF (SELECT min(at) FROM new_rows) <= head_at
           OR EXISTS (
               SELECT 1 FROM new_rows AS one JOIN new_rows AS next ON next.seq = one.seq + 1 WHERE next.at <= one.at
           )
        THEN
            RAISE EXCEPTION 'ledger: each entry is later than the one before' USING ERRCODE = 'check_violation';
        END IF;
        IF first_seq <> head_seq + 1 OR last_seq <> head_seq + entries THEN
            RAISE EXCEPTION 'ledger: entries follow the head without a gap' USING ERRCODE = 'check_violation';
        END IF;
        UPDATE ledger_head SET seq = last_seq, at = last_at;
    END IF;
    RETURN NULL;
"""


class Entry(models.Model):
    """One entry of the ledger. `leaf` commits to the document without holding a word of it.

    `document`, `nonce`, `slug`, `reason` and `stub_nonce` lie beside the leaf and are the part that can be erased.
    """

    seq = models.BigIntegerField(primary_key=True, help_text="Position in the ledger, gap-free from 1.")
    at = models.DateTimeField(help_text="When it was entered (UTC); later than every entry before it.")
    action = models.CharField(max_length=12, choices=Action, help_text="What it did to the record.")
    type = models.CharField(max_length=20, help_text="The record's type.")
    key = models.UUIDField(help_text="The record's key.")
    version = models.PositiveIntegerField(help_text="The version of the record that the entry made or was about.")
    cause = models.BigIntegerField(null=True, help_text="The entry because of which this one was made.")
    leaf = models.BinaryField(
        help_text=(
            "Canonical JSON of format, seq, at, action, type, key, version, commitment, cause and stub_commitment."
        )
    )
    document = models.TextField(
        null=True,
        help_text="The published document, canonical JSON; null where the entry made none.",
    )
    nonce = models.BinaryField(
        null=True, help_text="32 random bytes; SHA-256(nonce, document bytes) is the commitment."
    )
    stub_nonce = models.BinaryField(
        null=True,
        help_text="32 random bytes; with id, reason, legal_basis and merged_into, what the stub's commitment is of.",
    )
    slug = models.CharField(max_length=SLUG_LENGTH, null=True, help_text="The record's address.")
    reason = models.TextField(null=True, help_text="The public reason.")
    legal_basis = models.TextField(null=True, help_text="The law or order by which it was taken down; public.")
    merged_into = models.UUIDField(null=True, help_text="For a merge: the key of the survivor.")

    class Meta:
        ordering = ["seq"]
        verbose_name_plural = "entries"
        default_permissions = ["view"]
        permissions = [
            ("publish", "Can publish, and publish again, any record"),
            ("withdraw", "Can withdraw, quarantine and restore any record"),
            ("merge", "Can merge any two records, and undo it"),
            ("erase", "Can erase records, or versions of them, for good"),
            ("hold", "Can put a legal hold on any record, and lift it"),
        ]
        indexes = [
            models.Index(fields=["type", "key", "seq"], name="ledger_entry_of_record"),
            # What may lose its words is asked for each entry that loses them.
            models.Index(fields=["seq"], condition=models.Q(action="erased"), name="ledger_entry_erasures"),
        ]
        constraints = [one_of("action", Action, name="ledger_entry_action_is_known")]
        triggers = [
            *append_only(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="erased_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_ERASE_ONLY,
            ),
            pgtrigger.Trigger(
                name="follows_the_head",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_rows"),
                declare=[
                    ("first_seq", "bigint"),
                    ("last_seq", "bigint"),
                    ("entries", "bigint"),
                    ("last_at", "timestamptz"),
                    ("head_seq", "bigint"),
                    ("head_at", "timestamptz"),
                ],
                func=_FOLLOW_ON,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.type} {self.slug or self.key}"


class EntryAuthor(models.Model):
    """Who made an entry. Private: the ledger itself names no editor."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="author")
    user = models.ForeignKey(get_user_model(), null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        get_user_model(),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The second person, where one was needed.",
    )

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.entry_id} by {self.user}"


class KeptOwn(models.Model):
    """What a record said itself, where the last document that told it was destroyed with another record's words.

    Private, and without a word of the other: so that what was withdrawn, quarantined or merged then can come back.
    """

    key = models.UUIDField(primary_key=True, help_text="The record's key.")
    seq = models.BigIntegerField(help_text="The position of the document that told it.")
    own = models.TextField(help_text="Its own part, canonical JSON.")

    def __str__(self) -> str:
        return f"{self.key}, position {self.seq}"


class PendingRecomposition(models.Model):
    """A public document that shows something published since, and that the door has still to recompose.

    Of type `readers`, an event: the claims under it that say otherwise than what is read on it now.
    """

    key = models.UUIDField(help_text="The record's key.")
    type = models.CharField(max_length=20, help_text="The record's type, or `readers`.")
    cause = models.BigIntegerField(help_text="The entry because of which it is to be recomposed.")

    class Meta:
        ordering = ["cause", "id"]
        constraints = [models.UniqueConstraint(fields=["type", "key"], name="ledger_pending_once")]

    def __str__(self) -> str:
        return f"{self.type} {self.key}, because of {self.cause}"
