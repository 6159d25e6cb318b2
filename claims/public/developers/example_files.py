"""The files of docs/examples, as the guide offers them."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from claims.public.pages import errors
from claims.public.pages.serving import serve
from factreg.embedded import BASE_DIR

CONTENT_TYPE = "text/x-python; charset=utf-8"


@cache
def example_files() -> dict[str, bytes]:
    """The files by name: nothing else can be asked for."""
    return {path.name: path.read_bytes() for path in (BASE_DIR / "docs" / "examples").glob("*.py")}


@require_safe
def example_file(request: HttpRequest, name: str) -> HttpResponse:
    body = example_files().get(name)
    if body is None:
        return errors.not_found()
    identity = ("example", name, sha256(body).hexdigest())
    return serve(request, identity=identity, render=lambda: body, content_type=CONTENT_TYPE)
