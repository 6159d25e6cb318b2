"""The API's versions and what answers under /api/ where nothing is."""

from django.urls import include, path, re_path

from factreg.rest import NothingHere

urlpatterns = [
    path("v1/", include("claims.public.api.urls")),
    # Whatever follows, a line break too, which a dot would not stand for.
    re_path(r"^", NothingHere.as_view()),
]
