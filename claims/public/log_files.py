"""The public log as it is served: the files under LOG_DIR, at the addresses that C2SP's tlog-tiles says.

Nothing in them is text of a record, so that nothing in them is ever taken down: full tiles are kept for good.
A deployment may as well have its proxy serve the directory.
"""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from claims.public.pages import errors
from factreg.http import BRIEFLY, encoding_for, etag, is_current, not_modified, respond

TEXTS = ("checkpoint", "keys")
# Level and index of a tile; with its width, if it is a partial one.
INDEX = r"(?:x[0-9]{3}/){0,5}[0-9]{3}"
WIDTH = r"(?:[1-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])"
TILE = rf"tile/(?:entries|[0-9]|[1-5][0-9]|6[0-3])/{INDEX}(?P<partial>\.p/{WIDTH})?"
TEXT = "text/plain; charset=utf-8"
BINARY = "application/octet-stream"
FOR_GOOD = "public, max-age=31536000, immutable"
# It never changes either, but goes when the full one is there.
FOR_AN_HOUR = "public, max-age=3600"


def published_keys() -> str:
    """What verifies the signatures of the log; empty while there is none."""
    try:
        return (settings.LOG_DIR / "keys").read_text("utf-8")
    except FileNotFoundError:
        return ""


@require_safe
def log_text(request: HttpRequest, name: str) -> HttpResponse:
    """The last checkpoint, or the keys that sign it."""
    return _served(request, name, content_type=TEXT, cache_control=BRIEFLY)


@require_safe
def log_tile(request: HttpRequest, path: str, partial: str | None = None) -> HttpResponse:
    """A tile of hashes, or a bundle of entries."""
    return _served(request, path, content_type=BINARY, cache_control=FOR_AN_HOUR if partial else FOR_GOOD)


def _served(request: HttpRequest, path: str, *, content_type: str, cache_control: str) -> HttpResponse:
    try:
        body = (settings.LOG_DIR / path).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return errors.not_found()
    # Hashes can't be made smaller.
    encoding = encoding_for(request) if "entries/" in path else ""
    tag = etag(sha256(body).hexdigest(), encoding=encoding)
    if is_current(request, tag):
        response = not_modified(tag, cache_control=cache_control)
    else:
        response = respond(
            request, body, content_type=content_type, tag=tag, encoding=encoding, cache_control=cache_control
        )
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
