"""The list endpoint with one layer after another taken off, to see what each costs. Served by layered.py.

Each view answers the lists by kind with the same documents as the endpoint itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.urls import path

from claims.ledger.published import PublishedClaim
from claims.public.api.lists import ListView
from claims.public.lists import Listing, snapshot_of
from claims.public.resources import RESOURCES
from factreg.filters import AnyOf
from factreg.pagination import PageRequest
from factreg.parameters import read

CLAIMS = RESOURCES["claims"]
_SQL = """
SELECT document FROM ledger_publishedclaim WHERE to_seq IS NULL AND document IS NOT NULL AND kind = ANY(%s)
ORDER BY first_seq DESC LIMIT 51
"""


def without_framework(request: HttpRequest) -> HttpResponse:
    """No REST framework: filters and pages as they are."""
    parameters = read(request)
    asked = PageRequest.read(parameters, path=request.path, orders=CLAIMS.orders)
    page = Listing.read(CLAIMS, parameters, at=snapshot_of(parameters)).page(asked)
    return _answer_bytes(page.documents)


def without_paging(request: HttpRequest) -> HttpResponse:
    """No cursors: the first rows in the first order."""
    parameters = read(request)
    at = snapshot_of(parameters)
    rows = Listing.read(CLAIMS, parameters, at=at).rows(at).order_by("-first_seq")
    return _answer(list(rows.values_list("document", flat=True)[:51])[:50])


def without_filters(request: HttpRequest) -> HttpResponse:
    """No filter set: a query of the ORM written for the one parameter."""
    kinds = read(request)["kind"]
    rows = PublishedClaim.objects.using("public").current().filter(AnyOf("kind", kinds)).order_by("-first_seq")
    return _answer(list(rows.values_list("document", flat=True)[:51])[:50])


def without_orm(request: HttpRequest) -> HttpResponse:
    """No ORM: the query as text, over Django's connection."""
    with connections["public"].cursor() as cursor:
        cursor.execute(_SQL, [read(request)["kind"]])
        return _answer([document for (document,) in cursor.fetchall()][:50])


def _answer(documents: list[str]) -> HttpResponse:
    return _answer_bytes([document.encode() for document in documents])


def _answer_bytes(documents: list[bytes]) -> HttpResponse:
    body = b'{"results":[%b]}' % b",".join(documents)
    return HttpResponse(body, content_type="application/json", headers={"Content-Length": str(len(body))})


# What is taken off, one after the other, and the view without it and all before it.
LAYERS: dict[str, Callable[..., HttpResponse]] = {
    "middleware": ListView.of(CLAIMS),
    "REST framework, ETag and links": without_framework,
    "cursor paging": without_paging,
    "filter set": without_filters,
    "ORM": without_orm,
}
urlpatterns = [path("api/v1/claims/", LAYERS[os.environ["BENCH_LAYER"]])] if os.environ.get("BENCH_LAYER") else []
