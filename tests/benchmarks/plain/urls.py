"""The plain way's addresses, those of the registry."""

from django.urls import include, path
from rest_framework.routers import DefaultRouter

from tests.benchmarks.plain import pages, views

router = DefaultRouter()
router.register("claims", views.ClaimViewSet)

urlpatterns = [
    path("api/v1/claims.jsonl", views.export),
    path("api/v1/", include(router.urls)),
    path("claims/<slug:slug>/", pages.claim_page),
]
