"""Keeps the catalogues of the interface's languages, in claims/public/locale: `make messages`.

New messages are added and those that nothing says any more dropped. The .mo files are compiled and committed, so that a
deployment needs no tool for it. Babel does the reading: Django's own commands would need GNU gettext on the machine.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path

import django
from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PUBLIC = ROOT / "claims" / "public"
LOCALE = PUBLIC / "locale"
HEADER = """\
# What the public pages of factreg say.
# Messages are found by `make messages`; {names in braces} and %(names)s stay as they are."""
# By name: which arguments are a context (`c`), the message, its plural.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

# (context, message or (singular, plural), where it is said)
Message = tuple[str | None, str | tuple[str, str], str]


def languages() -> list[str]:
    """Those that need a catalogue."""
    return [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def messages() -> Iterator[Message]:
    """All that the public pages say: in their code, in their templates, and of the vocabularies."""
    for path in sorted(PUBLIC.rglob("*.py")):
        yield from _in_code(path.read_text(), path)
    for path in sorted(PUBLIC.rglob("*.html")):
        # One line each, since what stands around the messages is no Python.
        lines = templatize(path.read_text(), origin=str(path)).splitlines()
        yield from _in_code("\n".join(line.strip() for line in lines), path)
    yield from _of_vocabularies()


def _in_code(text: str, path: Path) -> Iterator[Message]:
    where = path.relative_to(ROOT).as_posix()
    code = BytesIO(text.encode())
    for _line, function, found, _comments in extract_python(code, KEYWORDS, (), {"encoding": "utf-8"}):
        places = KEYWORDS[function] or (1,)
        arguments = found if isinstance(found, tuple) else (found,)
        context = arguments[0] if isinstance(places[0], tuple) else None
        said = [arguments[place - 1] for place in places if isinstance(place, int)]
        if all(isinstance(message, str) and message for message in said):
            yield context, said[0] if len(said) == 1 else (said[0], said[1]), where


def _of_vocabularies() -> Iterator[Message]:
    from claims import vocabulary as of_claims  # noqa: PLC0415 - once Django is set up
    from claims.inbox import vocabulary as of_reports  # noqa: PLC0415
    from factreg.choices import DefinedChoices  # noqa: PLC0415
    from sources import vocabulary as of_sources  # noqa: PLC0415

    for module in (of_claims, of_reports, of_sources):
        for name, choices in vars(module).items():
            if isinstance(choices, type) and issubclass(choices, DefinedChoices) and choices is not DefinedChoices:
                for choice in choices:
                    yield name, str(choice.label), f"{module.__name__}.{name}"
                    yield None, choice.definition, f"{module.__name__}.{name}"


def template() -> Catalog:
    """The messages without any translation."""
    catalogue = Catalog(project="factreg", charset="utf-8")
    for context, message, where in messages():
        catalogue.add(message, context=context, locations=[(where, None)])
    return catalogue


def path_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, header_comment=HEADER, project="factreg", version="", fuzzy=False)
    return pofile.read_po(StringIO(path.read_text()), locale=language)


def update(language: str) -> Catalog:
    """The language's catalogue with exactly the messages that are said now."""
    found = template()
    catalogue = read(language)
    catalogue.update(found, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    return catalogue


def write(language: str, catalogue: Catalog) -> None:
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    written = BytesIO()
    catalogue.version = catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    # Dates would make every run a change.
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    pofile.write_po(written, catalogue, width=120, sort_output=True, omit_header=False)
    path.write_bytes(written.getvalue())
    path.with_suffix(".mo").write_bytes(compiled(catalogue))


def compiled(catalogue: Catalog) -> bytes:
    binary = BytesIO()
    write_mo(binary, catalogue)
    return binary.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """Messages without a whole translation."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and not all(message.string if isinstance(message.string, tuple | list) else [message.string])
    ]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factreg.settings")
    sys.path.insert(0, str(ROOT))
    django.setup()
    for language in languages():
        catalogue = update(language)
        write(language, catalogue)
        print(f"{language}: {len(catalogue)} messages, {len(missing(catalogue))} not translated")
    return 0


if __name__ == "__main__":
    sys.exit(main())
