"""The terms of schema.org that the registry uses, copied by hand from its release 30.0 (schema.org, CC BY-SA 3.0)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_THING = {
    *("additionalType", "alternateName", "description", "disambiguatingDescription", "identifier", "image"),
    *("mainEntityOfPage", "name", "potentialAction", "sameAs", "subjectOf", "url"),
}
_CREATIVE_WORK = _THING | {
    *("about", "abstract", "alternativeHeadline", "archivedAt", "author", "citation", "comment", "contributor"),
    *("creativeWorkStatus", "creator", "dateCreated", "dateModified", "datePublished", "encoding", "genre", "hasPart"),
    *("headline", "inLanguage", "isBasedOn", "isPartOf", "keywords", "license", "mentions", "publisher", "review"),
    *("sdDatePublished", "sdLicense", "sdPublisher", "sourceOrganization", "temporalCoverage", "text"),
    *("translationOfWork", "translator", "version", "workTranslation"),
}
_ORGANIZATION = _THING | {"address", "foundingDate", "memberOf", "parentOrganization", "publishingPrinciples"}
_REVIEW = _CREATIVE_WORK | {"itemReviewed", "reviewAspect", "reviewBody", "reviewRating"}

PROPERTIES: dict[str, set[str]] = {
    "Article": _CREATIVE_WORK | {"articleBody"},
    "BreadcrumbList": _THING | {"itemListElement", "itemListOrder", "numberOfItems"},
    "Claim": _CREATIVE_WORK | {"appearance", "claimInterpreter", "firstAppearance"},
    "ClaimReview": _REVIEW | {"claimReviewed"},
    "CreativeWork": _CREATIVE_WORK,
    "DataFeed": _CREATIVE_WORK | {"dataFeedElement", "distribution"},
    "DataFeedItem": _THING | {"dateCreated", "dateDeleted", "dateModified", "item"},
    "Event": _THING | {"about", "endDate", "location", "startDate", "subEvent", "superEvent"},
    "GeoCoordinates": _THING | {"elevation", "latitude", "longitude"},
    "GovernmentOrganization": _ORGANIZATION,
    "ListItem": _THING | {"item", "position"},
    "LiveBlogPosting": _CREATIVE_WORK | {"coverageEndTime", "coverageStartTime", "liveBlogUpdate"},
    "NewsMediaOrganization": _ORGANIZATION,
    "Organization": _ORGANIZATION,
    "Person": _THING | {"affiliation", "jobTitle", "memberOf", "nationality", "worksFor"},
    "Place": _THING | {"address", "containedInPlace", "geo"},
    "PostalAddress": _THING | {"addressCountry", "addressLocality"},
    "Rating": _THING | {"author", "bestRating", "ratingExplanation", "ratingValue", "reviewAspect", "worstRating"},
    "Report": _CREATIVE_WORK | {"reportNumber"},
    "SocialMediaPosting": _CREATIVE_WORK | {"sharedContent"},
}


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in linked data."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(part)


def wrong_terms(data: dict[str, Any]) -> list[str]:
    """What is said in words that schema.org does not have, or has for other things; and what is said empty."""
    found = []
    for node in nodes(data.get("@graph", data)):
        known = PROPERTIES[node["@type"]] if "@type" in node else _THING | {"memberOf", "parentOrganization"}
        found += [f"{node.get('@type')}.{name}" for name in node if not name.startswith("@") and name not in known]
        found += [f"{name} is empty" for name, value in node.items() if value in (None, "", [], {})]
    return found
