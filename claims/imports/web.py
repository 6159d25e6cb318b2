"""Web addresses as sources with their publishers, where a data set gives nothing but the address."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from claims.imports.foreign import Row, is_address, mark, one_line
from factreg.fields import LINE_LENGTH

_ARCHIVED = re.compile(
    r"https?://(?:web\.archive\.org/web/\d+[a-z_]*/|archive\.(?:is|ph|today|org)/\d+/)(https?:/+.+)", re.I
)
_ARCHIVES = ("archive.org", "archive.is", "archive.ph", "archive.today", "archive.vn", "perma.cc", "ghostarchive.org")
_PLATFORMS = (
    *("facebook.com", "twitter.com", "x.com", "instagram.com", "youtube.com", "youtu.be", "tiktok.com", "reddit.com"),
    *("t.me", "vk.com", "weibo.com", "linkedin.com", "whatsapp.com", "4chan.org", "parler.com", "gab.com"),
)


def add_source(row: Row, address: str, *, archive: str = "", **values: str) -> str | None:
    """Add a source for an address, and its publisher; its slug, or None where it is no address.

    An archived address counts as the address that was archived. `values` are known fields of the source.
    """
    address, archive = _unwrapped(address.strip(), archive.strip())
    if not is_address(address):
        return None
    publisher = values.pop("publisher", "") or add_publisher(row, host_of(address))
    title = values.pop("title", "") or _description(address)
    return row.add(
        "sources",
        f"web-{mark(address)}",
        publisher=publisher,
        **{"kind": "social_post" if _is_of(address, _PLATFORMS) else "article", **values},
        title=one_line(title, "title", longest=LINE_LENGTH),
        url=address,
        archive_url=archive if is_address(archive) else "",
    )


def add_publisher(row: Row, host: str, *, name: str = "", kind: str = "") -> str:
    """Add the publisher behind a host, under the host's name where it is not known by another."""
    slug = re.sub("[^a-z0-9]+", "-", _ascii(host)).strip("-") or f"host-{mark(host)}"
    homepage = f"https://{host}/"
    return row.add(
        "publishers",
        slug,
        name=one_line(name or host, "publisher"),
        kind=kind or _kind_of(host),
        homepage=homepage if is_address(homepage) else "",
    )


def host_of(address: str) -> str:
    """The host of an address without `www.`; of a bare host, itself."""
    host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    return host.removeprefix("www.")


def _unwrapped(address: str, archive: str) -> tuple[str, str]:
    if found := _ARCHIVED.fullmatch(address):
        inner = re.sub(r"^(https?):/+", r"\1://", found[1])
        return (inner, address) if is_address(inner) else (address, archive)
    if not archive and is_address(address) and _is_of(address, _ARCHIVES):
        return address, address
    return address, archive if archive != address else ""


def _kind_of(host: str) -> str:
    if host in _PLATFORMS:
        return "social_platform"
    if re.search(r"(^|\.)gov(\.[a-z]{2})?$|\.mil$", host):
        return "government"
    return "organisation" if re.search(r"\.(org|edu|int)(\.[a-z]{2})?$", host) else "outlet"


def _is_of(address: str, hosts: tuple[str, ...]) -> bool:
    host = host_of(address)
    return any(host == one or host.endswith(f".{one}") for one in hosts)


def _description(address: str) -> str:
    """A neutral title for a page of which only the address is known."""
    path = address.split("//", 1)[-1].removeprefix("www.")
    return path if len(path) <= 120 else f"{path[:119]}…"


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.lower()
