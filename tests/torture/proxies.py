"""Real proxies and shared caches, as docs/deploy/ configures them, before the web server that the project ships."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from factreg.embedded import BASE_DIR
from scripts.find_proxy import find, libraries
from tests.torture.processes import HOST, PATIENCE, await_answer, free_port

CONFIGURATIONS = BASE_DIR / "docs" / "deploy"


@contextmanager
def nginx(directory: Path, *, before: int, workbench: int = 8001) -> Iterator[int]:
    """nginx on a free port, before the servers on two others; gives the port."""
    port = free_port()
    rules = (CONFIGURATIONS / "nginx.conf").read_text().replace("listen 80;", f"listen {HOST}:{port};")
    rules = rules.replace("127.0.0.1:8000", f"{HOST}:{before}").replace("/var/cache/nginx/factreg", f"{directory}/kept")
    rules = rules.replace("127.0.0.1:8001", f"{HOST}:{workbench}")
    places = " ".join(
        f"{kind}_temp_path {directory}/{kind};" for kind in ("proxy", "client_body", "fastcgi", "uwsgi", "scgi")
    )
    http = f"error_log {directory}/error.log; access_log off; {places}\n{rules}"
    text = f"daemon off; pid {directory}/pid; error_log {directory}/error.log; events {{}}\nhttp {{ {http} }}"
    (directory / "nginx.conf").write_text(text)
    user = ["-g", "user root;"] if os.geteuid() == 0 else []
    with _running("nginx", ["-p", str(directory), "-c", str(directory / "nginx.conf"), *user], port):
        yield port


@contextmanager
def varnish(directory: Path, *, before: int) -> Iterator[int]:
    port = free_port()
    rules = (CONFIGURATIONS / "varnish.vcl").read_text().replace('"8000"', f'"{before}"')
    (directory / "varnish.vcl").write_text(rules)
    options = ["-F", "-a", f"{HOST}:{port}", "-f", str(directory / "varnish.vcl"), "-n", str(directory / "work")]
    with _running("varnishd", [*options, "-j", "none"], port):
        yield port


@contextmanager
def caddy(directory: Path, *, port: int, before: int, waiting: int, workbench: int) -> Iterator[Path]:
    """Caddy with a certificate for localhost that it signs itself; gives that of the signer."""
    rules = (
        (CONFIGURATIONS / "Caddyfile")
        .read_text()
        .replace("registry.example.org {", f"localhost:{port} {{\n\ttls internal")
    )
    for named, found in ((8000, before), (8001, workbench), (18000, waiting)):
        rules = rules.replace(f"127.0.0.1:{named}\n", f"{HOST}:{found}\n").replace(
            f"127.0.0.1:{named} ", f"{HOST}:{found} "
        )
    options = "{\nadmin off\nskip_install_trust\nauto_https disable_redirects\nlog {\nlevel ERROR\n}\n"
    (directory / "Caddyfile").write_text(rules.replace("{\n", options, 1))
    arguments = ["run", "--config", str(directory / "Caddyfile"), "--adapter", "caddyfile"]
    with _running("caddy", arguments, port, XDG_DATA_HOME=str(directory), XDG_CONFIG_HOME=str(directory)):
        yield directory / "caddy" / "pki" / "authorities" / "local" / "root.crt"


@contextmanager
def _running(name: str, options: list[str], port: int, **variables: str) -> Iterator[None]:
    program = find(name)
    if program is None:
        pytest.skip(f"{name} is not here and can't be unpacked from Debian's packages")
    process = subprocess.Popen([str(program), *options], env={**os.environ, **libraries(name), **variables})
    try:
        await_answer(process, port)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)
