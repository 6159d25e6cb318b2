"""Who changes rows, and through what: told to the database for as long as they do, where triggers read it.

Knows no table. What is kept of it is for the triggers of claims.history to say.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from psycopg.pq import TransactionStatus

from factreg.choices import DefinedChoices
from factreg.headers import ADMIN

# Of the session, not of the transaction: a request has several. No pooler that shares sessions can stand in between;
# the start-up options of the connection (factreg/settings.py) rule that out already.
SETTING = "factreg.attribution"


class Via(DefinedChoices):
    """Through what rows are changed."""

    FORM = "form", "A form of the workbench.", "form"
    IMPORT = "import", "A file or table of many rows.", "import"
    ACTION = "action", "A program that calls the actions.", "program"
    COMMAND = "command", "A command of manage.py.", "command"
    SQL = "sql", "SQL that names nobody.", "raw SQL"


@dataclass(frozen=True)
class Attribution:
    """Whose change it is. Empty: not known."""

    by: int | None = None
    name: str = ""
    via: str = ""
    detail: str = ""


NOBODY = Attribution()
_current: ContextVar[Attribution] = ContextVar("attribution", default=NOBODY)


@contextmanager
def attributed(*, by: Any = None, via: str = "", detail: str = "") -> Iterator[None]:
    """Attribute what is written inside; what is not given stays as it is around.

    >>> with attributed(by=user, via=Via.IMPORT, detail="casualties.csv"): ...
    """
    outer = _current.get()
    inner = replace(outer, by=by.pk, name=by.get_username()) if getattr(by, "pk", None) else outer
    inner = replace(inner, via=via or inner.via, detail=detail or inner.detail)
    if inner == outer:
        yield
        return
    token = _current.set(inner)
    _tell(inner)
    try:
        yield
    finally:
        _current.reset(token)
        _tell_again(outer)


def _tell(attribution: Attribution) -> None:
    told = "" if attribution == NOBODY else json.dumps(asdict(attribution))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, false)", [SETTING, told])


def _tell_again(attribution: Attribution) -> None:
    """Tell who it was before, unless the connection is gone, or a roll-back under way takes the setting back."""
    session = connection.connection
    if session is not None and not session.closed and session.info.transaction_status != TransactionStatus.INERROR:
        _tell(attribution)


class AttributionMiddleware:
    """Attributes what is sent to the workbench to who sent it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST" or not request.path_info.startswith(ADMIN) or not request.user.is_authenticated:
            return self.get_response(request)
        with attributed(by=request.user, via=Via.FORM, detail=request.path_info):
            return self.get_response(request)
