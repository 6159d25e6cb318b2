"""What every editorial record has: public id, key, the two states, and the revision that the database counts.

Abstract models and their triggers only; no tables. Which records there are is for sources and claims to say.
"""

from __future__ import annotations

import uuid
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models

from factreg.choices import DefinedChoices
from factreg.constraints import Checked
from factreg.door_setting import DOOR_SETTING, ERASING, MERGING

SLUG_PATTERN = r"^[a-z0-9]+(-{1,2}[a-z0-9]+)*$"
SLUG_LENGTH = 220

validate_slug = RegexValidator(
    SLUG_PATTERN,
    "Use lower-case Latin letters, digits and single hyphens, for example su-25-downing.",
)


class PublicState(DefinedChoices):
    """Whether the world can read a record. Written by the door alone."""

    NEVER = "never", "It has never been published.", "never published"
    PUBLISHED = "published", "Its last published version can be read.", "published"
    QUARANTINED = (
        "quarantined",
        "Nothing of it can be read, in any version, for now.",
        "quarantined",
    )
    WITHDRAWN = (
        "withdrawn",
        "Gone from the present; older versions stay readable in history.",
        "withdrawn",
    )
    MERGED = "merged", "Its address leads to another record.", "merged"
    ERASED = "erased", "Chosen versions are destroyed.", "erased"


class WorkState(DefinedChoices):
    """Where the editors' work on a record stands."""

    DRAFT = "draft", "Being worked on.", "draft"
    IN_REVIEW = "in_review", "Waiting for a second person.", "in review"
    CHANGES_REQUESTED = "changes_requested", "A reviewer asked for changes.", "changes requested"
    READY = "ready", "Reviewed; may be published.", "ready"
    CLEAN = "clean", "Nothing that is not published.", "clean"


_COUNT_REVISION = "NEW.revision := OLD.revision + 1; RETURN NEW;"

_GUARD_UPDATE = f"""
IF coalesce(current_setting('{DOOR_SETTING}', true), '') = 'open'
   AND OLD.public_state IN ('never', 'published') AND NEW.public_state IN ('never', 'published') THEN
    -- What is published is what was edited: an edit that is under way has not become stale by it.
    NEW.revision := OLD.revision;
ELSE
    NEW.revision := OLD.revision + 1;
END IF;
IF NEW.key <> OLD.key THEN
    RAISE EXCEPTION 'key: a record keeps its key for good' USING ERRCODE = 'check_violation';
END IF;
IF NEW.slug <> OLD.slug THEN
    IF OLD.public_state <> 'never' THEN
        RAISE EXCEPTION 'slug: frozen at first publication (%)', OLD.slug USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM sources_slug AS taken
        WHERE taken.slug = NEW.slug AND taken.key <> NEW.key
          AND taken.type = replace(substr(TG_TABLE_NAME, strpos(TG_TABLE_NAME, '_') + 1), '_', '-')
    ) THEN
        RAISE EXCEPTION 'slug: % has been another record''s address and is never given again', NEW.slug
            USING ERRCODE = 'unique_violation';
    END IF;
END IF;
IF coalesce(current_setting('{DOOR_SETTING}', true), '') NOT IN ('open', '{MERGING}', '{ERASING}') THEN
    IF OLD.public_state = 'erased' THEN
        RAISE EXCEPTION 'this record was erased; nothing can be written into it (%)', OLD.slug
            USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.public_state = 'merged'
       AND to_jsonb(NEW) - 'revision' - 'edited_by' IS DISTINCT FROM to_jsonb(OLD) - 'revision' - 'edited_by' THEN
        RAISE EXCEPTION 'this record was merged into another one meanwhile; make the edit there (%)', OLD.slug
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.public_state <> OLD.public_state THEN
        RAISE EXCEPTION 'public_state: written by publish, withdraw and their like alone'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.work_state = 'clean' THEN
        NEW.work_state := 'draft';
    ELSIF NEW.work_state = 'ready' AND OLD.work_state = 'ready' THEN
        -- What was found ready was what stood there before this edit.
        NEW.work_state := 'in_review';
    END IF;
END IF;
"""

