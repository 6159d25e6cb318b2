"""The processes of `manage.py serve`: the web server and the embedded PostgreSQL, kept alive.

The parent starts granian and looks after both; the workers load factreg/wsgi.py.
"""

import ctypes
import logging
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable

from django.conf import settings

from factreg.chores import Chores
from factreg.postgres import EmbeddedPostgres, PostgresError

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.2
# A web server that ends sooner than this can't start; another start would not help.
STARTING = 5
PATIENCE_WITH_REQUESTS = 7
PR_SET_PDEATHSIG = 1


class WebServer:
    """granian on one address, with its workers."""

    def __init__(self, *, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0

    def start(self) -> None:
        self._started = time.monotonic()
        # Only a child that dies with us frees the port when we are killed.
        self._process = subprocess.Popen(
            self._command(),
            env=self._environment(),
            preexec_fn=die_with_parent,  # noqa: PLW1509
        )

    def keep_alive(self) -> int | None:
        """Start it again if it died; the exit code if that would not help."""
        if self._process is None or (code := self._process.poll()) is None:
            return None
        if time.monotonic() - self._started < STARTING:
            return code or 1
        logger.error("The web server ended with code %s and is started again", code)
        self.start()
        return None

    def answers(self) -> bool:
        with socket.socket(_family(self.host)) as client:
            return client.connect_ex((self.host, self.port)) == 0

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(PATIENCE_WITH_REQUESTS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _environment(self) -> dict[str, str]:
        # Feeds and links need an address; a deployment has set its own.
        address = {"SITE_URL": f"http://{self.host}:{self.port}"} if settings.EMBEDDED_POSTGRES else {}
        return {**address, **os.environ, "SERVING": "on"}

    def _command(self) -> list[str]:
        options = {
            "interface": "wsgi",
            "host": self.host,
            "port": self.port,
            "workers": settings.WEB_WORKERS,
            "blocking-threads": settings.WEB_THREADS,
            # A thread that ends takes its connections with it.
            "blocking-threads-idle-timeout": 600,
            "respawn-interval": 0.5,
            "workers-kill-timeout": PATIENCE_WITH_REQUESTS - 2,
            "log-level": "warning",
        }
        words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        flags = ["--no-ws", "--respawn-failed-workers"]
        return [sys.executable, "-m", "granian", *words, *flags, "factreg.wsgi:application"]


def serve(*, web: WebServer, postgres: EmbeddedPostgres | None, chores: Chores, when_ready: Callable[[], None]) -> int:
    """Serve until a signal says stop, restarting what dies and doing the chores; the exit code."""
    stopping = False

    def stop(number: int, frame: object) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    web.start()
    announced = False
    while not stopping:
        if postgres:
            keep_postgres_alive(postgres)
        if (code := web.keep_alive()) is not None:
            return code
        chores.run_due()
        if not announced and web.answers():
            when_ready()
            announced = True
        time.sleep(LOOK_EVERY)
    chores.stop()
    web.stop()
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


def die_with_parent() -> None:
    """Have the kernel end this process when the one that started it is gone (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    parent = multiprocessing.parent_process()
    if parent is not None and not parent.is_alive():
        os._exit(1)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
