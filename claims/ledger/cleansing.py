"""What goes with a record that is erased: its editorial row's words, its parts, and all that was kept of them.

The row itself stays, empty, for others name it. What the world reads is destroyed in destroying.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from claims.desk.forgetting import forget_typed
from claims.history.forgetting import forget_values, parts_of
from claims.ledger.freeze import RECORDS
from claims.models import (
    Anchor,
    Comment,
    DifferentPair,
    ImportedRecord,
    Merge,
    Proposal,
    RejectedPair,
    Takedown,
    TakedownState,
)
from factreg.records import PublicState, Record, WorkState
from sources.models import Capture, Slug

ERASED = "Erased."

# What each type's fields say once it is erased; those that a record can't be without say that it was.
EMPTIED: Mapping[str, Mapping[str, Any]] = {
    "publisher": {"name": ERASED, "country": "", "homepage": ""},
    "source": {
        "title": ERASED,
        "url": "",
        "archive_url": "",
        "published": "",
        "dateline": "",
        "retrieved_at": None,
        "language": "und",
        "derived_from": None,
    },
    "actor": {"name": ERASED, "role": "", "country": "", "part_of": None, "speaks_for": None, "publisher": None},
    "event": {"title": ERASED, "occurred": "", "place": None, "part_of": None},
    "claim": {"text": ERASED, "language": "en", "question": "", "occurred": "", "note": "", "internal_notes": ""},
    "contradiction": {"reason": ERASED, "element": ""},
    "counter-accusation": {"reason": ERASED},
}


def cleanse(record: Record) -> None:
    """Empty a record that was erased, and what is kept of it anywhere on the editors' side. The door is erasing.

    What was merged into it had its words, or has given it some: it goes with it.
    """
    model = RECORDS[record.type]
    merged = Slug.objects.filter(type=record.type, merged_into=record.key).values_list("key", flat=True)
    for one in (record, *model.objects.filter(key__in=list(merged))):
        _cleanse(model, one)
    record.public_state = PublicState.ERASED
    record.save(update_fields=["public_state"])


def _cleanse(model: Any, record: Record) -> None:
    for part, column in parts_of(model):
        part._base_manager.filter(**{column: record.pk}).delete()
    for name, value in EMPTIED[record.type].items():
        setattr(record, name, value)
    # Nothing is written into the row after this, also where a log-in is deleted.
    record.work_state, record.edited_by = WorkState.CLEAN, None
    record.save()
    _SPECIAL.get(record.type, _nothing)(record)
    _cleanse_work(record)
    # Last: what was done above is kept too.
    forget_values(model, [record.pk])


def _nothing(record: Record) -> None:
    pass


def _cleanse_source(source: Any) -> None:
    """The copies of its text, and where quotes stood in them."""
    captures = Capture.objects.filter(source=source)
    Anchor.objects.filter(missing_from__in=captures).update(missing_from=None, kept=False)
    Anchor.objects.filter(capture__in=captures).delete()
    captures.delete()


def _cleanse_claim(claim: Any) -> None:
    """What was proposed, refused or said of it beside another."""
    mine = Q(first_claim=claim) | Q(second_claim=claim)
    Proposal.objects.filter(mine).delete()
    for model in (RejectedPair, DifferentPair):
        rows = list(model._default_manager.filter(mine).values_list("pk", flat=True))
        model._default_manager.filter(pk__in=rows).delete()
        forget_values(model, rows)


_SPECIAL = {"source": _cleanse_source, "claim": _cleanse_claim}


def _cleanse_work(record: Record) -> None:
    """What editors said of it and typed into it, what imports, merges and the log of the workbench remember."""
    label = type(record)._meta.label_lower
    Comment.objects.filter(key=record.key).exclude(text="").update(text=ERASED)
    forget_typed(label, record.pk)
    ImportedRecord.objects.filter(type=record.type, row=record.pk).update(before=None, parts=[])
    merges = Merge.objects.filter(type=record.type).filter(Q(record=record.pk) | Q(into=record.pk))
    merges.update(moved={}, reason="")
    LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(type(record)), object_id=str(record.pk)
    ).update(object_repr=ERASED, change_message="")
    # Of what was asked for before, the reasons.
    asked = Takedown.objects.filter(key=record.key).exclude(state=TakedownState.WAITING)
    asked.update(reason=ERASED, legal_basis="")
