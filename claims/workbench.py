"""The admin's application and site: the stock ones, but for what search boxes offer. claims.admin fills the site.

Knows no model: it is imported before there are any.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class Suggestions(AutocompleteJsonView):
    """What a search box offers, in the order and the words of the admin class whose records they are."""

    def get_queryset(self) -> Any:
        found = super().get_queryset()
        best_first = getattr(self.model_admin, "best_first", None)
        return best_first(self.request, found, self.term) if best_first else found

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        words = getattr(self.model_admin, "label_of", str)
        return {**super().serialize_result(obj, to_field_name), "text": words(obj)}


class Workbench(AdminSite):
    site_header = "factreg workbench"
    site_title = "factreg workbench"
    index_title = "Records"
    site_url = f"{settings.PUBLIC_URL}/"

    def get_urls(self) -> list[Any]:
        """Those of the stock site, and what admin classes have at its top (`site_urls`)."""
        own = [url for each in self._registry.values() for url in getattr(each, "site_urls", list)()]
        return [*own, *super().get_urls()]

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:
        return Suggestions.as_view(admin_site=self)(request)


class WorkbenchConfig(AdminConfig):
    default_site = "claims.workbench.Workbench"

    def ready(self) -> None:
        """Fill the site, unless told that nobody will ask for it."""
        if settings.WORKBENCH:
            super().ready()
