"""Where statements are read: publishers, sources, and private captures of their text; and the registry of addresses.

Knows no claim. What is public of these is decided by the ledger, never here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.db import models

from factreg.choices import one_of
from factreg.constraints import Checked
from factreg.fields import (
    COUNTRY_PATTERN,
    LANGUAGE_PATTERN,
    AddressField,
    CountryField,
    EDTFField,
    FoldedText,
    LanguageField,
    LineField,
    ProseField,
    moments_of,
)
from factreg.merged import changed_by_merging_alone, names_survivors
from factreg.records import SLUG_LENGTH, PublicState, Record, RecordQuerySet, append_only, without_cycles
from factreg.text import INSIDE_PATTERN, validate_text
from factreg.written_once import goes_when_erased
from sources.addresses import host_of, url_key
from sources.vocabulary import PublisherKind, SourceKind

HTTP_PATTERN = r"^https?://[^\s]+$"
CAPTURE_LENGTH = 1_000_000


def leads_outside(field: str, *, name: str) -> models.CheckConstraint:
    """That an address does not lead into somebody's own network, as far as it is written in it."""
    return models.CheckConstraint(
        condition=~models.Q(**{f"{field}__iregex": INSIDE_PATTERN}),
        name=name,
        violation_error_message=f"{field}: use an address of the public internet.",
    )


class AddressKeyField(models.CharField):
    """What the address beside it has in common with all other addresses of the same page; computed at every save."""

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        self.of = of
        kwargs.update(max_length=64, blank=True, default="", editable=False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, instance: models.Model, add: bool) -> str:
        key = url_key(getattr(instance, self.of))
        setattr(instance, self.attname, key)
        return key


class CapturedTextField(ProseField):
    """The text of a whole document: as prose, and longer."""

    default_validators = [
        validate_text,
        MinLengthValidator(1),
        MaxLengthValidator(CAPTURE_LENGTH, "Longer than %(limit_value)d characters: keep the part you read."),
    ]


class PublisherQuerySet(RecordQuerySet):
    """Publishers by what a page says of its own."""

    def of_page(self, *, host: str, names: Iterable[str]) -> Publisher | None:
        """The one whose homepage is at the page's host, or above it; else one that has one of the names."""
        there = self.exclude(public_state=PublicState.MERGED)
        likely = there.filter(homepage__icontains=".".join(host.rsplit(".", 2)[-2:])) if host else ()
        at_home = [
            publisher
            for publisher in likely
            if (home := host_of(publisher.homepage)) and f".{host}".endswith(f".{home}")
        ]
        if at_home:
            return max(at_home, key=lambda publisher: len(host_of(publisher.homepage)))
        named = models.Q(pk__in=[])
        for name in names:
            named |= models.Q(name__iexact=name)
        return there.filter(named).first()


class Publisher(Record):
    """Who publishes sources."""

    type = "publisher"

    name = LineField(help_text="The publisher's name, as it writes it.")
    kind = models.CharField(max_length=20, choices=PublisherKind, help_text="What sort of publisher it is.")
    country = CountryField(
        blank=True,
        default="",
        help_text="ISO 3166 code of the country it publishes from, if known.",
    )
    homepage = AddressField(blank=True, default="", help_text="The publisher's own http or https address.")
    folded = FoldedText(of=("name", "slug"))

    objects = PublisherQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["name", "slug"]
        indexes = [
            *Record.Meta.indexes,
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="sources_publisher_folded"),
        ]
        constraints = [
            *Record.Meta.constraints,
            one_of("kind", PublisherKind, name="sources_publisher_kind_is_known"),
            models.CheckConstraint(
                condition=models.Q(country="") | models.Q(country__regex=COUNTRY_PATTERN),
                name="sources_publisher_country_is_two_letters",
                violation_error_message="country: use two capital letters of ISO 3166, for example AM.",
            ),
            models.CheckConstraint(
                condition=models.Q(homepage="") | models.Q(homepage__regex=HTTP_PATTERN),
                name="sources_publisher_homepage_is_http",
                violation_error_message="homepage: use an http or https address.",
            ),
            leads_outside("homepage", name="sources_publisher_homepage_is_public"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_kind_display()})"


class SourceQuerySet(RecordQuerySet):
    """Sources by their address and by their text."""

    def same_as(self, *, url: str = "", text: str = "") -> SourceQuerySet:
        """Those that the address leads to, however it is written, or that have this very text."""
        same = models.Q(pk__in=[])
        if key := url_key(url):
            same |= models.Q(url_key=key)
        if text:
            same |= models.Q(captures__sha256=hashlib.sha256(text.encode()).hexdigest())
        return self.filter(same).distinct()


