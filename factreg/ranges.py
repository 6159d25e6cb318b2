"""A file to a client: whole, or the part that it asks for (RFC 9110, ranges of bytes).

One range at a time: who asks for several gets the whole, which the standard allows.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from factreg.downloads import place_for

BLOCK = 256 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class Unsatisfiable(Exception):
    """The range begins behind the end of the file."""


def part_asked_for(request: HttpRequest, *, size: int, tag: str) -> tuple[int, int] | None:
    """First and last byte of the range that was asked for; None where the whole is to be sent.

    What can't be read is ignored, and a range of what the client holds another version of (`If-Range`).
    """
    match = _RANGE.fullmatch(request.META.get("HTTP_RANGE", "").replace(" ", ""))
    if match is None or request.META.get("HTTP_IF_RANGE", tag) != tag:
        return None
    first, last = match.groups()
    if not first:
        return _the_last(int(last), size) if last else None
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable
    return int(first), min(int(last), size - 1) if last else size - 1


def _the_last(length: int, size: int) -> tuple[int, int]:
    if not length or not size:
        raise Unsatisfiable
    return max(0, size - length), size - 1


def send(request: HttpRequest, path: Path, *, size: int, sha256: str) -> HttpResponseBase:
    """The file, or the range of it that was asked for, under a tag that is its digest."""
    tag = f'"{sha256}"'
    try:
        asked = part_asked_for(request, size=size, tag=tag)
    except Unsatisfiable:
        return _headed(HttpResponse(status=416), sha256, {"Content-Range": f"bytes */{size}"})
    first, last = asked or (0, size - 1)
    length = {"Content-Length": str(last - first + 1)}
    if asked:
        length["Content-Range"] = f"bytes {first}-{last}/{size}"
    status = 206 if asked else 200
    if request.method == "HEAD":
        return _headed(HttpResponse(status=status), sha256, length)
    with place_for(request) as place:
        blocks = place.give(Part(path, first, last))
    return _headed(StreamingHttpResponse(blocks, status=status), sha256, length)


def _headed(response: HttpResponseBase, sha256: str, more: dict[str, str]) -> HttpResponseBase:
    digest = base64.b64encode(bytes.fromhex(sha256)).decode()
    headers = {"Accept-Ranges": "bytes", "ETag": f'"{sha256}"', "Repr-Digest": f"sha-256=:{digest}:", **more}
    for name, value in headers.items():
        response.headers[name] = value
    return response


class Part:
    """The bytes of a file between two places. It is open from the start: its name may be gone before it is sent."""

    def __init__(self, path: Path, first: int, last: int) -> None:
        self._file = path.open("rb")
        self._file.seek(first)
        self._left = last - first + 1

    def __iter__(self) -> Iterator[bytes]:
        while self._left and (block := self._file.read(min(BLOCK, self._left))):
            self._left -= len(block)
            yield block
        self.close()

    def close(self) -> None:
        self._file.close()