# Whatever the application says: nobody takes themselves, or another, off the list of those who edited.
_KEEP_EDITORS = f"""
IF coalesce(current_setting('{DOOR_SETTING}', true), '') = 'open' THEN
    NEW.editors := CASE WHEN (NEW.public_state, NEW.work_state) = ('published', 'clean')
        THEN '{{}}'::bigint[] ELSE OLD.editors END;
ELSIF coalesce(current_setting('{DOOR_SETTING}', true), '') = '{MERGING}' THEN
    -- Who edited what is merged has edited the survivor.
    NEW.editors := CASE WHEN (NEW.public_state, NEW.work_state) = ('published', 'clean')
        THEN '{{}}'::bigint[] ELSE NEW.editors END;
ELSIF NEW.edited_by_id IS NULL OR NEW.edited_by_id = ANY (OLD.editors) THEN
    NEW.editors := OLD.editors;
ELSE
    NEW.editors := OLD.editors || NEW.edited_by_id::bigint;
END IF;
RETURN NEW;
"""

_GUARD_INSERT = """
IF NEW.public_state <> 'never' THEN
    RAISE EXCEPTION 'public_state: a new record has never been published' USING ERRCODE = 'check_violation';
END IF;
IF EXISTS (
    SELECT 1 FROM sources_slug AS taken
    WHERE taken.slug = NEW.slug AND taken.key <> NEW.key
      AND taken.type = replace(substr(TG_TABLE_NAME, strpos(TG_TABLE_NAME, '_') + 1), '_', '-')
) THEN
    RAISE EXCEPTION 'slug: % has been another record''s address and is never given again', NEW.slug
        USING ERRCODE = 'unique_violation';
END IF;
NEW.revision := 1;
NEW.editors := CASE WHEN NEW.edited_by_id IS NULL THEN '{}' ELSE ARRAY[NEW.edited_by_id::bigint] END;
RETURN NEW;
"""

_GUARD_DELETE = """
IF OLD.public_state <> 'never' THEN
    RAISE EXCEPTION 'a record that has been published is withdrawn or erased, not deleted (%)', OLD.slug
        USING ERRCODE = 'restrict_violation';
END IF;
IF EXISTS (SELECT 1 FROM claims_legalhold AS hold WHERE hold.key = OLD.key AND hold.lifted_at IS NULL) THEN
    RAISE EXCEPTION 'a legal hold stands on this record: nothing of it is deleted until it is lifted (%)', OLD.slug
        USING ERRCODE = 'restrict_violation';
END IF;
RETURN OLD;
"""


class Revised(Checked):
    """A row that counts its revisions, so that a save can tell that it started from an older one."""

    revision = models.PositiveIntegerField(
        default=1,
        editable=False,
        help_text="Counted by the database at every change of the record or its parts; a save names its start.",
    )

    class Meta:
        abstract = True
        triggers = [
            pgtrigger.Trigger(
                name="count_revision",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_COUNT_REVISION,
            )
        ]


class RecordQuerySet(models.QuerySet[Any]):
    """Records by their two states."""

    def published(self) -> RecordQuerySet:
        return self.filter(public_state=PublicState.PUBLISHED)

    def never_published(self) -> RecordQuerySet:
        return self.filter(public_state=PublicState.NEVER)

    def with_unpublished_edits(self) -> RecordQuerySet:
        return self.exclude(work_state=WorkState.CLEAN)


