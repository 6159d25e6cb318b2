"""Fetching a page: what is read, what is refused, and that nothing inside our network is ever connected to."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

import pytest

from sources import fetching
from sources.fetching import FetchedPage, NotFetched, fetch, is_routable
from tests.sources.servers import Server, answer, drip, serving

pytestmark = pytest.mark.no_database

PAGES = {
    "/": answer(),
    "/plain": answer(b"Words.", type_="text/plain"),
    "/gzip": answer(gzip.compress(b"<p>Packed.</p>"), Content_Encoding="gzip"),
    "/deflate": answer(zlib.compress(b"<p>Packed.</p>"), Content_Encoding="deflate"),
    "/moved": answer(b"", status="301 Moved Permanently", Location="/"),
    "/moved-to-letters": answer(b"", status="302 Found", Location="/\u00e9t\u00e9"),
    "/%C3%A9t%C3%A9": answer(b"<p>Summer.</p>"),
    "/in-circles": answer(b"", status="302 Found", Location="/in-circles"),
    "/to-a-file": answer(b"", status="302 Found", Location="file:///etc/passwd"),
    "/to-metadata": answer(b"", status="302 Found", Location="http://169.254.169.254/latest/"),
    "/image": answer(b"\x89PNG", type_="image/png"),
    "/missing": answer(b"", status="404 Not Found"),
    "/large": answer(b"x" * 3_000),
    "/bomb": answer(gzip.compress(b"x" * 50_000_000), Content_Encoding="gzip"),
    "/bomb-in-blocks": answer(zlib.compress(b"x" * 50_000_000), Content_Encoding="deflate"),
    "/brotli": answer(b"packed", Content_Encoding="br"),
    "/cut-short": answer(gzip.compress(b"<p>Packed.</p>")[:-9], Content_Encoding="gzip"),
    "/not-packed": answer(b"not gzip", Content_Encoding="gzip"),
    "/cookie": answer(Set_Cookie="a=b"),
    "/garbage": b"garbage\r\n\r\n",
    "/silence": b"",
}


@pytest.fixture
def server() -> Iterator[Server]:
    def answers(path: str) -> bytes | Iterator[bytes]:
        return drip(b" ", pause=0.05) if path == "/dripping" else PAGES[path]

    with serving(answers) as server:
        yield server


def read(server: Server, path: str) -> FetchedPage:
    return fetch(server.url(path), allowed=[server.address], seconds=1.5, largest=2_000)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("/", b"<p>Words.</p>"),
        ("/plain", b"Words."),
        ("/gzip", b"<p>Packed.</p>"),
        ("/deflate", b"<p>Packed.</p>"),
        ("/moved", b"<p>Words.</p>"),
        ("/moved-to-letters", b"<p>Summer.</p>"),
    ],
)
def test_page_is_read(server: Server, path: str, content: bytes) -> None:
    assert read(server, path).content == content


def test_page_knows_where_it_came_from_in_the_end(server: Server) -> None:
    assert read(server, "/moved") == FetchedPage(server.url("/"), b"<p>Words.</p>", "text/html", "utf-8")


def test_request_says_who_asks_and_sends_nothing_of_the_editor(server: Server) -> None:
    read(server, "/cookie")
    read(server, "/moved")

    names = {line.split(":")[0] for asked in server.asked for line in asked.splitlines()[1:] if line}
    assert names == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert all("User-Agent: factreg" in asked for asked in server.asked)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/in-circles", "redirected more than 5 times"),
        ("/to-a-file", "does not begin with http"),
        ("/to-metadata", "169.254.169.254, which is no address of the public internet"),
        ("/image", "no page of text but image/png"),
        ("/missing", "answered 404 Not Found"),
        ("/large", "larger than 2,000 bytes"),
        ("/bomb", "larger than 2,000 bytes"),
        ("/bomb-in-blocks", "larger than 2,000 bytes"),
        ("/brotli", "compressed in a way"),
        ("/cut-short", "ended before its time"),
        ("/not-packed", "could not be read"),
        ("/garbage", "could not be read"),
        ("/silence", "could not be read|could not be reached"),
        ("/dripping", "not sent in time|larger than"),
    ],
)
def test_page_is_refused_with_the_reason(server: Server, path: str, reason: str) -> None:
    with pytest.raises(NotFetched, match=reason):
        read(server, path)


def test_closed_port_is_told_as_one(server: Server) -> None:
    with pytest.raises(NotFetched, match="could not be reached"):
        fetch("http://127.0.0.1:9/", allowed=[("127.0.0.1", 9)])


def test_host_that_does_not_exist_is_told_as_such() -> None:
    with pytest.raises(NotFetched, match=r"There is no host “nowhere\.invalid”"):
        fetch("http://nowhere.invalid/")


HOSTILE = [
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7f.1:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://0.0.0.0:{port}/",
    "http://[::1]:{port}/",
    "http://[::]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[fe80::1]:{port}/",
    "http://user:password@127.0.0.1:{port}/",
    "http://example.org@127.0.0.1:{port}/",
    "http://①②⑦.0.0.1:{port}/",
    "https://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@example.org/",
    "http://example.org:{port}/",
    "ftp://127.0.0.1:{port}/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/_GET",
    "javascript:alert(1)",
    "http:///nothing",
    "//127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/\x00",
    "",
]


@pytest.mark.parametrize("url", HOSTILE)
def test_hostile_address_opens_no_connection(server: Server, url: str) -> None:
    with serving(lambda path: answer(), host="::1") as other, pytest.raises(NotFetched) as refused:
        fetch(url.format(port=server.port), seconds=3)

    assert (server.accepted, other.accepted) == (0, 0)
    # For what it is, not for its port.
    assert "ports" not in str(refused.value)


@pytest.mark.parametrize("onward", HOSTILE[:17])
def test_redirect_to_a_hostile_address_opens_no_connection(server: Server, onward: str) -> None:
    """Through a server that may be reached to one that may not."""
    moved = onward.format(port=server.port)
    with serving(lambda path: answer(b"", status="302 Found", Location=moved), host="127.0.0.2") as outside:
        with pytest.raises(NotFetched):
            fetch(outside.url(host="127.0.0.2"), allowed=[outside.address], seconds=3)

        assert (outside.accepted, server.accepted) == (1, 0)


def test_host_is_connected_to_at_the_address_that_was_checked(server: Server) -> None:
    """DNS that changes between the look and the connection: there is one look, and what it gave is connected to."""
    answers = iter([[("192.0.2.1", server.port)], [server.address]])

    with pytest.raises(NotFetched):
        fetch(f"http://rebinding.test:{server.port}/", resolver=lambda host, port: next(answers))

    assert server.accepted == 0
    assert next(answers) == [server.address]


def test_redirect_to_the_same_host_is_looked_up_and_checked_again(server: Server) -> None:
    answers = iter([[server.address], [("127.0.0.3", server.port)]])

    with pytest.raises(NotFetched, match=r"127\.0\.0\.3"):
        fetch(
            f"http://rebinding.test:{server.port}/in-circles",
            resolver=lambda host, port: next(answers),
            allowed=[server.address],
        )

    assert server.accepted == 1


def test_port_of_another_service_is_refused() -> None:
    with pytest.raises(NotFetched, match="from the ports 80 and 443 only, not from 25"):
        fetch("http://post.test:25/", resolver=lambda host, port: [("8.8.8.8", port)])


def test_host_with_one_address_inside_is_refused_whole(server: Server) -> None:
    with pytest.raises(NotFetched, match="which is no address of the public internet"):
        fetch("http://two-faced.test/", resolver=lambda host, port: [("8.8.8.8", 80), ("127.0.0.1", 80)])


def test_peer_that_is_another_than_asked_for_is_sent_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a network sends what is meant for outside to a machine inside."""
    real = fetching.socket.create_connection
    monkeypatch.setattr(fetching.socket, "create_connection", lambda address, timeout: real(server.address, timeout))

    with pytest.raises(NotFetched, match=r"led to 127\.0\.0\.1"):
        fetch("http://diverted.test/", resolver=lambda host, port: [("8.8.8.8", port)])

    assert server.asked == []


def test_slow_name_server_does_not_hold_the_editor_up() -> None:
    blocked = fetching.threading.Event()

    with pytest.raises(NotFetched, match="could not be looked up in time"):
        fetch("http://slow.test/", seconds=0.1, resolver=lambda host, port: blocked.wait(5) or [])

    blocked.set()


@pytest.mark.parametrize(
    ("address", "routable"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("100.100.100.200", False),
        ("192.0.0.192", False),
        ("198.18.0.1", False),
        ("203.0.113.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("0.0.0.0", False),
        ("::", False),
        ("::1", False),
        ("::127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b:1::1", False),
        ("2002:7f00:1::", False),
        ("2001:0:7f00:1::", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("fd00:ec2::254", False),
        ("ff02::1", False),
        ("not an address", False),
    ],
)
def test_only_what_is_of_the_public_internet_is_routable(address: str, routable: bool) -> None:
    assert is_routable(address) is routable
