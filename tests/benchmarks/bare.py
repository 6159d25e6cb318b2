"""The limit: a WSGI handler with psycopg and orjson alone, sending the stored documents of one filtered list.

It answers what it was written for and nothing else: no other filter, no cursor, no position, no error but a traceback.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

import orjson
import psycopg
from django.conf import settings

from factreg.parents import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factreg.settings")
_DATABASE = settings.DATABASES["public"]
_VOICES = """
WITH RECURSIVE voice(slug) AS (
    SELECT %s::text UNION
    SELECT actor.slug FROM ledger_publishedactor AS actor JOIN voice ON actor.speaks_for = voice.slug
    WHERE actor.to_seq IS NULL
)
SELECT 'actor:' || slug FROM voice
"""
_PAGE = """
SELECT document FROM ledger_publishedclaim WHERE to_seq IS NULL AND document IS NOT NULL AND kind = ANY(%s) {}
ORDER BY first_seq DESC LIMIT 50
"""
_BY_KIND = _PAGE.format("")
_BY_KIND_AND_ACTOR = _PAGE.format("AND facets && %s")
_here = threading.local()

die_with_parent()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    query = parse_qs(environ["QUERY_STRING"])
    connection = _connection()
    if actors := query.get("actor"):
        tokens = [token for (token,) in connection.execute(_VOICES, actors, prepare=True)]
        rows = connection.execute(_BY_KIND_AND_ACTOR, [query["kind"], tokens], prepare=True)
    else:
        rows = connection.execute(_BY_KIND, [query["kind"]], prepare=True)
    body = orjson.dumps({"results": [orjson.Fragment(document) for (document,) in rows]})
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def _connection() -> psycopg.Connection[Any]:
    if not hasattr(_here, "connection"):
        # The registry's own options, of which custom plans matter most: a generic one knows no values.
        _here.connection = psycopg.connect(
            host=_DATABASE["HOST"],
            dbname=_DATABASE["NAME"],
            user=_DATABASE["USER"],
            options=_DATABASE["OPTIONS"]["options"],
            autocommit=True,
        )
    connection: psycopg.Connection[Any] = _here.connection
    return connection
