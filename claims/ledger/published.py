"""The published tables: every published version, with the positions between which it was current.

They hold nothing that the ledger does not and can be rebuilt from it. Every public surface
reads these and nothing else.
"""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from factreg.records import SLUG_LENGTH

# What PostgreSQL notifies of when a transaction has made entries; the payload is the position of the last one.
CHANNEL = "factreg_ledger"


class VersionQuerySet(models.QuerySet[Any]):
    """Versions by position. Rows whose document may not be served are in none of these."""

    def current(self) -> Self:
        """What is public now."""
        return self.filter(to_seq=None, document__isnull=False)

    def at(self, position: int) -> Self:
        """What was public at a position of the ledger, and may still be served."""
        return self.filter(Q(to_seq=None) | Q(to_seq__gt=position), seq__lte=position, document__isnull=False)

    def not_taken_down(self) -> Self:
        """Without records that have been withdrawn since."""
        return self.filter(taken_down=False)


def _version_indexes(prefix: str) -> list[models.Index]:
    """The indexes of every table of versions: the orders of what is current, addresses, history, facets."""
    return [
        models.Index(fields=["first_seq"], condition=Q(to_seq=None), name=f"{prefix}_now_first"),
        models.Index(fields=["updated_seq"], condition=Q(to_seq=None), name=f"{prefix}_now_updated"),
        models.Index(fields=["slug"], condition=Q(to_seq=None), name=f"{prefix}_now_slug"),
        models.Index(fields=["first_seq", "seq"], name=f"{prefix}_first"),
        models.Index(fields=["key", "version"], name=f"{prefix}_key"),
        GinIndex(fields=["facets"], name=f"{prefix}_facets"),
    ]


def _search_column() -> models.GeneratedField:
    return models.GeneratedField(
        expression=SearchVector("folded", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )


class Version(models.Model):
    """A published version of a record, or of a part of one that has an endpoint of its own."""

    seq = models.BigIntegerField(help_text="The position from which it was current.")
    to_seq = models.BigIntegerField(null=True, help_text="The position from which it no longer was; null: it is.")
    key = models.UUIDField(help_text="The record's key; of a part, its record's.")
    slug = models.CharField(max_length=SLUG_LENGTH + 12, help_text="The public id.")
    version = models.PositiveIntegerField(help_text="The record's version.")
    first_seq = models.BigIntegerField(help_text="Position of the first publication: orders by `published`.")
    updated_seq = models.BigIntegerField(help_text="Position of the last entry without a cause: orders by `updated`.")
    updated_at = models.DateTimeField(help_text="Time of the last entry without a cause.")
    document = models.TextField(null=True, help_text="Canonical JSON as served; null: it may not be.")
    shows = ArrayField(models.TextField(), default=list, help_text="`type/slug.version` of whose words it shows.")
    facets = ArrayField(models.TextField(), default=list, help_text="`filter:value` tokens by which it is found.")
    taken_down = models.BooleanField(default=False, help_text="The record has been withdrawn since.")

    objects = VersionQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.slug} version {self.version}"


class RecordVersion(Version):
    """A version of a whole record."""

    seq = models.BigIntegerField(primary_key=True, help_text="The position from which it was current.")
    hidden: bool  # whether it is without its document, where a query adds that

    class Meta(Version.Meta):
        abstract = True


class PartVersion(Version):
    """A version of a numbered part of a claim: the stored piece of the claim's document, with the claim it is of."""

    pk = models.CompositePrimaryKey("seq", "number")
    number = models.PositiveIntegerField(help_text="The n of its public id.")
    claim = models.CharField(max_length=SLUG_LENGTH, help_text="The claim's slug.")

    class Meta(Version.Meta):
        abstract = True


class PublishedPublisher(RecordVersion):
    label = models.TextField(help_text="Name.")
    kind = models.CharField(max_length=20)
    country = models.CharField(max_length=2, null=True)
    folded = models.TextField(help_text="Folded words by which it is found.")
    search = _search_column()

    class Meta(RecordVersion.Meta):
        indexes = [
            *_version_indexes("publisher"),
            GinIndex(fields=["search"], name="publisher_search"),
        ]


class PublishedSource(RecordVersion):
    label = models.TextField(help_text="Title.")
    kind = models.CharField(max_length=20)
    publisher = models.CharField(max_length=SLUG_LENGTH)
    derived_from = models.CharField(max_length=SLUG_LENGTH, null=True)
    language = models.CharField(max_length=35)
    published = models.CharField(max_length=80, null=True, help_text="As typed, EDTF.")
    published_earliest = models.DateTimeField(null=True)
    published_latest = models.DateTimeField(null=True)
    folded = models.TextField(help_text="Folded words by which it is found.")
    search = _search_column()

    class Meta(RecordVersion.Meta):
        indexes = [*_version_indexes("source"), GinIndex(fields=["search"], name="source_search")]