class Record(Checked):
    """A record of the ledger: what editors work on and `publish` shows the world.

    `type` is the word by which the ledger, the API and the pages know its kind.
    """

    type: str

    slug = models.CharField(
        max_length=SLUG_LENGTH,
        unique=True,
        validators=[validate_slug],
        help_text="Public id and address: names the topic, never the finding, and no private person. "
        "Frozen at first publication.",
    )
    key = models.UUIDField(
        default=uuid.uuid4,
        unique=True,
        editable=False,
        help_text="Random name by which the ledger knows the record.",
    )
    public_state = models.CharField(
        max_length=12,
        choices=PublicState,
        default=PublicState.NEVER,
        editable=False,
        help_text="Whether the world can read it. Written by publish, withdraw and their like alone.",
    )
    work_state = models.CharField(
        max_length=18,
        choices=WorkState,
        default=WorkState.DRAFT,
        editable=False,
        help_text="Where the editors' work on it stands.",
    )
    revision = models.PositiveIntegerField(
        default=1,
        editable=False,
        help_text="Counted by the database at every change of the record or its parts; a save names its start.",
    )

    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Private: who edited it last.",
    )
    editors = ArrayField(
        models.BigIntegerField(),
        default=list,
        editable=False,
        help_text="Private: the ids of those who edited it or its parts since it was last published. "
        "Kept by the database.",
    )

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(slug__regex=SLUG_PATTERN),
                name="%(app_label)s_%(class)s_slug_is_an_address",
                violation_error_message="slug: use lower-case Latin letters, digits and single hyphens.",
            ),
            models.CheckConstraint(
                condition=models.Q(public_state__in=PublicState.values),
                name="%(app_label)s_%(class)s_public_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(work_state__in=WorkState.values),
                name="%(app_label)s_%(class)s_work_state_is_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["work_state", "public_state"],
                condition=models.Q(work_state__in=[WorkState.IN_REVIEW, WorkState.CHANGES_REQUESTED, WorkState.READY])
                | models.Q(public_state__in=[PublicState.QUARANTINED, PublicState.WITHDRAWN]),
                name="%(app_label)s_%(class)s_waits",
            ),
            models.Index(
                fields=["edited_by"],
                condition=~models.Q(work_state=WorkState.CLEAN),
                name="%(app_label)s_%(class)s_open",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="guard_update",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_GUARD_UPDATE + _KEEP_EDITORS,
            ),
            pgtrigger.Trigger(
                name="guard_insert",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_GUARD_INSERT,
            ),
            pgtrigger.Trigger(
                name="guard_delete",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=_GUARD_DELETE,
            ),
        ]

    def __str__(self) -> str:
        return self.slug


def counts_as_edit_of(table: str, column: str) -> list[pgtrigger.Trigger]:
    """Triggers by which a change of a part counts as a revision of the record it belongs to.

    One a statement, not a row: an import of thousands of parts costs one update a statement. What the door itself
    writes on parts (their numbers) is no edit.
    """
    bump = f"""
    IF coalesce(current_setting('{DOOR_SETTING}', true), '') <> 'open' THEN
        UPDATE {{table}} SET revision = revision WHERE id IN (SELECT {{column}} FROM {{rows}});
    END IF;
    RETURN NULL;
    """
    triggers = []
    for operation, referencing, rows in (
        (pgtrigger.Insert, pgtrigger.Referencing(new="new_rows"), "new_rows"),
        (pgtrigger.Delete, pgtrigger.Referencing(old="old_rows"), "old_rows"),
        (
            pgtrigger.Update,
            pgtrigger.Referencing(old="old_rows", new="new_rows"),
            f"(SELECT {column} FROM old_rows UNION SELECT {column} FROM new_rows) AS changed",
        ),
    ):
        triggers.append(
            pgtrigger.Trigger(
                name=f"revise_on_{str(operation).lower()}",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=operation,
                referencing=referencing,
                func=bump.format(table=table, column=column, rows=rows),
            )
        )
    return triggers


def append_only(*, name: str = "append_only", operation: pgtrigger.Operation | None = None) -> list[pgtrigger.Trigger]:
    """Triggers by which rows once written stay as they are: no update, no delete (or only `operation`), no TRUNCATE."""
    return [
        pgtrigger.Protect(name=name, operation=operation or (pgtrigger.Update | pgtrigger.Delete)),
        not_truncated(),
    ]


def not_truncated() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION '%: append-only, not to be truncated', TG_TABLE_NAME USING ERRCODE = 'check_violation';",
    )


def without_cycles(table: str, column: str) -> pgtrigger.Trigger:
    """A trigger that refuses a chain of `column` that leads back to its start.

    The lock makes two writers take turns, so that neither half of a loop slips in unseen.
    """
    field = column.removesuffix("_id")
    return pgtrigger.Trigger(
        name=f"{field}_has_no_cycle",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(column),
        condition=pgtrigger.Condition(f'NEW."{column}" IS NOT NULL'),
        func=f"""
        PERFORM pg_advisory_xact_lock(hashtext('{table}.{column}'));
        IF EXISTS (
            WITH RECURSIVE chain(id) AS (
                SELECT NEW.{column}
                UNION
                SELECT above.{column} FROM {table} AS above JOIN chain ON above.id = chain.id
                WHERE above.{column} IS NOT NULL
            )
            SELECT 1 FROM chain WHERE chain.id = NEW.id
        ) THEN
            RAISE EXCEPTION '{field}: leads back to the record itself (%)', NEW.slug
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
        """,
    )
