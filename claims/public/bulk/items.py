"""What else is made of claims: news items (ninjs), and the ratings of named organisations as one feed (schema.org)."""

from __future__ import annotations

from typing import Any

import orjson
from django.conf import settings

from claims.public.bulk import ninjs
from claims.public.bulk.outputs import Output
from claims.public.jsonld import CONTEXT
from claims.public.jsonld.claims import reviews
from claims.public.jsonld.words import registry, stated
from factreg.http import rfc3339

Document = dict[str, Any]


class News:
    """JSON Lines, one item of ninjs a claim."""

    def __init__(self, output: Output) -> None:
        self._output = output

    def add(self, claim: Document) -> None:
        self._output.write(orjson.dumps(ninjs.item(claim), option=orjson.OPT_APPEND_NEWLINE))
        self._output.count(1)

    def close(self) -> None:
        """Nothing follows the last line."""


class Reviews:
    """A DataFeed of ClaimReviews, an element a line."""

    def __init__(self, output: Output, at: Any) -> None:
        self._output = output
        self._between = b"\n"
        head = {
            "@context": CONTEXT,
            **stated(
                type="DataFeed",
                name="factreg: ratings of claims by named organisations",
                description="What organisations rated, in their words. The registry rates nothing.",
                dateModified=rfc3339(at),
                license=settings.LICENCE_URL,
                sdPublisher=registry(),
            ),
        }
        output.write(orjson.dumps(head)[:-1] + b',"dataFeedElement":[')

    def add(self, claim: Document) -> None:
        for review in reviews(claim) if claim["assessments"] else ():
            element = {"@type": "DataFeedItem", "dateModified": claim["updated_at"], "item": review}
            self._output.write(self._between + orjson.dumps(element))
            self._output.count(1)
            self._between = b",\n"

    def close(self) -> None:
        self._output.write(b"\n]}\n")
