"""Every address of the registry."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from factreg.contact import security_txt
from factreg.health import healthz, readyz
from factreg.metrics import metrics
from factreg.policy_reports import PATH, policy_reports

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", include("factreg.api")),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path(PATH.removeprefix("/"), policy_reports, name="policy-reports"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    path("metrics", metrics, name="metrics"),
    path("", include("claims.public.format_urls")),
    *i18n_patterns(path("", include("claims.public.page_urls")), prefix_default_language=False),
]

handler400 = "claims.public.pages.errors.handler400"
handler404 = "claims.public.pages.errors.handler404"
handler500 = "claims.public.pages.errors.handler500"
