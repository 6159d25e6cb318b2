"""The processes of `manage.py serve`: the web server, the one where clients wait, the embedded PostgreSQL; kept alive.

The parent starts granian twice and looks after all; the workers load factreg/wsgi.py and factreg/asgi.py.
"""

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings

from factreg.chores import Chores
from factreg.metrics import MULTIPROCESS
from factreg.parents import die_with_parent
from factreg.postgres import EmbeddedPostgres, PostgresError

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.2
# A web server that ends sooner than this can't start; another start would not help.
STARTING = 5
PATIENCE_WITH_REQUESTS = 7


@dataclass(slots=True)
class Granian:
    """granian on one address, with its workers."""

    name: str
    host: str
    port: int
    application: str
    options: Mapping[str, object]
    variables: Mapping[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None
    _started: float = 0.0

    def start(self) -> None:
        self._started = time.monotonic()
        # Only a child that dies with us frees the port when we are killed.
        self._process = subprocess.Popen(
            self._command(),
            env={**os.environ, "SERVING": "on", **self.variables},
            preexec_fn=die_with_parent,  # noqa: PLW1509
        )

    def keep_alive(self) -> int | None:
        """Start it again if it died; the exit code if that would not help."""
        if self._process is None or (code := self._process.poll()) is None:
            return None
        if time.monotonic() - self._started < STARTING:
            return code or 1
        logger.error("%s ended with code %s and is started again", self.name, code)
        self.start()
        return None

    def answers(self) -> bool:
        with socket.socket(_family(self.host)) as client:
            return client.connect_ex((self.host, self.port)) == 0

    def terminate(self) -> None:
        if self._process:
            self._process.terminate()

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(PATIENCE_WITH_REQUESTS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _command(self) -> list[str]:
        options = {
            "host": self.host,
            "port": self.port,
            "respawn-interval": 0.5,
            "log-level": "warning",
            **self.options,
        }
        words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        flags = ["--no-ws", "--respawn-failed-workers"]
        return [sys.executable, "-m", "granian", *words, *flags, self.application]


def tell_addresses(*, web: Granian, waiting: Granian) -> None:
    """Tell all processes that are started the addresses that feeds, links, files and webhooks need, unless set."""
    os.environ.setdefault("SITE_URL", f"http://{web.host}:{web.port}")
    os.environ.setdefault("STREAM_URL", f"http://{waiting.host}:{waiting.port}")


def web_server(*, host: str, port: int, counts: str = "") -> Granian:
    """What answers all but those who wait, whom it sends to the other. `counts`: where its workers put their counts."""
    return _answering("The web server", host, port, workers=settings.WEB_WORKERS, counts=counts)


def workbench_server(*, host: str, port: int, counts: str = "") -> Granian:
    """The same on another port, for the proxy to pass /admin/ to: readers in their thousands keep no editor waiting."""
    return _answering("The workbench", host, port, workers=1, counts=counts)


def _answering(name: str, host: str, port: int, *, workers: int, counts: str) -> Granian:
    return Granian(
        name=name,
        host=host,
        port=port,
        application="factreg.wsgi:application",
        options={
            "interface": "wsgi",
            "workers": workers,
            "blocking-threads": settings.WEB_THREADS,
            # A thread that ends takes its connections with it.
            "blocking-threads-idle-timeout": 600,
            "workers-kill-timeout": PATIENCE_WITH_REQUESTS - 2,
        },
        variables={MULTIPROCESS: counts} if counts else {},
    )


def waiting_server(*, host: str, port: int) -> Granian:
    """Where clients wait for changes: one process, for it has one count of them and one ear for the ledger."""
    return Granian(
        name="The waiting process",
        host=host,
        port=port,
        application="factreg.asgi:application",
        options={
            "interface": "asgi",
            "workers": 1,
            # As many connections as may wait, and some that are told that there is no room.
            "backpressure": settings.STREAM_CLIENTS + 200,
            "backlog": max(settings.STREAM_CLIENTS, 1024),
            # Streams never end by themselves.
            "workers-kill-timeout": 1,
        },
        variables={"WORKBENCH": "off"},
    )


def port_for_waiting(host: str, port: int) -> int:
    """A port for those who wait beside the one of the web server: far from its neighbours, or any that is free."""
    beside = port + 10_000 if port < 55_000 else port - 10_000
    if not port_is_taken(host, beside):
        return beside
    with socket.socket(_family(host)) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def serve(
    *,
    servers: Sequence[Granian],
    postgres: EmbeddedPostgres | None,
    chores: Sequence[Chores],
    when_ready: Callable[[], None],
) -> int:
    """Serve until a signal says stop, restarting what dies and doing the chores; the exit code."""
    stopping = False

    def stop(number: int, frame: object) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    for server in servers:
        server.start()
    announced = False
    while not stopping:
        if postgres:
            keep_postgres_alive(postgres)
        for server in servers:
            if (code := server.keep_alive()) is not None:
                return code
        for chore in chores:
            chore.run_due()
        if not announced and all(server.answers() for server in servers):
            when_ready()
            announced = True
        time.sleep(LOOK_EVERY)
    for chore in chores:
        chore.stop()
    for server in servers:
        server.terminate()
    for server in servers:
        server.stop()
    return 0


def keep_postgres_alive(postgres: EmbeddedPostgres) -> None:
    if postgres.is_running():
        return
    logger.error("PostgreSQL ended and is started again")
    try:
        postgres.ensure_running()
    except PostgresError:
        logger.exception("PostgreSQL could not be started; trying again")
    else:
        logger.info("PostgreSQL runs again")


def port_is_taken(host: str, port: int) -> bool:
    with socket.socket(_family(host)) as attempt:
        # As granian does: connections of an earlier run that linger do not matter.
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError:
            return True
    return False


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
