"""Run a Django command; without DATABASE_URL, on the embedded PostgreSQL."""

import os
import sys

from django.conf import settings
from django.core.management import execute_from_command_line

from factreg.embedded import make_secret_key, start_postgres
from factreg.postgres import PostgresError

# Commands that never ask the database.
WITHOUT_DATABASE = {"help", "version", "check", "collectstatic", "makemessages", "compilemessages"}


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factreg.settings")
    # The name of every connection to the database; the editorial history says by it through what a row was changed.
    os.environ.setdefault("PGAPPNAME", " ".join(["manage.py", *arguments[1:2]])[:60])
    if not os.environ.get("DATABASE_URL"):
        make_secret_key()
        command = next((word for word in arguments[1:] if not word.startswith("-")), "help")
        if command not in WITHOUT_DATABASE or "--database" in arguments:
            try:
                start_postgres(settings.POSTGRES_DIR)
            except PostgresError as error:
                sys.exit(str(error))
    execute_from_command_line(arguments)


if __name__ == "__main__":
    main(sys.argv)
