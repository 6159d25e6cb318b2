"""The formats that can be read, by the names that `load --as` and the workbench know."""

from __future__ import annotations

from dataclasses import dataclass

from claims.imports import averitec, claimreview, google, liar, ucdp
from claims.imports.foreign import Reader


@dataclass(frozen=True, slots=True)
class Format:
    """A format with its reader."""

    name: str
    title: str
    read: Reader


FORMATS = {
    one.name: one
    for one in (
        Format("liar", "LIAR (TSV)", liar.read),
        Format("averitec", "AVeriTeC (JSON)", averitec.read),
        Format("google", "Google Fact Check Tools API (JSON)", google.read),
        Format("ucdp", "UCDP-style events (CSV or JSON lines)", ucdp.read),
        Format("claimreview", "ClaimReview (JSON-LD)", claimreview.read),
    )
}
