"""The API's addresses: every list with its records and downloads, the change feed, the schema."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from claims.public.api.documentation import DocumentationView, SchemaView
from claims.public.api.downloads import CSVView, JSONLinesView
from claims.public.api.event_parts import EventPartView
from claims.public.api.feed import ChangesView
from claims.public.api.views import DetailView, ListView, RootView
from claims.public.columns import COLUMNS
from claims.public.resources import RESOURCES, Resource


class PublicId(StringConverter):
    """The public id of a record, or of a part of one: `su-25-downing`, `su-25-downing.2`."""

    regex = r"[a-z0-9][a-z0-9-]{0,230}(?:\.a?[0-9]{1,9})?"


register_converter(PublicId, "public_id")

app_name = "api"


def _of(resource: Resource) -> Iterator[URLPattern]:
    name = resource.name
    yield path(f"{name}/", ListView.of(resource), name=name)
    yield path(f"{name}.jsonl", JSONLinesView.of(resource), name=f"{name}.jsonl")
    if resource.type in COLUMNS:
        yield path(f"{name}.csv", CSVView.of(resource), name=f"{name}.csv")
    detail = name.removesuffix("s")
    yield path(f"{name}/<public_id:slug>/", DetailView.of(resource), name=detail)


urlpatterns = [
    path("", RootView.as_view(), name="root"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocumentationView.as_view(), name="docs"),
    path("changes/", ChangesView.as_view(), name="changes"),
    path("events/<public_id:slug>/matrix/", EventPartView.of("matrix"), name="event-matrix"),
    path("events/<public_id:slug>/figures/", EventPartView.of("figures"), name="event-figures"),
    *(pattern for resource in RESOURCES.values() for pattern in _of(resource)),
]
