"""What all linked data is made of: addresses as ids, references, dates, types.

schema.org 30.0 has no word for some kinds; those records have no `@type` here rather than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings

Document = dict[str, Any]
Node = dict[str, Any]

ADDRESSES = {"claim": "claims", "event": "events", "actor": "actors", "source": "sources", "publisher": "publishers"}

# `Country` is a place at schema.org and can't be an author; what a side or someone unnamed is, nobody said.
ACTOR_TYPES: Mapping[str, str] = {
    "state": "Organization",
    "government_body": "GovernmentOrganization",
    "de_facto_authority": "Organization",
    "armed_force": "Organization",
    "organisation": "Organization",
    "international_organisation": "Organization",
    "company": "Organization",
    "person": "Person",
    "media": "NewsMediaOrganization",
}
SOURCE_TYPES: Mapping[str, str] = {
    "article": "Article",
    "agency_report": "Article",
    "fact_check": "Article",
    "live_blog": "LiveBlogPosting",
    "report": "Report",
    "social_post": "SocialMediaPosting",
}
PUBLISHER_TYPES: Mapping[str, str] = {
    "outlet": "NewsMediaOrganization",
    "agency": "NewsMediaOrganization",
    "government": "GovernmentOrganization",
}

# What EDTF and the dates of schema.org (ISO 8601) write alike.
_DATE = re.compile(r"\d{4}(-(0\d|1[0-2])(-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?)?)?")


def address(type_: str, slug: str) -> str:
    """The address of a record's page, which is also its id."""
    return f"{settings.SITE_URL}/{ADDRESSES[type_]}/{slug}/"


def stated(**members: Any) -> Node:
    """A node of the members that are stated; `type` and `id` become JSON-LD's `@type` and `@id`."""
    names = {"type": "@type", "id": "@id"}
    return {names.get(name, name): value for name, value in members.items() if value not in (None, "", [], {})}


def reference(type_: str, named: Mapping[str, Any] | None, *, as_type: str | None = None) -> Node | None:
    """A record by its address and name. Its type stands at that address, unless it is known here."""
    if named is None:
        return None
    return stated(
        type=as_type, id=address(type_, named["id"]), name=named.get("name") or named.get("title") or named["id"]
    )


def date(text: str | None) -> str | None:
    """An EDTF date that is a date of schema.org as well; None for one that is not exact."""
    return text if text and _DATE.fullmatch(text) else None


def interval(text: str | None) -> str | None:
    """A date or two with a slash, for `temporalCoverage`."""
    parts = (text or "").split("/")
    return text if len(parts) <= 2 and all(date(part) for part in parts) else None


def language(code: str | None) -> str | None:
    """A language, where it is known."""
    return None if code in (None, "", "und") else code


def registry() -> Node:
    """Who worded the claims and wrote the data down."""
    return stated(
        type="Organization",
        id=f"{settings.SITE_URL}/#registry",
        name="factreg",
        url=f"{settings.SITE_URL}/",
        publishingPrinciples=f"{settings.SITE_URL}/about/",
    )


def record(document: Document) -> Node:
    """What the data of all records says of itself."""
    return {
        "@id": address(document["type"], document["id"]),
        "identifier": document["id"],
        "mainEntityOfPage": address(document["type"], document["id"]),
    }


def breadcrumbs(*steps: tuple[str, str]) -> Node:
    """The way from the front page: (name, address) of each step."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": item}
            for position, (name, item) in enumerate([("factreg", f"{settings.SITE_URL}/"), *steps], start=1)
        ],
    }