class PublishedActor(RecordVersion):
    label = models.TextField(help_text="Name.")
    kind = models.CharField(max_length=26)
    speaks_for = models.CharField(max_length=SLUG_LENGTH, null=True)
    part_of = models.CharField(max_length=SLUG_LENGTH, null=True)
    publisher = models.CharField(max_length=SLUG_LENGTH, null=True)
    country = models.CharField(max_length=2, null=True)
    folded = models.TextField(help_text="Folded words by which it is found.")
    search = _search_column()

    class Meta(RecordVersion.Meta):
        indexes = [
            *_version_indexes("actor"),
            GinIndex(fields=["search"], name="actor_search"),
            models.Index(fields=["speaks_for"], name="actor_voices"),
        ]


class PublishedEvent(RecordVersion):
    label = models.TextField(help_text="Title.")
    part_of = models.CharField(max_length=SLUG_LENGTH, null=True)
    place = models.CharField(max_length=SLUG_LENGTH, null=True)
    occurred_earliest = models.DateTimeField(null=True)
    occurred_latest = models.DateTimeField(null=True)
    occurred_sort = models.DateTimeField(help_text="Never null: undated ones sort last.")
    folded = models.TextField(help_text="Folded words by which it is found.")
    search = _search_column()

    class Meta(RecordVersion.Meta):
        indexes = [
            *_version_indexes("event"),
            GinIndex(fields=["search"], name="event_search"),
            models.Index(fields=["part_of"], name="event_parts"),
            models.Index(fields=["place"], name="event_place"),
        ]


class PublishedClaim(RecordVersion):
    label = models.TextField(help_text="The question, or else the text.")
    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=35)
    standing = models.CharField(max_length=12)
    event = models.CharField(max_length=SLUG_LENGTH)
    measure = models.CharField(max_length=14, null=True)
    has_contradiction = models.BooleanField()
    read_count = models.PositiveIntegerField(default=0, help_text="How many sources its standing says were read.")
    read_latest = models.CharField(max_length=80, null=True, help_text="The date of the latest of these, EDTF.")
    folded_into = models.CharField(
        max_length=SLUG_LENGTH, null=True, help_text="In lists of disputes: shown with that claim."
    )
    occurred_earliest = models.DateTimeField(null=True)
    occurred_latest = models.DateTimeField(null=True)
    occurred_sort = models.DateTimeField(help_text="Never null: undated ones sort last.")
    folded = models.TextField(help_text="Folded words by which it is found.")
    search = _search_column()

    class Meta(RecordVersion.Meta):
        indexes = [
            *_version_indexes("claim"),
            GinIndex(fields=["search"], name="claim_search"),
            models.Index(
                fields=["standing", "first_seq"],
                condition=Q(to_seq=None),
                name="claim_now_standing",
            ),
            models.Index(fields=["kind", "first_seq"], condition=Q(to_seq=None), name="claim_now_kind"),
            models.Index(fields=["event", "first_seq"], condition=Q(to_seq=None), name="claim_now_event"),
            models.Index(F("occurred_sort"), F("first_seq"), condition=Q(to_seq=None), name="claim_now_occ"),
            models.Index(
                fields=["first_seq"],
                condition=Q(to_seq=None, standing="disputed", folded_into=None),
                name="claim_now_disputes",
            ),
        ]


class PublishedStatement(PartVersion):
    event = models.CharField(max_length=SLUG_LENGTH, help_text="The claim's event.")
    actor = models.CharField(max_length=SLUG_LENGTH)
    stance = models.CharField(max_length=10)
    elements = ArrayField(models.CharField(max_length=16), default=list)
    stands = models.BooleanField()
    source = models.CharField(max_length=SLUG_LENGTH)
    publisher = models.CharField(max_length=SLUG_LENGTH, null=True)
    primary_source = models.CharField(max_length=SLUG_LENGTH, null=True)
    language = models.CharField(max_length=35, null=True, help_text="The quote's language, else the source's.")
    said_earliest = models.DateTimeField(null=True)
    said_latest = models.DateTimeField(null=True)
    said_sort = models.DateTimeField(help_text="Never null: undated ones sort last.")

    class Meta(PartVersion.Meta):
        indexes = [
            *_version_indexes("statement"),
            models.Index(
                fields=["stance", "first_seq", "number"],
                condition=Q(to_seq=None),
                name="statement_now_stance",
            ),
            models.Index(fields=["event", "source"], condition=Q(to_seq=None), name="statement_now_read"),
        ]


