"""What a reader can do with a claim's page: cite it, embed it, take it along. Pure."""

from __future__ import annotations

from claims.public.embedding.frame import iframe
from claims.public.pages.citation import citation_of
from claims.public.pages.languages import here
from claims.public.pages.words import Document


def use_of(claim: Document, *, title: str, site_url: str) -> dict[str, str]:
    """The citation, the address of this version, and the code by which another site shows the claim."""
    path = f"/claims/{claim['id']}/"
    return {
        "apa": citation_of(claim, site_url=site_url).apa(),
        "permalink": here(f"{path}versions/{claim['version']}/"),
        "embed": iframe(claim, title=title),
    }
