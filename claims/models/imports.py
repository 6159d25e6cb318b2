"""Imports: what was brought in from a file or a paste, what it made and changed, and how columns were read.

Private. An import remembers enough to be undone; who may undo what is for the workbench to say.
"""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from factreg.choices import DefinedChoices, one_of
from factreg.fields import LineField
from factreg.records import SLUG_LENGTH


class ImportState(DefinedChoices):
    """How far an import has come."""

    UPLOADED = "uploaded", "Read; nothing is stored yet.", "to be confirmed"
    LOADED = "loaded", "Its rows are stored.", "loaded"
    UNDONE = "undone", "What it made and changed was taken back, as far as that was possible.", "undone"


class Import(models.Model):
    """Rows from outside, from their upload to their undoing."""

    name = LineField(help_text="The file's name, or where the rows were pasted from.")
    format = models.CharField(max_length=20, help_text="How the rows are read: csv, liar, averitec, ...")
    options = models.JSONField(
        default=dict, blank=True, help_text="What the reader was told: the list, the columns, the event."
    )
    content = models.BinaryField(null=True, editable=False, help_text="The bytes, until they are loaded.")
    sha256 = models.CharField(max_length=64, blank=True, default="", help_text="SHA-256 of the bytes.")
    state = models.CharField(
        max_length=8, choices=ImportState, default=ImportState.UPLOADED, help_text="How far it is."
    )
    revisions = models.JSONField(
        default=dict, blank=True, help_text="Revisions of the stored records at the preview, by type and slug."
    )
    report = models.JSONField(default=dict, blank=True, help_text="What became of its rows.")
    at = models.DateTimeField(auto_now_add=True, help_text="When it was read.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Who imported it."
    )

    class Meta:
        ordering = ["-id"]
        default_permissions = ("add", "view", "delete")
        constraints = [one_of("state", ImportState, name="claims_import_state_is_known")]

    def __str__(self) -> str:
        return self.name


class ImportedRecord(models.Model):
    """A record that an import made or changed, as the import left it."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="records", help_text="The import.")
    type = models.CharField(max_length=20, help_text="The type of the record, as a registry file names it.")
    slug = models.CharField(max_length=2 * SLUG_LENGTH + 2, help_text="The slug that the import gave it.")
    row = models.BigIntegerField(help_text="The id of its row.")
    made = models.BooleanField(help_text="Whether the import made it; otherwise it changed it.")
    revision = models.PositiveIntegerField(null=True, help_text="The revision after the import.")
    public_state = models.CharField(max_length=12, blank=True, default="", help_text="The public state after it.")
    before = models.JSONField(
        null=True, encoder=DjangoJSONEncoder, help_text="Of a changed record: what stood before, with its parts."
    )
    parts = models.JSONField(default=list, blank=True, help_text="Marks of the parts that the import brought.")

    class Meta:
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["of", "type", "row"], name="claims_imported_record_is_given_once")
        ]
        indexes = [models.Index(fields=["type", "slug"], name="claims_imported_record_slug")]

    def __str__(self) -> str:
        return f"{self.type} {self.slug}"


class ColumnMap(models.Model):
    """How the columns of a table are read, saved under a name for the next table of the kind."""

    name = LineField(unique=True, help_text="What the map is called.")
    section = models.CharField(max_length=20, help_text="The list that its rows go into: claims, sources, ...")
    columns = models.JSONField(default=dict, help_text="The key that each heading stands for.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Who saved it."
    )

    class Meta:
        ordering = ["name"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class Label(models.Model):
    """A private word by which editors sort records. Never published."""

    name = LineField(max_length=80, unique=True, help_text="The word.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LabelledRecord(models.Model):
    """That a record carries a label. Sorting is no edit: it makes no revision and no unpublished change."""

    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="records", help_text="The label.")
    type = models.CharField(max_length=20, help_text="The type of the record, as the ledger names it.")
    key = models.UUIDField(help_text="The record.")

    class Meta:
        ordering = ["id"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["label", "type", "key"], name="claims_label_is_given_once")]
        indexes = [models.Index(fields=["type", "key"], name="claims_labelled_record")]

    def __str__(self) -> str:
        return f"{self.label} on {self.type} {self.key}"
