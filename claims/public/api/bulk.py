"""`/api/v1/exports/` and the bulk files under it: of the set in place, or by name of the set that it was."""

from __future__ import annotations

from typing import Any

import orjson
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from rest_framework.request import Request

from claims.public.api.operations import in_path, operation
from claims.public.bulk import storing
from claims.public.bulk.outputs import MEDIA_TYPES, PACKED_TYPES, Facts
from claims.public.bulk.shelf import SETS, Set, current, kept, licence, may_be_served
from claims.public.describing import Schema, ref
from factreg.formats import Format
from factreg.http import BRIEFLY, encoding_for, etag, is_current, not_modified, respond
from factreg.parameters import only, read
from factreg.problems import Problem, add_headers
from factreg.purging import HEADER, keys
from factreg.ranges import send
from factreg.rest import ReadView

# Where a set is withheld: about as long as the next one takes.
RETRY_AFTER = 60
# Whatever Accept says: the address names the file, and the file has its type.
FILE = Format("file", "application/octet-stream")
EXPOSED = "Accept-Ranges, Content-Range, Repr-Digest"


class IndexView(ReadView):
    """What there is to load, and of which state."""

    def describe(self) -> Schema:
        return operation(
            "list-exports",
            "The bulk files: all that is public at one position of the ledger, built once a day.",
            tag="exports",
            parameters=[],
            sends=ref("Exports"),
        )

    def get(self, request: Request) -> HttpResponse:
        only(read(request), ())
        body, encoding = orjson.dumps(index()), encoding_for(request)
        tag = etag(body, encoding=encoding)
        if is_current(request, tag):
            return not_modified(tag)
        return respond(request, body, content_type="application/json", tag=tag, encoding=encoding)


class FileView(ReadView):
    """A file of the set in place; `named`: of a set by its name, while it is kept."""

    formats = (FILE,)
    suffix = FILE.suffix
    named = False

    def describe(self) -> Schema:
        name = [in_path("name", "The set, as the index names it.")] if self.named else []
        described = operation(
            "read-export-of-set" if self.named else "read-export",
            f"A bulk file of {'a set that is kept' if self.named else 'the set in place'}. `Range` and `If-Range` are "
            "answered; `Accept-Encoding` gets the compressed copy. While a set is withheld because something in it was "
            "taken down, the answer is a 503 with `Retry-After`.",
            tag="exports",
            parameters=[*name, in_path("path", "The file, as the index names it.")],
            sends={"type": "string", "contentMediaType": FILE.media_type},
            media_type=FILE.media_type,
            errors=(400, 404, 503),
        )
        # The address names the file, and the file has its type.
        described["responses"]["200"]["content"] = {
            media_type: {"schema": _content(media_type)}
            for media_type in sorted({*MEDIA_TYPES.values(), *PACKED_TYPES.values()})
        }
        described["responses"] |= {
            "206": {"description": "The range that was asked for."},
            "302": {"description": "The file is on an object store, at Location."},
            "416": {"description": "The range begins behind the end of the file."},
        }
        return described

    def get(self, request: Request, path: str, name: str = "") -> HttpResponseBase:
        only(read(request), ())
        directory = settings.EXPORT_DIR
        found = kept(directory, name) if name else current(directory)
        file = found.find(path) if found else None
        if found is None or file is None:
            raise Problem(404, "not-found", "There is no such file. /api/v1/exports/ lists what there is.")
        if not may_be_served(found):
            raise withheld()
        sent, encoding = _in_the_best_encoding(request, file)
        if is_current(request, f'"{sent.sha256}"'):
            response: HttpResponseBase = not_modified(f'"{sent.sha256}"')
        elif address := storing.address(found, sent.path):
            response = HttpResponseRedirect(address)
        else:
            try:
                response = send(request, directory / SETS / found.name / sent.path, size=sent.bytes, sha256=sent.sha256)
            except FileNotFoundError:
                # A set was taken away since it was looked for.
                raise withheld() from None
        add_headers(response, _headers(found, file, encoding))
        return response

    def finalize_response(
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        response = super().finalize_response(request, response, *args, **kwargs)
        exposed = response.headers.get("Access-Control-Expose-Headers", "")
        response.headers["Access-Control-Expose-Headers"] = ", ".join(filter(None, (exposed, EXPOSED)))
        return response


def _content(media_type: str) -> Schema:
    """What a file of that type is: a JSON object, as the package's description is, or else a text or bytes."""
    if media_type.endswith(("/json", "+json")):
        return {"type": "object"}
    return {"type": "string", "contentMediaType": media_type}


def index() -> dict[str, Any]:
    """The index of the set in place, with addresses; of none while nothing was built yet."""
    found = current(settings.EXPORT_DIR)
    if found is None:
        beside = {"set": None, "position": None, "at": None, "built_at": None, "release": None}
        return {**beside, "licence": licence(), "withheld": False, "files": [], "changes": []}
    document = found.document()
    for file in (*document["files"], *document["changes"]):
        for one in (file, *file["compressed"].values()):
            one["url"] = reverse("api:export-of-set", kwargs={"name": found.name, "path": one["path"]})
    return {**document, "withheld": not may_be_served(found)}


def withheld() -> Problem:
    problem = Problem(
        503, "withheld", "Something was taken down since these files were built; they are being built anew."
    )
    problem.headers["Retry-After"] = str(RETRY_AFTER)
    return problem


def _in_the_best_encoding(request: Request, file: Facts) -> tuple[Facts, str]:
    """The compressed copy that the client takes, if there is one, and the name of its encoding."""
    encoding = encoding_for(request)
    copy = file.compressed.get(encoding)
    if copy is None:
        return file, ""
    return Facts(copy.path, file.media_type, file.rows, copy.bytes, copy.sha256), encoding


def _headers(found: Set, file: Facts, encoding: str) -> dict[str, str]:
    headers = {
        "Content-Type": file.media_type,
        "Content-Disposition": f'attachment; filename="{file.path}"',
        "Ledger-Position": str(found.position),
        "Cache-Control": BRIEFLY,
        HEADER: keys(),
    }
    return headers | ({"Content-Encoding": encoding} if encoding else {})
