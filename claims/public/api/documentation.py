"""`/api/v1/schema/` and `/api/v1/docs/`: the description of the API, and a page that shows it."""

from __future__ import annotations

from functools import cache

import orjson
from csp.decorators import csp_update
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request

from factreg.http import encoding_for, etag, is_current, not_modified, respond
from factreg.parameters import only, read
from factreg.rest import ReadView


class SchemaView(ReadView):
    """OpenAPI 3.1."""

    def get(self, request: Request) -> HttpResponse:
        only(read(request), ())
        body, encoding = openapi(), encoding_for(request)
        tag = etag(body, encoding=encoding)
        if is_current(request, tag):
            return not_modified(tag)
        return respond(request, body, content_type="application/json", tag=tag, encoding=encoding)


# Swagger UI draws its icons from data: addresses in its style sheet.
@method_decorator(csp_update({"img-src": ["data:"]}), name="dispatch")
class DocumentationView(SpectacularSwaggerSplitView):
    """Swagger UI from our own static files: nothing is fetched from elsewhere."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    template_name = "api/docs.html"
    url_name = "api:schema"


@cache
def openapi() -> bytes:
    """The description, made once a process: it follows from the code alone."""
    return orjson.dumps(SchemaGenerator().get_schema(public=True))
