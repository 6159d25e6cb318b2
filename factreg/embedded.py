"""What a checkout without DATABASE_URL needs before Django starts: a secret key, a PostgreSQL."""

import atexit
import os
import secrets
from pathlib import Path

from factreg.postgres import EmbeddedPostgres

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
SECRET_KEY_FILE = VAR_DIR / "secret_key"


def make_secret_key(path: Path = SECRET_KEY_FILE) -> None:
    """Make the key once; of two processes at once, one's is kept whole."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_hex(32))
    try:
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()


def start_postgres(directory: Path, *, durable: bool = True) -> EmbeddedPostgres:
    """Start the server, and stop it when this process ends and no other holds it."""
    server = EmbeddedPostgres(directory, durable=durable)
    server.start()
    atexit.register(server.release)
    return server
