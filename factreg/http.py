"""What public answers have in common: ETags, conditional requests, compression, headers for caches."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import blake2b

import zstandard
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from factreg.purging import HEADER, keys

# Shared caches keep an answer long enough to take a crowd off the server, and are rid of it within five seconds of a
# takedown, its way from here to there included. Readers' own caches ask each time, which is a 304: else they would keep
# for as long again what a shared cache had just before it was taken down. Nobody may serve what is older than that.
BRIEFLY = "public, max-age=0, s-maxage=4, must-revalidate"
ALWAYS_ASK = "public, no-cache"

SMALLEST_COMPRESSED = 500
ENCODINGS = ("zstd", "gzip")
_ACCEPTED = re.compile(r"\s*([\w*-]+)\s*(?:;\s*q\s*=\s*([\d.]+))?\s*", re.ASCII)


def rfc3339(moment: datetime) -> str:
    """UTC with microseconds, always in the same length: `2020-09-29T12:00:00.000000Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def encoding_for(request: HttpRequest) -> str:
    """The encoding to send: zstd, gzip, or empty for none."""
    header = request.META.get("HTTP_ACCEPT_ENCODING")
    if not header:
        return ""
    weights = {}
    for part in header.lower().split(","):
        if match := _ACCEPTED.fullmatch(part):
            weights[match[1]] = match[2] is None or match[2].strip("0.") != ""
    anything = weights.get("*", False)
    return next((name for name in ENCODINGS if weights.get(name, anything)), "")


def etag(*parts: object, encoding: str = "") -> str:
    """A strong ETag of the parts and of what else decides the bytes: the release and the encoding."""
    text = "\n".join([settings.RELEASE, encoding, *map(str, parts)])
    return f'"{blake2b(text.encode(), digest_size=15).hexdigest()}"'


def is_current(request: HttpRequest, tag: str) -> bool:
    """Whether the client says that it has the answer with this tag."""
    header = request.META.get("HTTP_IF_NONE_MATCH")
    if not header:
        return False
    known = [one.strip().removeprefix("W/") for one in header.split(",")]
    return tag in known or "*" in known


def not_modified(tag: str, *, cache_control: str = BRIEFLY, record: str = "") -> HttpResponse:
    return _cached(HttpResponse(status=304), tag, cache_control, record)


def respond(
    request: HttpRequest,
    body: bytes,
    *,
    content_type: str,
    tag: str,
    encoding: str,
    cache_control: str = BRIEFLY,
) -> HttpResponse:
    """The body in the encoding that its tag was made for; for HEAD its headers alone."""
    if encoding:
        body = compress(body, encoding)
    response = HttpResponse(b"" if request.method == "HEAD" else body, content_type=content_type)
    response.headers["Content-Length"] = str(len(body))
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return _cached(response, tag, cache_control)


def compress(body: bytes, encoding: str) -> bytes:
    if encoding == "zstd":
        return zstandard.ZstdCompressor(level=1).compress(body)
    compressor = zlib.compressobj(1, wbits=31)
    return compressor.compress(body) + compressor.flush()


def compressed(blocks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The blocks as one compressed stream."""
    compressor = (
        zstandard.ZstdCompressor(level=1).compressobj() if encoding == "zstd" else zlib.compressobj(1, wbits=31)
    )
    try:
        for block in blocks:
            if sent := compressor.compress(block):
                yield sent
    except Exception:
        # What came before the error, a sign of it included, is not to stay behind.
        yield compressor.flush()
        raise
    yield compressor.flush()


def _cached(response: HttpResponse, tag: str, cache_control: str, record: str = "") -> HttpResponse:
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = cache_control
    response.headers[HEADER] = keys(record)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
