"""Events, actors, sources and publishers in the words of schema.org."""

from __future__ import annotations

from claims.public.jsonld.words import (
    ACTOR_TYPES,
    PUBLISHER_TYPES,
    SOURCE_TYPES,
    Document,
    Node,
    address,
    breadcrumbs,
    date,
    language,
    record,
    reference,
    stated,
)


def event_nodes(event: Document) -> list[Node]:
    start, _, end = (event["occurred"] or "").partition("/")
    node = {"@type": "Event", **record(event)} | stated(
        name=event["title"],
        startDate=date(start),
        endDate=date(end),
        location=_place(event["place"]),
        superEvent=reference("event", event["part_of"], as_type="Event"),
    )
    above = event["part_of"]
    way = [(above["title"] or above["id"], address("event", above["id"]))] if above else []
    return [node, breadcrumbs(*way, (event["title"], address("event", event["id"])))]


def _place(place: Document | None) -> Node | None:
    """A place under all its names, none preferred."""
    if place is None:
        return None
    names = list(dict.fromkeys(name["name"] for name in place["names"]))
    latitude, longitude = place.get("latitude"), place.get("longitude")
    geo = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude} if latitude and longitude else None
    return stated(type="Place", name=names, geo=geo)


def actor_nodes(actor: Document) -> list[Node]:
    is_person = actor["kind"] == "person"
    above = reference("actor", actor["part_of"])
    node = record(actor) | stated(
        type=ACTOR_TYPES.get(actor["kind"]),
        name=actor["name"],
        alternateName=[alias["name"] for alias in actor["aliases"]],
        jobTitle=actor["role"] if is_person else None,
        description=None if is_person else actor["role"],
        memberOf=above if is_person else None,
        parentOrganization=None if is_person else above,
    )
    return [node, breadcrumbs((actor["name"], address("actor", actor["id"])))]


def source_node(source: Document) -> Node:
    """A source as claims refer to it."""
    return stated(
        type=SOURCE_TYPES.get(source["kind"] or "", "CreativeWork"),
        id=address("source", source["id"]),
        name=source["title"] or source["id"],
        url=source["url"],
        archivedAt=source["archive_url"],
        datePublished=date(source["published"]),
        inLanguage=language(source["language"]),
        publisher=reference("publisher", source["publisher"]),
    )


def source_nodes(source: Document) -> list[Node]:
    node = source_node({**source, "url": source["source_url"]}) | record(source)
    if source["derived_from"]:
        node["isBasedOn"] = reference("source", source["derived_from"])
    return [node, breadcrumbs((source["title"], address("source", source["id"])))]


def publisher_nodes(publisher: Document) -> list[Node]:
    country = publisher["country"]
    node = {"@type": PUBLISHER_TYPES.get(publisher["kind"], "Organization"), **record(publisher)} | stated(
        name=publisher["name"],
        url=publisher["homepage"],
        address={"@type": "PostalAddress", "addressCountry": country} if country else None,
    )
    return [node, breadcrumbs((publisher["name"], address("publisher", publisher["id"])))]
