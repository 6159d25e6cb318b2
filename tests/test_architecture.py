"""The code's own rules: imports run one way, none hides in a function, and nothing grows too long to read."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.no_database

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    path
    for room in ("factreg", "sources", "claims")
    for path in (ROOT / room).rglob("*.py")
    if "migrations" not in path.parts
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))

# To name a room is to name all in it, but for these: they are rooms of their own.
APART = (
    "claims.access",
    "claims.desk",
    "claims.history",
    "claims.inbox",
    "claims.ledger",
    "claims.log",
    "claims.registry_file",
    "claims.imports",
    "claims.admin",
    "claims.public",
    "claims.management",
    "claims.upkeep",
    "claims.webhooks",
)
# The rooms, and what each may import of ours; a module is in the one with the longest name that fits.
MAY_IMPORT = {
    "factreg": ("factreg",),
    "factreg.urls": ("factreg", "claims.public"),
    "factreg.api": ("factreg", "claims.public"),
    "sources": ("factreg", "sources"),
    "claims": ("factreg", "sources", "claims"),
    # Keys and limits: they know no record.
    "claims.access": ("factreg", "claims.access"),
    "claims.desk": ("factreg", "claims.desk"),
    "claims.history": ("factreg", "sources", "claims", "claims.history"),
    # What readers report: it knows no record, and the public side may only put into it.
    "claims.inbox": ("factreg", "claims.inbox"),
    # Of the editors' rooms the two modules by which they forget what is erased.
    "claims.ledger": (
        *("factreg", "sources", "claims", "claims.ledger"),
        *("claims.desk.forgetting", "claims.history.forgetting"),
    ),
    # The Merkle tree over the ledger's leaves, which it reads and never writes.
    "claims.log": ("factreg", "claims.ledger", "claims.log"),
    "claims.registry_file": ("factreg", "sources", "claims", "claims.ledger", "claims.registry_file"),
    # Checks, backups, restores: they know all that is stored, and nobody who serves or edits it knows them.
    "claims.upkeep": ("factreg", "sources", "claims", "claims.ledger", "claims.log", "claims.upkeep"),
    # What waits is in the others' rooms: it counts their rows, and reads how old the files are.
    "claims.upkeep.gauges": (
        *("factreg", "claims.ledger", "claims.log", "claims.upkeep"),
        *("claims.inbox.models", "claims.webhooks.models", "claims.webhooks.vocabulary", "claims.public.bulk.shelf"),
    ),
    "claims.imports": ("factreg", "sources", "claims", "claims.ledger", "claims.registry_file", "claims.imports"),
    "claims.admin": (
        *("factreg", "sources", "claims", "claims.desk", "claims.history", "claims.ledger", "claims.admin"),
        *("claims.registry_file", "claims.imports", "claims.inbox", "claims.access", "claims.webhooks"),
    ),
    # They are told of entries, and read what is published of these; how one connects safely is in sources.
    "claims.webhooks": ("factreg", "sources.fetching", "claims.access", "claims.ledger.published", "claims.webhooks"),
    # A preview is the public page itself, rendered from a document that was rehearsed.
    "claims.admin.preview": (
        *("factreg", "sources", "claims", "claims.ledger", "claims.admin"),
        "claims.public.pages.records",
    ),
    # The rules are pure: the date that a standing is worded with is found as it was when it was judged. Of the inbox
    # the one module that puts reports in, under the role that can't read them.
    "claims.public": (
        *("factreg", "claims.vocabulary", "sources.vocabulary", "claims.rules.origins"),
        *("claims.ledger.published", "claims.inbox.receiving", "claims.public"),
        "claims.webhooks.managing",
    ),
    "claims.management": ("factreg", "sources", "claims", *APART),
}
ASSEMBLING = ("factreg.urls", "factreg.api")

LONGEST_MODULE, LONGEST_FUNCTION = 400, 60


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_in(module: str, room: str) -> bool:
    return f"{module}.".startswith(f"{room}.")


def room_of(module: str) -> str:
    return max((room for room in MAY_IMPORT if is_in(module, room)), key=len, default="")


def may_import(room: str, module: str) -> bool:
    if module.startswith(ASSEMBLING) and room not in ASSEMBLING:
        return False
    return any(
        is_in(module, allowed) and not any(is_in(module, apart) and not is_in(allowed, apart) for apart in APART)
        for allowed in MAY_IMPORT[room]
    )


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def broken(rule: Callable[[Path], Any], paths: Iterable[Path] = MODULES) -> dict[str, Any]:
    """What each module does against a rule; one test for all, since a test each would take longer than the rules."""
    return {name_of(path): found for path in paths if (found := rule(path))}


def test_imports_run_one_way() -> None:
    def upwards(path: Path) -> set[str]:
        room = room_of(name_of(path))
        return {module for module in imports(path) if room_of(module) and not may_import(room, module)}

    assert broken(upwards) == {}


def test_nothing_is_imported_inside_a_function() -> None:
    def hidden(path: Path) -> set[str]:
        return {
            f"{function.name}, line {node.lineno}"
            for function in functions(path)
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        }

    assert broken(hidden) == {}


def test_no_module_is_too_long_to_read() -> None:
    def too_long(path: Path) -> int:
        lines = len(path.read_text().splitlines())
        return lines if lines > LONGEST_MODULE else 0

    assert broken(too_long, [*MODULES, *TESTS]) == {}


def test_no_function_is_too_long_to_read() -> None:
    def too_long(path: Path) -> dict[str, int]:
        lines = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions(path)}
        return {name: length for name, length in lines.items() if length > LONGEST_FUNCTION}

    assert broken(too_long) == {}


def test_module_says_what_lives_in_it() -> None:
    def silent(path: Path) -> bool:
        said = ast.get_docstring(parsed(path)) or ""
        return len(said.splitlines()) > 6 or not (said or not path.read_text().strip())

    assert broken(silent) == {}


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
