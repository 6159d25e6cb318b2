"""What Prometheus reads at /metrics: how requests were answered, and gauges that settings name. 404 unless allowed.

`serve` gives its workers one directory for their counts (PROMETHEUS_MULTIPROC_DIR), so that any of them tells those of
all; without it a process tells its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from ipaddress import ip_address

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from factreg.clients import address_of

MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"
_OWN = CollectorRegistry()
_ANSWERED = Counter("factreg_requests", "Requests answered.", ["part", "method", "status"], registry=_OWN)
_SECONDS = Histogram(
    "factreg_request_seconds",
    "Until an answer began.",
    ["part"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=_OWN,
)
# By how routes begin, the first that fits: few, so that each can be watched. Whatever else the code knows is a page.
_PARTS = (
    ("/admin/", "workbench"),
    ("/api/v1/exports/", "bulk"),
    ("/api/v1/changes/", "feed"),
    ("/api/", "api"),
    ("/log/", "log"),
    ("/static/", "static"),
    ("/healthz", "operation"),
    ("/readyz", "operation"),
    ("/metrics", "operation"),
    ("-", "none"),
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Gauge:
    """One value of now, or several that labels tell apart."""

    name: str
    help: str
    value: float = 0
    by: Mapping[tuple[str, ...], float] = field(default_factory=dict)
    labels: tuple[str, ...] = ()


def part_of(route: str) -> str:
    """
    >>> part_of("/api/v1/claims/<slug:slug>/"), part_of("/claims/<slug:slug>/"), part_of("-")
    ('api', 'pages', 'none')
    """
    return next((part for begin, part in _PARTS if route.startswith(begin)), "pages")


def count(*, route: str, method: str, status: int, seconds: float) -> None:
    """Count a request that was answered. Costs nothing where nobody may read the counts."""
    if not settings.METRICS:
        return
    part = part_of(route)
    _ANSWERED.labels(part, method if method in _METHODS else "other", str(status)).inc()
    _SECONDS.labels(part).observe(seconds)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """All that is measured, in Prometheus' text format."""
    if not _may_read(request):
        raise Http404
    registry = CollectorRegistry()
    registry.register(_Gauges())
    counts = registry if os.environ.get(MULTIPROCESS) else _OWN
    if counts is registry:
        MultiProcessCollector(registry)
        return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    return HttpResponse(generate_latest(_OWN) + generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    """By the token of the settings, or from one of their networks."""
    shown = request.META.get("HTTP_AUTHORIZATION", "").encode()
    if settings.METRICS_TOKEN and compare_digest(shown, f"Bearer {settings.METRICS_TOKEN}".encode()):
        return True
    try:
        address = ip_address(address_of(request))
    except ValueError:
        return False
    return any(address in network for network in settings.METRICS_NETWORKS)


class _Gauges(Collector):
    """What is read when it is asked for. What can't be read is left out, and that is told."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        failed = 0
        for path in settings.METRICS_GAUGES:
            try:
                found = list(import_string(path)())
            except (DatabaseError, InterfaceError, OSError):
                failed += 1
            else:
                yield from map(_family, found)
        yield GaugeMetricFamily("factreg_gauges_failed", "How many sources of gauges could not be read.", value=failed)


def _family(gauge: Gauge) -> GaugeMetricFamily:
    if not gauge.labels:
        return GaugeMetricFamily(gauge.name, gauge.help, value=gauge.value)
    family = GaugeMetricFamily(gauge.name, gauge.help, labels=gauge.labels)
    for labels, value in gauge.by.items():
        family.add_metric(labels, value)
    return family


Gauges = Iterable[Gauge]
