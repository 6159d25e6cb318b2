"""`dump`: all editorial records but captures as a registry file."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.management.terminal import progress_bar
from claims.registry_file.dumper import dump


class Command(BaseCommand):
    help = (
        "Write the registry file: drafts, notes and states included, captures and who edited left out. "
        "YAML, or JSON where the name ends in .json; `-` is standard output."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="Where to write it, or - for standard output.")
        parser.add_argument("--format", choices=["yaml", "json"], help="Else the file's name says it.")

    def handle(self, **options: Any) -> None:
        path = Path(options["file"])
        format_ = options["format"] or ("json" if path.suffix.lower() == ".json" else "yaml")
        with progress_bar() as bar:
            task = bar.add_task("Writing", total=None)
            pieces = dump(format=format_, progress=lambda done: bar.advance(task, done))
            if options["file"] == "-":
                for piece in pieces:
                    self.stdout.write(piece, ending="")
            else:
                _write_whole(path, pieces)


def _write_whole(path: Path, pieces: Any) -> None:
    """Write beside the file and rename: it is complete, or as it was."""
    try:
        with NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as beside:
            try:
                beside.writelines(pieces)
            except BaseException:
                Path(beside.name).unlink()
                raise
        Path(beside.name).replace(path)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}.") from error
