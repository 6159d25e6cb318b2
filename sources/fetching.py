"""Fetching one page from an address that somebody typed, so that it can't be turned against our own network.

Only what is globally routable is connected to; size, time, redirects and type are limited. What a page says is for
sources/reading.py; whether fetching is allowed at all is for who calls.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.core.exceptions import ValidationError

from factreg.text import validate_http_url

LARGEST_PAGE = 5_000_000
SECONDS = 15.0
REDIRECTS = 5
PORTS = (80, 443)
TYPES = ("text/html", "application/xhtml+xml", "text/plain")
USER_AGENT = "factreg (registry of claims; reads one page for an editor)"

Address = tuple[str, int]
Resolver = Callable[[str, int], list[Address]]

_REDIRECTED = (301, 302, 303, 307, 308)
_BLOCK = 65_536
# A host of digits, dots and hexadecimals alone is an address, and one that is not in the usual notation hides it.
_NUMERIC_HOST = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+))*\.?", re.IGNORECASE)
_NAT64 = IPv6Network("64:ff9b::/96")
# Older releases of Python take some of these for global: protocol assignments (Teredo among them), relays, examples.
_UNICAST = IPv6Network("2000::/3")
_SPECIAL = [
    ip_network(special)
    for special in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
]


class NotFetched(Exception):
    """The page could not be had. The message is for the editor, who can go on without it."""


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """The bytes of a page, decompressed, and the address that they came from in the end."""

    url: str
    content: bytes
    content_type: str
    charset: str


def is_routable(address: str) -> bool:
    """Whether an IP address belongs to the public internet, and so does any IPv4 address that it carries inside.

    >>> is_routable("93.184.215.14"), is_routable("169.254.169.254"), is_routable("::ffff:127.0.0.1")
    (True, False, False)
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        inner = parsed.ipv4_mapped or _behind_nat64(parsed)
        if inner is not None:
            return is_routable(str(inner))
        if parsed not in _UNICAST:
            return False
    special = any(parsed in network for network in _SPECIAL)
    return parsed.is_global and not (special or parsed.is_multicast or parsed.is_reserved)


def _behind_nat64(address: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(address) & 0xFFFF_FFFF) if address in _NAT64 else None


def resolve(host: str, port: int) -> list[Address]:
    """The addresses that a host name stands for now."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys((str(address[0]), port) for *_, address in found))


def fetch(
    url: str,
    *,
    seconds: float = SECONDS,
    largest: int = LARGEST_PAGE,
    resolver: Resolver = resolve,
    allowed: Collection[Address] = (),
) -> FetchedPage:
    """The page at an http or https address; NotFetched, with the reason, where it can't or mustn't be had.

    ``allowed`` names addresses and ports that are connected to although they are not public: a test's own server.
    """
    deadline = time.monotonic() + seconds
    for _ in range(REDIRECTS + 1):
        parts = _checked(url)
        page, onward = _get(parts, deadline, largest, resolver, allowed)
        if page is not None:
            return page
        url = urljoin(parts.geturl(), onward)
    raise NotFetched(f"The address was redirected more than {REDIRECTS} times.")


def _checked(url: str) -> SplitResult:
    try:
        validate_http_url(url)
    except ValidationError as error:
        raise NotFetched(error.messages[0]) from error
    parts = urlsplit(url)
    host = parts.hostname or ""
    if _NUMERIC_HOST.fullmatch(host) and not re.fullmatch(r"(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}", host):
        raise NotFetched(f"“{host}” is a number in place of a host; write the host's name.")
    return parts


def _get(
    parts: SplitResult, deadline: float, largest: int, resolver: Resolver, allowed: Collection[Address]
) -> tuple[FetchedPage | None, str]:
    """One request: the page, or the address that it redirects to."""
    with reached(parts.geturl(), deadline=deadline, resolver=resolver, allowed=allowed) as (connection, path):
        connection.request("GET", path, headers=_HEADERS)
        answer = connection.getresponse()
        if answer.status in _REDIRECTED and (onward := answer.getheader("Location")):
            return None, _unmangled(onward)
        return _read(parts.geturl(), answer, largest), ""


@contextmanager
def reached(
    url: str, *, deadline: float, resolver: Resolver | None = None, allowed: Collection[Address] = ()
) -> Iterator[tuple[http.client.HTTPConnection, str]]:
    """A connection to the server of an address, which was checked, and the path to ask for. No redirect is followed.

    It is cut at the deadline (of `time.monotonic()`); whatever goes wrong with it inside the block is NotFetched.
    """
    parts = _checked(url)
    host = _ascii(parts.hostname or "")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    addresses = _routable(host, _in_time(resolver or resolve, host, port, deadline), port, allowed)
    connection = _Connection(host, port, addresses, deadline, secure=parts.scheme == "https", allowed=allowed)
    try:
        with _cut_off(connection, deadline):
            yield connection, _path(parts)
        if time.monotonic() >= deadline:
            raise TimeoutError
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
        raise NotFetched(_worded(error, deadline)) from error
    finally:
        connection.close()


def _unmangled(onward: str) -> str:
    """An address as the header gives it: http.client reads bytes as Latin-1, servers send UTF-8."""
    return quote(onward.encode("latin-1"), safe="/?%:@!$&'()*+,;=~-._#[]")


_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.9",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}


def _ascii(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError as error:
        raise NotFetched(f"“{host}” is no name that a host can have.") from error


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return f"{path}?{quote(parts.query, safe='/?%:@!$&()*+,;=~-._' + chr(39))}" if parts.query else path


def _in_time(resolver: Resolver, host: str, port: int, deadline: float) -> list[Address]:
    """What the host resolves to; a resolver can't be interrupted, so it runs beside and is no longer waited for."""
    outcome: list[Any] = []

    def look_up() -> None:
        try:
            outcome.append(resolver(host, port))
        except (OSError, UnicodeError) as error:
            outcome.append(error)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(max(0.0, deadline - time.monotonic()))
    if not outcome:
        raise NotFetched(f"The host “{host}” could not be looked up in time.")
    if isinstance(outcome[0], Exception) or not outcome[0]:
        raise NotFetched(f"There is no host “{host}”.") from (outcome[0] or None)
    return list(outcome[0])


