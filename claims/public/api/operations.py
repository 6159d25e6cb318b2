"""What an operation takes and sends, as OpenAPI: views describe themselves in these words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django import forms

from claims.public.api.including import INCLUDE, REFERENCES
from claims.public.api.selecting import FIELDS
from claims.public.describing import Schema, listed, or_null, ref, shape, text, whole
from claims.public.resources import Resource
from claims.public.schemas.names import schema_name
from factreg.filter_fields import MomentField, SetField
from factreg.filters import StrictFilter
from factreg.formats import JSON_LD, Format
from factreg.ordering import Order
from factreg.pagination import MOST_ROWS, PAGE_SIZE


def operation(
    name: str,
    help_: str,
    *,
    tag: str,
    parameters: list[Schema],
    sends: Schema,
    media_type: str = "application/json",
    others: Sequence[Format] = (),
    errors: tuple[int, ...] = (400, 406, 503),
) -> Schema:
    """One operation; all of them read. `others` are the formats that it sends when Accept asks for them."""
    if 410 in errors:
        errors = (*errors, 451)
    problems: Schema = {
        str(status): {
            "description": _STATUSES[status],
            "content": {"application/problem+json": {"schema": ref("Problem")}},
        }
        for status in {*errors, *_ANYWHERE}
    }
    content = {media_type: {"schema": sends}, **{one.media_type: {"schema": in_format(one)} for one in others}}
    responses = {
        "200": {"description": "As asked for.", "content": content},
        "304": {"description": "The client's copy, told by its ETag, is the current one."},
        **problems,
    }
    if 410 in errors:
        responses["301"] = {"description": "Merged into the record that Location names."}
    return {
        "operationId": name,
        "description": help_,
        "tags": [tag],
        "parameters": parameters,
        "responses": dict(sorted(responses.items())),
    }


def in_format(one: Format) -> Schema:
    """What an answer is, but for plain JSON."""
    return {"type": "object" if one is JSON_LD else "string"}


# What a request meets before its view does: a key that is none, a limit that is reached.
_ANYWHERE = (401, 429)
_STATUSES = {
    400: "A parameter is unknown, repeated or malformed; the problem names it.",
    401: "The key that was shown is wrong or was revoked. Reading needs none.",
    404: "There is nothing at this address.",
    406: "Not available in the format that Accept asks for.",
    410: "The record is no longer public; the problem holds what is left to say.",
    429: "Too many requests; Retry-After says in how many seconds there may be more.",
    451: "A law or an order took the record down; the problem holds what is left to say.",
    503: "The request took too long, or the registry is away; try again later.",
}


def writing(
    name: str,
    help_: str,
    *,
    sends: str | None,
    takes: str = "",
    parameters: Sequence[Schema] = (),
    status: int = 200,
    errors: tuple[int, ...] = (400, 404, 406, 503),
) -> Schema:
    """An operation on webhooks, which needs a key: what it takes and sends are names of components."""
    described = operation(name, help_, tag="webhooks", parameters=list(parameters), sends={}, errors=errors)
    answer: Schema = {"description": "Done."}
    if sends:
        answer["content"] = {"application/json": {"schema": ref(sends)}}
    responses = {code: each for code, each in described["responses"].items() if code not in ("200", "304")}
    described["responses"] = dict(sorted({**responses, str(status): answer}.items()))
    described["security"] = [{"key": []}]
    if takes:
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": ref(takes)}},
        }
    return described


def query(name: str, schema: Schema, help_: str) -> Schema:
    return {"name": name, "in": "query", "schema": schema, "description": help_}


def in_path(name: str, help_: str, schema: Schema | None = None) -> Schema:
    schema = schema or {"type": "string"}
    return {"name": name, "in": "path", "required": True, "schema": schema, "description": help_}


def of_filter(name: str, filter_: StrictFilter) -> Schema:
    """A filter as a parameter; repeated, its values are alternatives."""
    field = filter_.field
    if isinstance(field, SetField):
        described = query(name, {"type": "array", "items": _value(field.each)}, filter_.help_text)
        return {**described, "style": "form", "explode": True}
    return query(name, _value(field), filter_.help_text)


def _value(field: forms.Field) -> Schema:
    if isinstance(field, MomentField):
        day, moment = (
            {"type": "string", "format": "date"},
            {"type": "string", "format": "date-time"},
        )
        return {"anyOf": [day, moment]}
    if choices := getattr(field, "choices", None):
        words = [word for word, _label in choices]
        return {"type": "boolean"} if words == ["true", "false"] else {"enum": words}
    return {"type": "string"}


_MOMENT: Schema = {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}
AS_OF = query(
    "as_of",
    _MOMENT,
    "The registry as it was known at this time (UTC); of a day, at its end. What has been withdrawn since is shown.",
)


def filters_of(resource: Resource, *, without: Iterable[str] = ()) -> list[Schema]:
    kept = {name: one for name, one in resource.filters.base_filters.items() if name not in set(without)}
    found = [of_filter(name, one) for name, one in kept.items()]
    return [*found, AS_OF]


def paging_of(resource: Resource) -> list[Schema]:
    return paging_with(resource.orders)


def paging_with(orders: Mapping[str, Order]) -> list[Schema]:
    words = "\n".join(f"* `{order.name}`: {order.help}" for order in orders.values())
    names = list(orders)
    size = {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": PAGE_SIZE}
    return [
        query("ordering", {"enum": names, "default": names[0]}, f"The order.\n\n{words}"),
        query("page_size", size, "Rows a page."),
        query(
            "cursor",
            {"type": "string"},
            "Where a page begins, from `next` or `previous`. Pages show one state of the registry, "
            "that of the first, less what was taken down since.",
        ),
        query("count", {"type": "boolean", "default": False}, "Whether to count all rows."),
    ]


def fields_of(type_: str) -> Schema:
    """`fields`: a comma list, which may be repeated."""
    names = {"type": "array", "items": ref(f"{schema_name(type_)}Field"), "minItems": 1}
    help_ = "Only these fields, those within others dotted; `id`, `type` and `url` are always there."
    return {**query(FIELDS, names, help_), "style": "form", "explode": False}


def include_of(type_: str) -> list[Schema]:
    """`include`, where the documents refer to any records."""
    if not REFERENCES[type_]:
        return []
    names = {"type": "array", "items": {"enum": list(REFERENCES[type_])}, "minItems": 1}
    help_ = "Under `included` the whole documents of what is referred to, each once."
    return [{**query(INCLUDE, names, help_), "style": "form", "explode": False}]


def sent_document(type_: str) -> Schema:
    """A document, or of it what `fields` asks for."""
    return {"anyOf": [ref(schema_name(type_)), ref("SomeFields")]}


def page_of_documents(type_: str) -> Schema:
    page = shape(
        "A page of a list.",
        results=listed(sent_document(type_), "The documents."),
        next=or_null(text("Address of the next page.", format="uri")),
        previous=or_null(text("Address of the previous page.", format="uri")),
        position=whole("Position of the ledger that the page shows."),
    )
    page["properties"]["count"] = whole("All rows of the list, if asked for.")
    if REFERENCES[type_]:
        page["properties"]["included"] = ref("Included")
    return page
