"""Where browsers report what the Content-Security-Policy stopped: taken in, limited, cleaned, counted and logged.

Of a report three words are kept: which directive, what sort of thing was stopped, on what sort of page. No address
of a reader, no browser, no path, no query, no sample of a script.
"""

from __future__ import annotations

import logging
import re
import threading
from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from factreg.clients import address_of, network_of
from factreg.limits import Counts, Policy

logger = logging.getLogger(__name__)

PATH = "/policy-reports"
LARGEST = 16_384
MOST_AT_ONCE = 20
# Of one network; what comes beyond is let fall.
FROM_ONE = Policy("policy-reports", 20, 60)
# Of different reports so many are counted; more than that nobody would read.
MOST_KINDS = 500
_CONTENT_TYPES = {"application/csp-report", "application/reports+json"}
_DIRECTIVE = re.compile(r"[a-z]{3,12}(-[a-z]{3,9}){1,3}", re.ASCII)
_SCHEMES = {"http", "https", "data", "blob", "chrome-extension", "moz-extension"}
_KEYWORDS = {"inline", "eval", "wasm-eval", "data", "blob", "self", "trusted-types-policy", "trusted-types-sink"}

counted: Counter[tuple[str, str, str]] = Counter()
_counts = Counts()
_counting = threading.Lock()


# A browser sends it by itself, without a form.
@csrf_exempt
@never_cache
@require_POST
def policy_reports(request: HttpRequest) -> HttpResponse:
    """204 for whatever is a report, counted or not: who floods learns nothing."""
    if request.content_type not in _CONTENT_TYPES:
        return HttpResponse(status=415)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return HttpResponse(status=413)
    if _counts.take(network_of(address_of(request)), FROM_ONE).admitted:
        try:
            reports = list(_cleaned(request.content_type, orjson.loads(request.body)))
        except (ValueError, TypeError, AttributeError, RecursionError):
            return HttpResponse(status=400)
        for report in reports:
            count(report)
    return HttpResponse(status=204)


def _cleaned(content_type: str, sent: Any) -> Iterable[tuple[str, str, str]]:
    """Both shapes: one report of `report-uri`, and the list of the Reporting API, whose members are in camel case."""
    if content_type == "application/csp-report":
        report = sent["csp-report"] if isinstance(sent, dict) and "csp-report" in sent else {}
        named = report.get("effective-directive") or report.get("violated-directive")
        bodies = [(named, report.get("blocked-uri"), report.get("document-uri"))]
    else:
        reports = [each for each in list(sent)[:MOST_AT_ONCE] if each.get("type") == "csp-violation"]
        bodies = [
            (each["body"].get("effectiveDirective"), each["body"].get("blockedURL"), each["body"].get("documentURL"))
            for each in reports
            if isinstance(each.get("body"), dict)
        ]
    for directive, blocked, document in bodies:
        named = str(directive or "").split(" ")[0]
        if _DIRECTIVE.fullmatch(named):
            yield named, _what(str(blocked or "")), _where(str(document or ""))


def _what(blocked: str) -> str:
    """A keyword, or whether it came from here, or how from elsewhere. No address: extensions have ids."""
    if blocked in _KEYWORDS:
        return blocked
    try:
        found = urlsplit(blocked)
    except ValueError:
        return "other"
    if blocked.startswith(f"{settings.SITE_URL}/"):
        return "here"
    return found.scheme if found.scheme in _SCHEMES else "other"


def _where(document: str) -> str:
    """Which sort of page, by the name of its address's pattern."""
    try:
        return resolve(urlsplit(document).path or "/").view_name or "unnamed"
    except (Resolver404, ValueError):
        return "elsewhere"


def count(report: tuple[str, str, str]) -> None:
    """Count it, and log the first, the tenth, the hundredth …: a flood makes few lines."""
    with _counting:
        if report not in counted and len(counted) >= MOST_KINDS:
            return
        counted[report] += 1
        so_many = counted[report]
    if re.fullmatch(r"10*", str(so_many)):
        directive, what, where = report
        logger.warning("The policy stopped %s (%s) on %s, %s times", directive, what, where, so_many)
