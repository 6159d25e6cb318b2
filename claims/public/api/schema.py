"""The API in OpenAPI 3.1: drf-spectacular finds the views, this says what they take and send."""

from __future__ import annotations

from functools import cache
from typing import Any

from drf_spectacular.openapi import AutoSchema

from claims.public.api.including import REFERENCES
from claims.public.api.selecting import field_names
from claims.public.describing import listed, ref, shape, text
from claims.public.resources import RESOURCES
from claims.public.schemas import components
from claims.public.schemas.names import schema_name
from factreg.problems import TITLES

Description = dict[str, Any]


class Schema(AutoSchema):
    """Takes the description of an operation from its view, which knows it exactly."""

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any
    ) -> Description | None:
        self.path, self.method = path, method
        describe = getattr(self.view, f"describe_{method.lower()}", getattr(self.view, "describe", None))
        return describe() if describe else None


def add_components(result: Description, generator: Any, request: Any, public: bool) -> Description:
    """The documents and problems, which no serializer declares."""
    found = {**components(), **selections(), "Problem": problem()}
    key = {"type": "http", "scheme": "bearer", "description": "A newsroom's key. Reading needs none."}
    result["components"] = {"schemas": dict(sorted(found.items())), "securitySchemes": {"key": key}}
    return result


def selections() -> Description:
    """What `fields` and `include` make of documents."""
    some = shape(
        "What `fields` asks for of a document, and beside it what `include` does.",
        id=text("Public id."),
        type=text("Type of record."),
        url=text("Path of its page."),
    )
    some["properties"]["included"] = ref("Included")
    lists = {name: resource for name, resource in RESOURCES.items() if any(name in by for by in REFERENCES.values())}
    included = {
        "type": "object",
        "description": "The documents of what is referred to, each once, by the name of their list.",
        "properties": {
            name: listed(ref(schema_name(resource.type)), f"The {name}.") for name, resource in lists.items()
        },
        "additionalProperties": False,
    }
    names = {f"{schema_name(type_)}Field": _names_of(type_) for type_ in REFERENCES}
    return {**names, "SomeFields": some, "Included": included}


def _names_of(type_: str) -> Description:
    return {"type": "string", "description": f"A field of a {type_}.", "enum": list(field_names(type_))}


@cache
def problem() -> Description:
    return {
        "type": "object",
        "description": "An error (RFC 9457).",
        "properties": {
            "type": {
                "type": "string",
                "description": "Path of the error's description: "
                + ", ".join(f"`/developers/errors/{code}`" for code in TITLES),
            },
            "title": {"type": "string", "description": "What sort of error."},
            "status": {"type": "integer", "description": "The status code."},
            "detail": {"type": "string", "description": "What was wrong in this request."},
            "parameter": {"type": "string", "description": "The parameter that was wrong."},
            "suggestion": {"type": "string", "description": "What may have been meant."},
            "budget_seconds": {"type": "integer", "description": "Of what took too long: how long it may take."},
            "violated-policies": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Of too many requests: the limits that were reached, as RateLimit-Policy names them.",
            },
            "available": {
                "type": "array",
                "items": {"type": "string"},
                "description": "The media types that the address sends.",
            },
            "record": {
                "type": "object",
                "description": "Of a record that was taken down: what is left to say.",
                "properties": {
                    "id": {"type": "string", "description": "Public id."},
                    "type": {"type": "string", "description": "Type of record."},
                    "public_state": {"type": "string", "description": "What it is now."},
                    "reason": {"type": ["string", "null"], "description": "Why."},
                    "legal_basis": {"type": "string", "description": "Of a 451: the law or order that demands it."},
                    "at": {"type": "string", "format": "date-time", "description": "Since when."},
                },
            },
        },
        "required": ["type", "title", "status", "detail"],
    }