class Source(Record):
    """A document in which statements are read: article, post, broadcast, live blog."""

    type = "source"

    publisher = models.ForeignKey(
        Publisher, on_delete=models.PROTECT, related_name="sources", help_text="Who published it."
    )
    kind = models.CharField(max_length=20, choices=SourceKind, help_text="What sort of document it is.")
    title = LineField(help_text="Its title; where it has none, a neutral description.")
    url = AddressField(blank=True, default="", help_text="Its http or https address.")
    url_key = AddressKeyField(
        of="url",
        db_index=True,
        help_text="SHA-256 of the address without what makes no difference, to find the source under another address.",
    )
    archive_url = AddressField(blank=True, default="", help_text="Address of an archived copy.")
    published = EDTFField(help_text="When it was published, as EDTF, if known.")
    published_earliest, published_latest, published_sort = moments_of("published")
    dateline = LineField(
        max_length=200,
        blank=True,
        default="",
        help_text="The place that it is dated from, as it writes that itself; empty where it names none.",
    )
    retrieved_at = models.DateTimeField(null=True, blank=True, help_text="When the registry read it.")
    language = LanguageField(default="und", help_text="BCP 47 tag of the language it is in; und if not known.")
    derived_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reprints",
        help_text="The source that it reprints or relays as a whole.",
    )
    folded = FoldedText(of=("title", "slug", "url"))

    objects = SourceQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-published_sort", "slug"]
        indexes = [
            *Record.Meta.indexes,
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="sources_source_folded"),
            models.Index(fields=["language"], name="sources_source_language"),
            models.Index(fields=["-published_sort", "slug"], name="sources_source_newest"),
        ]
        constraints = [
            *Record.Meta.constraints,
            one_of("kind", SourceKind, name="sources_source_kind_is_known"),
            models.CheckConstraint(
                condition=models.Q(url="") | models.Q(url__regex=HTTP_PATTERN),
                name="sources_source_url_is_http",
                violation_error_message="url: use an http or https address.",
            ),
            models.CheckConstraint(
                condition=models.Q(archive_url="") | models.Q(archive_url__regex=HTTP_PATTERN),
                name="sources_source_archive_url_is_http",
                violation_error_message="archive_url: use an http or https address.",
            ),
            leads_outside("url", name="sources_source_url_is_public"),
            leads_outside("archive_url", name="sources_source_archive_url_is_public"),
            models.CheckConstraint(
                condition=models.Q(language__regex=LANGUAGE_PATTERN),
                name="sources_source_language_is_a_tag",
                violation_error_message="language: use a BCP 47 tag, for example en, or und if not known.",
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            *names_survivors("sources_source", publisher_id="sources_publisher", derived_from_id="sources_source"),
            without_cycles("sources_source", "derived_from_id"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.publisher.name}{', ' + self.published if self.published else ''})"


class Capture(Checked):
    """A dated copy of a source's text. Private: it is under others' copyright. Written once, never changed."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="captures")
    text = CapturedTextField(help_text="The source's text, as read.")
    sha256 = models.CharField(
        max_length=64,
        editable=False,
        db_index=True,
        help_text="SHA-256 of the text in UTF-8, computed by the database.",
    )
    retrieved_at = models.DateTimeField(help_text="When the text was read.")

    class Meta:
        ordering = ["-retrieved_at", "-id"]
        triggers = [
            *goes_when_erased(),
            *names_survivors("sources_capture", source_id="sources_source"),
            changed_by_merging_alone(moves="source_id", of="sources_source"),
            pgtrigger.Trigger(
                name="hash_text",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="NEW.sha256 := encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex'); RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source.slug}, read {self.retrieved_at:%Y-%m-%d %H:%M} UTC"


class Slug(models.Model):
    """One row an address that was ever public, of every type of record: an address is never given twice.

    Written by the door at first publication; `merged_into` when a record is merged. Never deleted.
    """

    type = models.CharField(max_length=20, help_text="The type of record, as the ledger names it.")
    slug = models.CharField(max_length=SLUG_LENGTH, help_text="The address.")
    key = models.UUIDField(help_text="The record that has, or had, it.")
    merged_into = models.UUIDField(null=True, help_text="The record to which the address leads since a merge.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "slug"], name="sources_slug_is_given_once")]
        triggers = [
            *append_only(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="keeps_its_record",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                IF (NEW.type, NEW.slug, NEW.key) IS DISTINCT FROM (OLD.type, OLD.slug, OLD.key) THEN
                    RAISE EXCEPTION 'slug: % belongs to its record for good', OLD.slug
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.slug}"
