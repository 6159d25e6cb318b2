"""The API in OpenAPI 3.1: drf-spectacular finds the views, this says what they take and send."""

from __future__ import annotations

from functools import cache
from typing import Any

from drf_spectacular.openapi import AutoSchema

from claims.public.schemas import components
from factreg.problems import TITLES

Description = dict[str, Any]


class Schema(AutoSchema):
    """Takes the description of an operation from its view, which knows it exactly."""

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any
    ) -> Description | None:
        self.path, self.method = path, method
        describe = getattr(self.view, "describe", None)
        return describe() if describe else None


def add_components(result: Description, generator: Any, request: Any, public: bool) -> Description:
    """The documents and problems, which no serializer declares."""
    found = {**components(), "Problem": problem()}
    result["components"] = {"schemas": dict(sorted(found.items()))}
    return result


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
            "violated-policies": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Of too many requests: the limits that were reached, as RateLimit-Policy names them.",
            },
            "record": {
                "type": "object",
                "description": "Of a record that was taken down: what is left to say.",
                "properties": {
                    "id": {"type": "string", "description": "Public id."},
                    "type": {"type": "string", "description": "Type of record."},
                    "public_state": {"type": "string", "description": "What it is now."},
                    "reason": {"type": ["string", "null"], "description": "Why."},
                    "at": {"type": "string", "format": "date-time", "description": "Since when."},
                },
            },
        },
        "required": ["type", "title", "status", "detail"],
    }
