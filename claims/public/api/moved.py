"""The way from the address of a record that was merged to the same of its survivor."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from rest_framework.request import Request

from factreg.http import BRIEFLY
from factreg.parameters import Parameters, written
from factreg.purging import HEADER, keys


def moved(request: Request, slug: str, parameters: Parameters, *, name: str = "") -> HttpResponse:
    """301 to the same of another record, or to another address of it by its `name`.

    To be asked about again soon: a merge can be undone. A cursor belongs to the address that it was made for.
    """
    here = request.resolver_match
    address = reverse(f"api:{name or here.url_name}", kwargs={**here.kwargs, "slug": slug})
    query = written(parameters, cursor=None)
    response = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    response.headers["Cache-Control"] = BRIEFLY
    response.headers[HEADER] = keys()
    return response
