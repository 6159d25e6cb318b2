"""Sources that are stored already, found by their address: a second record of the same document is not made."""

from __future__ import annotations

from typing import Any

from claims.imports.foreign import Foreign, Remark
from claims.registry_file.directory import CHUNK, batches
from claims.registry_file.nodes import Mapping, Sequence
from factreg.arrays import among
from factreg.records import PublicState
from sources.models import Source


def reuse_sources(foreign: Foreign) -> None:
    """Let statements name the stored source of the same address, and leave the file's own out."""
    listed = foreign.document.values.get("sources")
    if not isinstance(listed, Sequence):
        return
    mappings = [item for item in listed.items if isinstance(item, Mapping)]
    stored = _stored_by_address({str(mapping.values.get("url")) for mapping in mappings if mapping.values.get("url")})
    renamed = {}
    for mapping in mappings:
        slug, slugs = str(mapping.values["slug"]), stored.get(str(mapping.values.get("url")), [])
        if slugs and slug not in slugs:
            renamed[slug] = slugs[0]
            message = f"{mapping.values['url']} is stored already, as {slugs[0]}; that source is used"
            foreign.remarks.append(Remark(mapping.line, f"source {slug}", message))
    if renamed:
        _leave_out(listed, renamed)
        for section in ("claims", "sources"):
            _rename(foreign.document.values.get(section), renamed)


def _stored_by_address(addresses: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for chunk in batches(sorted(addresses), CHUNK):
        for url, slug in _usable(chunk).values_list("url", "slug"):
            found.setdefault(url, []).append(slug)
    return found


def _usable(addresses: list[str]) -> Any:
    gone = (PublicState.MERGED, PublicState.ERASED)
    return Source.objects.filter(url__in=among(addresses, "text")).exclude(public_state__in=gone).order_by("pk")


def _leave_out(listed: Sequence, renamed: dict[str, str]) -> None:
    kept = [
        (item, line)
        for item, line in zip(listed.items, listed.lines, strict=True)
        if not (isinstance(item, Mapping) and item.values["slug"] in renamed)
    ]
    listed.items = [item for item, _ in kept]
    del listed.lines[:]
    listed.lines.extend(line for _, line in kept)


def _rename(value: Any, renamed: dict[str, str]) -> None:
    """Put the stored slugs where records and their parts name a source."""
    if isinstance(value, Sequence):
        for item in value.items:
            _rename(item, renamed)
    elif isinstance(value, Mapping):
        for name, inner in value.values.items():
            if name in ("source", "primary_source", "derived_from") and inner in renamed:
                value.values[name] = renamed[inner]
            else:
                _rename(inner, renamed)
