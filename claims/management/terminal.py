"""What commands share on a terminal: progress on stderr, tables on their own output, the user that `--by` names."""

from __future__ import annotations

from typing import Any, TextIO, cast

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError, OutputWrapper
from rich.console import Console, RenderableType
from rich.progress import Progress

WIDTH_OF_A_PIPE = 160


def progress_bar() -> Progress:
    """A progress bar on stderr, silent where that is no terminal."""
    console = Console(stderr=True)
    return Progress(console=console, disable=not console.is_terminal, transient=True)


def show(output: OutputWrapper, shown: RenderableType) -> None:
    """Print a table to a command's output; to a pipe or file, wide and without colours."""
    file = cast("TextIO", output)
    Console(file=file, width=None if output.isatty() else WIDTH_OF_A_PIPE).print(shown)


def user_named(username: str | None) -> Any | None:
    """The user of that name; none where none is named. CommandError where there is no such user."""
    if not username:
        return None
    users = get_user_model()
    try:
        return users.objects.get_by_natural_key(username)
    except users.DoesNotExist:
        raise CommandError(f"--by: there is no user {username}.") from None
