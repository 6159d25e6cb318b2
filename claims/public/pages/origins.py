"""Which report goes back to which origin: `11 reports, 2 origins`, and which they are. Pure."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, ngettext

from claims.public.pages.source_links import SourceLinks, sources_of
from claims.public.pages.words import Document, listed_apart, names


def origins_view(claim: Document) -> dict[str, Any]:
    """The count in words, and each origin with the reports that go back to it and whose statements they carry.

    `own` are the parties whose statements were read in the origin itself.
    """
    counted = claim["origins"]
    links, sources = SourceLinks(), sources_of(claim)
    found: dict[str, dict[str, Any]] = {
        origin["id"]: {"named": links.named(sources[origin["id"]]), "own": "", "reports": []}
        for origin in counted["origins"]
    }
    for (origin, source), parties in _reports(claim).items():
        told = listed_apart(names(parties.values()))
        if origin == source and origin in found:
            found[origin]["own"] = told
        elif origin in found:
            found[origin]["reports"].append({"named": links.named(sources[source]), "parties": told})
    return {
        "count": _count(counted["reports"], len(counted["origins"])),
        "several": counted["reports"] > 1,
        "origins": [*found.values()],
    }


def _reports(claim: Document) -> dict[tuple[str, str], dict[str, Document]]:
    """By origin and source, the parties whose statements the source carries, each once."""
    found: dict[tuple[str, str], dict[str, Document]] = {}
    for said in claim["statements"]:
        found.setdefault((said["origin"], said["source"]["id"]), {})[said["party"]["id"]] = said["party"]
    return found


def _count(reports: int, origins: int) -> str:
    counted_reports = ngettext("{number} report", "{number} reports", reports).format(number=reports)
    counted_origins = ngettext("{number} origin", "{number} origins", origins).format(number=origins)
    return gettext("{reports}, {origins}").format(reports=counted_reports, origins=counted_origins)
