"""What earlier imports mean for a load of others' data: renamed records are known, deleted ones stay deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from claims.registry_file.memory import Earlier
from claims.registry_file.report import Outcome
from claims.registry_file.shape import SECTIONS, Section
from factreg.arrays import among

if TYPE_CHECKING:
    from claims.registry_file.loader import Loading

DELETED = "was imported before and has been deleted here since; it is not made again"


def know_earlier(loading: Loading, earlier: Earlier) -> None:
    """Let the slugs that earlier imports gave mean their records, whatever editors call them by now."""
    for section in SECTIONS:
        if section.address:
            _know(loading, section, earlier)


def _know(loading: Loading, section: Section, earlier: Earlier) -> None:
    known = loading.directory
    new = {
        entry.slug for entry in loading.entries[section.name] if known.row(type=section.type, slug=entry.slug) is None
    }
    rows = earlier.rows(type=section.type, slugs=sorted(new))
    if not rows:
        return
    model: Any = section.model
    stored = set(model._default_manager.filter(pk__in=among(rows.values(), "bigint")).values_list("pk", flat=True))
    for slug, row in rows.items():
        if row in stored:
            known.know(type=section.type, slug=slug, row=row)
    gone = {slug for slug, row in rows.items() if row not in stored}
    for entry in loading.entries[section.name]:
        if entry.slug in gone:
            loading.tell(entry, Outcome.LEFT_OUT, DELETED)
    loading.entries[section.name] = [entry for entry in loading.entries[section.name] if entry.slug not in gone]
