"""The API's addresses: lists, records and their versions in every format, the change feed, the schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, path, register_converter
from django.urls.converters import IntConverter, StringConverter

from claims.public.api.bulk import FileView, IndexView
from claims.public.api.documentation import DocumentationView, SchemaView
from claims.public.api.event_parts import EventPartView
from claims.public.api.feed import ChangesView, StreamView, WaitView
from claims.public.api.lists import ListView
from claims.public.api.records import DetailView, formats_of
from claims.public.api.versions import VersionsView, VersionView
from claims.public.api.views import RootView
from claims.public.api.webhooks import (
    WebhookDeliveriesView,
    WebhookEndpointView,
    WebhookReplayView,
    WebhookSecretView,
    WebhooksView,
)
from claims.public.resources import RESOURCES, Resource
from factreg.formats import Format


class PublicId(StringConverter):
    """The public id of a record, or of a part of one: `su-25-downing`, `su-25-downing.2`."""

    regex = r"[a-z0-9][a-z0-9-]{0,230}(?:\.a?[0-9]{1,9})?"


class VersionNumber(IntConverter):
    regex = "[1-9][0-9]{0,8}"


class FileName(StringConverter):
    """The name of a bulk file."""

    regex = r"[a-z0-9][a-z0-9.-]{0,99}"


class SetName(StringConverter):
    """The name of a set of bulk files: a position of the ledger."""

    regex = r"[0-9]{1,19}(?:-[0-9]{1,9})?"


register_converter(PublicId, "public_id")
register_converter(VersionNumber, "version")
register_converter(FileName, "file_name")
register_converter(SetName, "set_name")

app_name = "api"


# The lists of records, which are versioned; parts are in the versions of their claim.
VERSIONED = [name for name, one in RESOURCES.items() if one.record_type == one.type and name != "disputes"]
# Of a claim, by the filter `claim` of these lists.
OF_CLAIMS = ("statements", "contradictions")


def _of(resource: Resource) -> Iterator[URLPattern]:
    name, one = resource.name, resource.name.removesuffix("s")
    yield path(f"{name}/", ListView.of(resource), name=name)
    for suffix in _suffixes(ListView.formats):
        yield path(f"{name}.{suffix}", ListView.of(resource, suffix=suffix), name=f"{name}.{suffix}")
    yield path(f"{name}/<public_id:slug>/", DetailView.of(resource), name=one)
    for suffix in _suffixes(formats_of(resource)):
        view = DetailView.of(resource, suffix=suffix)
        yield path(f"{name}/<public_id:slug>.{suffix}", view, name=f"{one}.{suffix}")


def _versions_of(resource: Resource) -> Iterator[URLPattern]:
    name = resource.name
    address = f"{name}/<public_id:slug>/versions/"
    yield path(address, VersionsView.of(resource), name=f"{name}-versions")
    yield path(f"{address}<version:number>/", VersionView.of(resource), name=f"{name}-version")
    for suffix in _suffixes(formats_of(resource)):
        view = VersionView.of(resource, suffix=suffix)
        yield path(f"{address}<version:number>.{suffix}", view, name=f"{name}-version.{suffix}")


def _of_claims(resource: Resource) -> Iterator[URLPattern]:
    address, name = f"claims/<public_id:slug>/{resource.name}", f"claim-{resource.name}"
    yield path(f"{address}/", ListView.of(resource, of_claim=True), name=name)
    for suffix in _suffixes(ListView.formats):
        view = ListView.of(resource, suffix=suffix, of_claim=True)
        yield path(f"{address}.{suffix}", view, name=f"{name}.{suffix}")


def _suffixes(formats: Iterable[Format]) -> list[str]:
    return [one.suffix for one in formats]


urlpatterns = [
    path("", RootView.as_view(), name="root"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocumentationView.as_view(), name="docs"),
    path("changes/", ChangesView.as_view(), name="changes"),
    path("changes/wait/", WaitView.as_view(), name="changes-wait"),
    path("changes/stream/", StreamView.as_view(), name="changes-stream"),
    path("exports/", IndexView.as_view(), name="exports"),
    path("exports/<file_name:path>", FileView.as_view(), name="export"),
    path("exports/<set_name:name>/<file_name:path>", FileView.as_view(named=True), name="export-of-set"),
    path("webhooks/", WebhooksView.as_view(), name="webhooks"),
    path("webhooks/<uuid:endpoint>/", WebhookEndpointView.as_view(), name="webhook"),
    path("webhooks/<uuid:endpoint>/secret/", WebhookSecretView.as_view(), name="webhook-secret"),
    path("webhooks/<uuid:endpoint>/replay/", WebhookReplayView.as_view(), name="webhook-replay"),
    path("webhooks/<uuid:endpoint>/deliveries/", WebhookDeliveriesView.as_view(), name="webhook-deliveries"),
    path("events/<public_id:slug>/matrix/", EventPartView.of("matrix"), name="event-matrix"),
    path("events/<public_id:slug>/figures/", EventPartView.of("figures"), name="event-figures"),
    *(pattern for resource in RESOURCES.values() for pattern in _of(resource)),
    *(pattern for name in VERSIONED for pattern in _versions_of(RESOURCES[name])),
    *(pattern for name in OF_CLAIMS for pattern in _of_claims(RESOURCES[name])),
]
