"""Collects the static files when they changed since the last time: compressing takes seconds."""

import fcntl
import hashlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

# The API answers no HTML of its own, and its documentation uses Swagger UI alone.
UNUSED = ("redoc", "rest_framework")
STAMP = ".collected"


def collect_changed() -> bool:
    """Collect if a file was added, changed or removed; whether it was needed.

    Of several callers at once, one collects. What was collected earlier stays, for the pages that a server which still
    runs has sent.
    """
    stamp = settings.STATIC_ROOT / STAMP
    state = fingerprint()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    with stamp.open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.read_text() == state:
            return False
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=list(UNUSED))
        stamp.write_text(state)
        return True


def fingerprint() -> str:
    """A hash of the name, size and time of every source file."""
    lines = [settings.STORAGES["staticfiles"]["BACKEND"]]
    for finder in get_finders():
        for name, storage in finder.list(list(UNUSED)):
            facts = storage.path(name), storage.size(name), storage.get_modified_time(name)
            lines.append(repr(facts))
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
