"""The image of docs/deploy/Containerfile: built, its database prepared and the registry served as that file says."""

from __future__ import annotations

import http.client
import re
import time
from contextlib import closing

from tests.torture.images import build, container, health_command, run_in, running_in, start_command
from tests.torture.own_servers import Registry, below_tmp
from tests.torture.processes import HOST, PATIENCE, free_port

IMAGE = "localhost/factreg-test"
SITE = "registry.example.org"


def test_image_is_built_prepares_a_database_and_serves_it() -> None:
    build(IMAGE)
    with below_tmp(Registry) as registry, container(IMAGE) as made:
        port, waiting = free_port(), free_port()
        sockets = registry.first.socket_directory
        # The account of the image is none of this machine's.
        for path in (sockets, *sockets.iterdir()):
            path.chmod(0o777)
        settings = {
            **{name: value for name, value in registry.environment(sockets).items() if "URL" in name or "KEY" in name},
            "SITE_URL": f"https://{SITE}",
            "STREAM_URL": f"https://{SITE}",
        }
        health = health_command(made)
        command = [re.sub(r"^8000$", str(port), part) for part in start_command(made)]
        run_in(
            made,
            ["sh", "-c", "python manage.py migrate && python manage.py sync_roles"],
            variables=settings,
            sockets=sockets,
        )
        with running_in(made, [*command, "--stream-port", str(waiting)], variables=settings, sockets=sockets):
            ready = _patiently(port, "/readyz")
            page, body = _ask(port, "/claims/su-25-downing/")
            style = re.search(rb'href="(/static/[^"]+\.css)"', body)
            assert style is not None
            styled, _ = _ask(port, style[1].decode())
            log_in, _ = _ask(port, "/admin/login/")
            run_in(made, [re.sub(r":8000/", f":{port}/", part) for part in health], variables=settings, sockets=sockets)

    assert (ready, page, styled, log_in) == (200, 200, 200, 200)
    assert str(port) in command
    assert any(":8000/" in part for part in health)


def _patiently(port: int, path: str) -> int:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            return _ask(port, path)[0]
        except ConnectionError:
            time.sleep(0.5)
    raise TimeoutError("the registry in the container does not answer")


def _ask(port: int, path: str) -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection(HOST, port, timeout=60)) as connection:
        connection.request("GET", path, headers={"Host": SITE, "X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        return answer.status, answer.read()
