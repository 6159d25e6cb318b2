"""Every address of the registry."""

from django.contrib import admin
from django.urls import include, path

from factreg.health import healthz, readyz

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", include("factreg.api")),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("claims.public.page_urls")),
]

handler400 = "claims.public.pages.errors.handler400"
handler404 = "claims.public.pages.errors.handler404"
handler500 = "claims.public.pages.errors.handler500"
