"""The image of docs/deploy/Containerfile, built by Debian's buildah and run on this machine's network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from factreg.embedded import BASE_DIR, VAR_DIR
from tests.torture.processes import PATIENCE

CONTAINERFILE = BASE_DIR / "docs" / "deploy" / "Containerfile"
STORE = VAR_DIR / "images"
# Neither overlays nor namespaces: a container in a container may have none.
_PLAIN = {"STORAGE_DRIVER": "vfs", "BUILDAH_ISOLATION": "chroot"}
_STAND_IN = ["python3", "python3-pip", "python3-venv", "ca-certificates"]
# Whose word this machine takes for what it fetches.
_TRUSTED = ["--volume", "/etc/ssl/certs:/etc/ssl/certs:ro"]


def buildah(*arguments: str) -> str:
    """What it printed."""
    result = subprocess.run(
        _command(*arguments), cwd=BASE_DIR, env={**os.environ, **_PLAIN}, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, f"buildah {' '.join(arguments)}: {(result.stdout + result.stderr)[-3_000:]}"
    return result.stdout.strip()


def _command(*arguments: str) -> list[str]:
    return ["buildah", "--root", str(STORE / "store"), "--runroot", str(STORE / "run"), *arguments]


def build(name: str) -> None:
    """The image of this tree. Where its base can't be fetched, Debian's own Python stands in under the same name."""
    if shutil.which("buildah") is None:
        pytest.skip("buildah is not installed (apt install buildah)")
    base = next(line.split()[1] for line in CONTAINERFILE.read_text().splitlines() if line.startswith("FROM "))
    if not _has(base):
        _fetch_or_make(base)
    buildah("build", "--pull-never", "--format", "docker", *_TRUSTED, "-f", str(CONTAINERFILE), "-t", name, ".")


def _has(image: str) -> bool:
    return image in buildah("images", "--format", "{{.Name}}:{{.Tag}}").splitlines()


def _fetch_or_make(base: str) -> None:
    pulled = subprocess.run(_command("pull", base), env={**os.environ, **_PLAIN}, capture_output=True, check=False)
    if pulled.returncode == 0:
        return
    if shutil.which("debootstrap") is None or os.geteuid():
        pytest.skip(f"{base} can't be fetched, and debootstrap is not installed, or this is not root")
    with tempfile.TemporaryDirectory(prefix="image-", dir="/tmp") as directory:
        root = Path(directory) / "root"
        packages = f"--include={','.join(_STAND_IN)}"
        subprocess.run(
            ["debootstrap", "--variant=minbase", packages, "trixie", str(root)], check=True, capture_output=True
        )
        container = buildah("from", "scratch")
        archive = shutil.make_archive(f"{directory}/root", "tar", root)
        buildah("add", container, archive, "/")
    # As there, Python is in /usr/local and belongs to nobody's package manager.
    buildah("run", container, "--", "python3", "-m", "venv", "/usr/local")
    buildah("commit", "--rm", container, base)


@contextmanager
def container(image: str) -> Iterator[str]:
    made = buildah("from", "--pull-never", image)
    try:
        yield made
    finally:
        buildah("rm", made)


def start_command(container: str) -> list[str]:
    """What the image runs unless told otherwise."""
    return _configured(container)["Cmd"]  # type: ignore[no-any-return]


def health_command(container: str) -> list[str]:
    """What tells whether it serves: it ends with an error if not."""
    _shell, command = _configured(container)["Healthcheck"]["Test"]
    return ["sh", "-c", command]


def _configured(container: str) -> dict[str, Any]:
    return json.loads(buildah("inspect", container))["Docker"]["config"]  # type: ignore[no-any-return]


def run_in(container: str, command: Sequence[str], *, variables: dict[str, str], sockets: Path) -> None:
    buildah(*_run(container, command, variables, sockets))


@contextmanager
def running_in(
    container: str, command: Sequence[str], *, variables: dict[str, str], sockets: Path
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        _command(*_run(container, command, variables, sockets)), env={**os.environ, **_PLAIN}, start_new_session=True
    )
    try:
        yield process
    finally:
        # buildah passes no signal on.
        os.killpg(process.pid, 15)
        process.wait(PATIENCE)


def _run(container: str, command: Sequence[str], variables: dict[str, str], sockets: Path) -> list[str]:
    given = [part for name, value in variables.items() for part in ("--env", f"{name}={value}")]
    return ["run", *given, "--volume", f"{sockets}:{sockets}", container, "--", *command]
