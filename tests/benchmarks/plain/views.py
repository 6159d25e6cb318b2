"""The plain way's views: a viewset with filters, offset paging and count; a page by the ORM; a streamed export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django_filters import CharFilter, FilterSet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.pagination import PageNumberPagination
from rest_framework.utils.encoders import JSONEncoder
from rest_framework.viewsets import ReadOnlyModelViewSet

from claims.models import Claim
from factreg.records import PublicState
from tests.benchmarks.plain.serializers import ClaimSerializer

_VOICES = ("actor__slug", "actor__speaks_for__slug", "actor__speaks_for__speaks_for__slug")


def public_claims() -> QuerySet[Any]:
    claims = Claim.objects.filter(public_state=PublicState.PUBLISHED)
    return claims.with_parts().prefetch_related("rests_on").order_by("-id")


class ClaimFilters(FilterSet):
    """`actor`: with any stance, and with those that speak for it, as deep as the generated chains go."""

    actor = CharFilter(method="of_actor")

    class Meta:
        model = Claim
        fields = ["kind", "language"]

    def of_actor(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        conditions = Q()
        for path in _VOICES:
            conditions |= Q(**{f"statements__{path}": value})
        return queryset.filter(conditions).distinct()


class Pages(PageNumberPagination):
    page_size = 50


class ClaimViewSet(ReadOnlyModelViewSet[Claim]):
    queryset = public_claims()
    serializer_class = ClaimSerializer
    filter_backends = [DjangoFilterBackend]
    filterset_class = ClaimFilters
    pagination_class = Pages
    lookup_field = "slug"


def export(request: HttpRequest) -> StreamingHttpResponse:
    """One serialised claim a line, fetched by the thousand. `most` bounds what would take minutes."""
    claims = public_claims().order_by("slug")[: int(request.GET["most"])]
    return StreamingHttpResponse(_lines(claims), content_type="application/jsonl")


def _lines(claims: QuerySet[Any]) -> Iterator[str]:
    for claim in claims.iterator(chunk_size=1000):
        yield json.dumps(ClaimSerializer(claim).data, cls=JSONEncoder) + "\n"
