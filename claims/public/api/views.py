"""The API's root, and what all views of a list and its records have in common."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpResponse
from django.urls import reverse
from rest_framework.request import Request

from claims.public.api.operations import operation
from claims.public.describing import Schema
from claims.public.resources import RESOURCES, Resource
from factreg.http import encoding_for, etag, is_current, not_modified, respond
from factreg.parameters import only, read
from factreg.rest import ReadView

JSON = "application/json"


class RootView(ReadView):
    """What there is."""

    def describe(self) -> Schema:
        addresses = {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}
        return operation("root", "The addresses of the lists.", tag="api", parameters=[], sends=addresses)

    def get(self, request: Request) -> HttpResponse:
        only(read(request), ())
        names = [*RESOURCES, "changes", "exports", "schema", "docs"]
        found = {name: request.build_absolute_uri(reverse(f"api:{name}")) for name in names}
        encoding, body = encoding_for(request), orjson.dumps(found)
        tag = etag(body, encoding=encoding)
        if is_current(request, tag):
            return not_modified(tag)
        return respond(request, body, content_type=JSON, tag=tag, encoding=encoding)


class ResourceView(ReadView):
    """A view of one resource, which its address names."""

    resource: Resource

    @classmethod
    def of(cls, resource: Resource) -> Any:
        return cls.as_view(resource=resource)

    def filter_names(self) -> list[str]:
        """Those that a program is likelier to have a value for come first."""
        return sorted(self.resource.filters.names(), key=lambda name: name.endswith(("_after", "_before")))


# DRF's as_view takes only arguments that the class has.
ResourceView.resource = RESOURCES["claims"]
