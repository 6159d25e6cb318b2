"""Addresses of pages: when two of them lead to the same page, and whose they are.

Knows text only; whether an address may be fetched is decided in sources/fetching.py.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

# What campaigns and social networks hang on an address; it names no other page.
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|igshid|igsh|mc_cid|mc_eid|_ga|_gl|_hsenc"
    r"|_hsmi|mkt_tok|oly_anon_id|oly_enc_id|vero_id|wickedid|at_(medium|campaign)|ns_\w+|xtor|ref_src|ref_url|smid"
    r"|cmpid|guccounter|guce_referrer|guce_referrer_sig|spm|share|__twitter_impression",
    re.IGNORECASE,
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LEADING = re.compile(r"(?:www\d?|m|mobile|amp)\.(?=.+\.)")


def normalised(url: str) -> str:
    """One text for all addresses of a page; empty where there is no address that can be read.

    Scheme, case of the host, ``www.``, default port, fragment, tracking parameters, the order of the others and a
    slash at the end make no difference. It is compared, never shown or fetched.

    >>> normalised("HTTP://www.Example.org:80/a/?b=2&utm_source=x&a=1#top")
    'example.org/a?a=1&b=2'
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return ""
    host = host_of(url)
    if not host or parts.scheme not in _DEFAULT_PORTS:
        return ""
    place = host if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._").rstrip("/")
    query = _query(parts)
    return f"{place}{path}?{query}" if query else f"{place}{path}"


def url_key(url: str) -> str:
    """SHA-256 of the normalised address, by which it is looked up; empty where there is none."""
    same = normalised(url)
    return hashlib.sha256(same.encode("utf-8", "surrogatepass")).hexdigest() if same else ""


def host_of(url: str) -> str:
    """The host of an address, in lower case and ASCII, without ``www.`` and its like."""
    try:
        host = (urlsplit(url.strip()).hostname or "").rstrip(".")
    except ValueError:
        return ""
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:
            return host
    return _LEADING.sub("", host, count=1)


def _query(parts: SplitResult) -> str:
    given = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None)
    return urlencode(sorted(pair for pair in given if not _TRACKING.fullmatch(pair[0])))
