"""The list of takedowns of a backup, brought into the one that is there: nothing that is listed is ever lost."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from factreg.whole_files import write_whole


def bring_in(backed_up: Path) -> None:
    """Put the lines of a backup's list that ours has not before ours. It holds more where it was kept, as it should."""
    path = settings.TAKEDOWN_LIST
    if not path:
        return
    ours = Path(path)
    there = ours.read_bytes() if ours.exists() else b""
    known = set(there.splitlines())
    missing = [line for line in backed_up.read_bytes().splitlines() if line and line not in known]
    if not missing:
        return
    ours.parent.mkdir(parents=True, exist_ok=True)
    write_whole(ours, b"".join(line + b"\n" for line in missing) + there)
    ours.chmod(0o600)