def _routable(host: str, found: list[Address], port: int, allowed: Collection[Address]) -> list[Address]:
    """All addresses, or none: a host that has one inside our network is not to be trusted with another."""
    if all(address in allowed for address in found):
        return found
    if inside := [address for address, _ in found if not is_routable(address)]:
        raise NotFetched(f"“{host}” is at {inside[0]}, which is no address of the public internet.")
    if port not in PORTS:
        raise NotFetched(f"Pages are read from the ports {PORTS[0]} and {PORTS[1]} only, not from {port}.")
    return found


class _Connection(http.client.HTTPConnection):
    """Connects to the addresses that were checked, never by name, and looks at whom it reached."""

    def __init__(
        self,
        host: str,
        port: int,
        addresses: list[Address],
        deadline: float,
        *,
        secure: bool,
        allowed: Collection[Address],
    ) -> None:
        super().__init__(host, port)
        self.default_port = 443 if secure else 80
        self._addresses, self._deadline, self._secure, self._allowed = addresses, deadline, secure, allowed
        # The connection lets go of its socket once it has the head of an answer that ends with it.
        self.wire: socket.socket | None = None

    def connect(self) -> None:
        self.sock = self.wire = reached = self._reach()
        peer = reached.getpeername()[:2]
        if peer not in self._allowed and not is_routable(peer[0]):
            raise NotFetched(f"“{self.host}” led to {peer[0]}, which is no address of the public internet.")
        if self._secure:
            context = ssl.create_default_context()
            self.sock = self.wire = context.wrap_socket(reached, server_hostname=self.host)

    def _reach(self) -> socket.socket:
        fault: OSError | None = None
        for address in self._addresses:
            left = self._deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            try:
                return socket.create_connection(address, timeout=left)
            except OSError as error:
                fault = error
        raise fault or OSError("no address")


@contextmanager
def _cut_off(connection: _Connection, deadline: float) -> Iterator[None]:
    """Shut the connection at the deadline: a server that sends a byte now and then would otherwise hold it open."""

    def cut() -> None:
        if connection.wire is not None:
            with suppress(OSError):
                connection.wire.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, deadline - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _read(url: str, answer: http.client.HTTPResponse, largest: int) -> FetchedPage:
    if answer.status != 200:
        raise NotFetched(f"The server answered {answer.status} {http.client.responses.get(answer.status, '')}.")
    type_ = answer.headers.get_content_type()
    if type_ not in TYPES:
        raise NotFetched(f"It is no page of text but {type_}.")
    content = b"".join(_decoded(answer, largest))
    return FetchedPage(url, content, type_, answer.headers.get_content_charset() or "")


def _decoded(answer: http.client.HTTPResponse, largest: int) -> Iterator[bytes]:
    """The body block by block, decompressed, and never more than the limit: a few bytes can hold gigabytes."""
    encoding = answer.getheader("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise NotFetched(f"It is compressed in a way that is not read here ({encoding[:40]}).")
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if "gzip" in encoding or encoding == "deflate" else None
    size = 0
    while block := answer.read(_BLOCK):
        content = unpack.decompress(block, largest + 1) if unpack else block
        size += len(content)
        if size > largest or (unpack and unpack.unconsumed_tail):
            raise NotFetched(f"The page is larger than {largest:,} bytes.")
        yield content
    if unpack and not unpack.eof:
        raise NotFetched("The page ended before its time.")


def _worded(error: Exception, deadline: float) -> str:
    if isinstance(error, TimeoutError) or time.monotonic() >= deadline:
        return "The page was not sent in time."
    if isinstance(error, ssl.SSLError):
        return "The server's certificate could not be verified."
    if isinstance(error, OSError):
        return f"The server could not be reached ({error.strerror or type(error).__name__})."
    return "The server's answer could not be read."