class PublishedAssessment(PartVersion):
    organisation = models.CharField(max_length=SLUG_LENGTH)
    rating = models.TextField()
    rated_earliest = models.DateTimeField(null=True)
    rated_latest = models.DateTimeField(null=True)

    class Meta(PartVersion.Meta):
        indexes = _version_indexes("assessment")


class PublishedContradiction(RecordVersion):
    claims = ArrayField(models.CharField(max_length=SLUG_LENGTH), size=2)
    kind = models.CharField(max_length=13)
    element = models.CharField(max_length=16, null=True)

    class Meta(RecordVersion.Meta):
        indexes = _version_indexes("contradiction")


class PublishedCounterAccusation(RecordVersion):
    claims = ArrayField(models.CharField(max_length=SLUG_LENGTH), size=2)

    class Meta(RecordVersion.Meta):
        indexes = _version_indexes("counter")


class PublishedRecord(models.Model):
    """One row a record that was ever public: its address and whether it can be read now."""

    type = models.CharField(max_length=20)
    slug = models.CharField(max_length=SLUG_LENGTH)
    key = models.UUIDField(primary_key=True)
    public_state = models.CharField(max_length=12)
    version = models.PositiveIntegerField(help_text="The last version.")
    words_version = models.PositiveIntegerField(help_text="The version in which its own words last changed.")
    first_seq = models.BigIntegerField(help_text="Position of the first publication.")
    updated_seq = models.BigIntegerField(help_text="Position of the last entry without a cause that made a version.")
    updated_at = models.DateTimeField(help_text="Time of that entry.")
    seq = models.BigIntegerField(help_text="Position of the last entry.")
    at = models.DateTimeField(help_text="Time of the last entry.")
    reason = models.TextField(null=True, help_text="Why it was withdrawn, merged or restored.")
    legal_basis = models.TextField(null=True, help_text="The law or order by which it was taken down.")
    merged_into = models.CharField(max_length=SLUG_LENGTH, null=True, help_text="Slug of the survivor.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "slug"], name="published_record_address")]
        indexes = [
            models.Index(
                fields=["type", "merged_into"], condition=Q(merged_into__isnull=False), name="published_record_merged"
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.slug}: {self.public_state}"


class PublishedWord(models.Model):
    """A word of what has been published and may be served: what is searched is spelled by it."""

    word = models.TextField(primary_key=True, help_text="Folded.")
    name = models.BooleanField(help_text="It is part of a name, or is written as one.")
    sounds = ArrayField(models.TextField(), default=list, help_text="Of names: what their spellings have in common.")

    class Meta:
        indexes = [
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="published_word_like"),
            GinIndex(fields=["sounds"], condition=Q(name=True), name="published_word_sounds"),
        ]

    def __str__(self) -> str:
        return self.word


class PublishedEntry(models.Model):
    """One row an entry of the ledger, for the change feed, less what may not be served.

    Its document is the version of the same `seq`, in the table of its type.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=12)
    type = models.CharField(max_length=20)
    key = models.UUIDField()
    slug = models.CharField(max_length=SLUG_LENGTH, null=True)
    version = models.PositiveIntegerField()
    cause = models.BigIntegerField(null=True)
    reason = models.TextField(null=True)
    legal_basis = models.TextField(null=True)
    merged_into = models.CharField(max_length=SLUG_LENGTH, null=True, help_text="Slug of the survivor.")
    commitment = models.CharField(max_length=64, null=True, help_text="Hexadecimal SHA-256 of nonce and document.")
    nonce = models.CharField(
        max_length=64,
        null=True,
        help_text="Hexadecimal; null where the document may not be served.",
    )
    stub_commitment = models.CharField(
        max_length=64, null=True, help_text="Hexadecimal SHA-256 of stub_nonce and stub; null in entries of format 1."
    )
    stub_nonce = models.CharField(max_length=64, null=True, help_text="Hexadecimal.")

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="published_entry_at"),
            models.Index(fields=["key", "seq"], name="published_entry_of"),
            models.Index(fields=["seq"], condition=Q(cause=None), name="published_entry_people"),
            # What people did, by what is rare: there is an entry of the commonest sort near every other.
            models.Index(
                fields=["action", "seq"],
                condition=Q(cause=None) & ~Q(action="published"),
                name="published_entry_by_action",
            ),
            models.Index(
                fields=["type", "seq"], condition=Q(cause=None) & ~Q(type="claim"), name="published_entry_by_type"
            ),
            # Whether bulk files may still be served is asked with each request for one.
            models.Index(
                fields=["seq"],
                condition=Q(action__in=["withdrawn", "quarantined", "erased"]),
                name="published_entry_removals",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.type} {self.slug}"
