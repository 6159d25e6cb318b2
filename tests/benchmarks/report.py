"""The figures: a table to read, and a JSON file to keep."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmarks.database import Publication
from tests.benchmarks.measures.datasette import Beside
from tests.benchmarks.measures.exports import Exports
from tests.benchmarks.measures.lists import Lists
from tests.benchmarks.measures.pages import Pages
from tests.benchmarks.measures.search import Search
from tests.benchmarks.measuring import Series, times

_MEGABYTE = 1 << 20
_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: what was measured, how much, and what it is to reach (at least, or at most where `most`).

    `milliseconds`: what the median answer took, with the load generator's connections all asking.
    """

    what: str
    value: float
    unit: str
    target: float | None = None
    most: bool = False
    milliseconds: float | None = None

    @property
    def reached(self) -> bool | None:
        if self.target is None:
            return None
        return self.value <= self.target if self.most else self.value >= self.target


def of_publication(found: Publication) -> list[Figure]:
    return [
        Figure("first publication in bulk", found.rate, "claims/s", 1_000),
        Figure("  entries appended", found.entries / found.seconds, "entries/s"),
    ]


def of_lists(found: Lists) -> list[Figure]:
    figures: list[Figure] = []
    for filter_, ours in found.ours.items():
        plain, bare, again = found.plain[filter_], found.bare[filter_], found.again[filter_]
        variants = {
            "registry, made each time": ours,
            "registry, again": again,
            "plain way": plain,
            "bare handler": bare,
        }
        figures += [
            *_rates(f"list by {filter_}", variants),
            Figure("  registry, made each time / plain way", times(ours, plain), "times", 80),
            Figure("  registry, again / plain way", times(again, plain), "times", 80),
            Figure("  registry, made each time / bare handler", times(ours, bare), "times", 0.3),
        ]
    return [*figures, *_costs(found.layers)]


def _costs(layers: dict[str, Series]) -> Iterable[Figure]:
    """What each layer costs: the time an answer takes with it, less that without it."""
    named = list(layers.items())
    for (_, above), (layer, below) in pairwise(named):
        what = "Django's request and response" if layer == "bare" else layer
        yield Figure(f"  cost of {what}", 1000 / above.rate - 1000 / below.rate, "ms an answer")
    yield Figure("  the bare handler itself", 1000 / named[-1][1].rate, "ms an answer")


def of_pages(found: Pages) -> list[Figure]:
    variants = {
        "plain way": found.plain,
        "registry, first made": found.cold,
        "registry, again": found.kept,
        "registry, unchanged (304)": found.unchanged,
    }
    return [
        *_rates("claim page", variants),
        Figure("  first made / plain way", times(found.cold, found.plain), "times", 3),
        Figure("  again / plain way", times(found.kept, found.plain), "times", 20),
        Figure("  304 / plain way", times(found.unchanged, found.plain), "times", 20),
    ]


def of_search(found: Search) -> list[Figure]:
    common, rare = found.commonest_word, found.rare_word
    return [
        *_rates("search", {f"commonest word (in {common.claims} claims)": found.commonest}),
        *_rates("search", {f"rare word (in {rare.claims} claims)": found.rare}),
        Figure("  commonest takes, of a rare one", times(found.rare, found.commonest), "times", 5, most=True),
    ]


def of_exports(found: Exports) -> list[Figure]:
    return [
        *_rates("export", {"registry": found.ours, "psql COPY": found.psql, "plain way": found.plain}, unit="rows/s"),
        Figure("  registry / psql COPY", times(found.ours, found.psql), "times", 1),
        Figure("  registry / plain way", times(found.ours, found.plain), "times", 300),
        Figure("  memory of a worker before", found.memory_before / _MEGABYTE, "MB"),
        Figure("  memory of a worker, peak", found.memory_peak / _MEGABYTE, "MB"),
    ]


def of_sizes(small: Series, first: Series, behind: Series, *, small_size: int) -> list[Figure]:
    variants = {f"of {small_size:,} claims": small, "first page": first, "page 10,000": behind}
    return [
        *_rates("list", variants),
        Figure(f"  first page takes, of that of {small_size:,}", times(small, first), "times", 1.5, most=True),
        Figure("  page 10,000 takes, of the first", times(first, behind), "times", 1.5, most=True),
    ]


def of_datasette(found: Beside) -> list[Figure]:
    return [
        *_rates(
            "list by kind",
            {
                "registry, made each time": found.ours,
                "registry, again": found.again,
                "bare handler": found.bare,
                "Datasette": found.datasette,
            },
        ),
        Figure("  registry, made each time / Datasette", times(found.ours, found.datasette), "times", 6),
        Figure("  registry, again / Datasette", times(found.again, found.datasette), "times", 6),
        Figure("  bare handler / Datasette", times(found.bare, found.datasette), "times"),
        *_rates("export", {"registry": found.our_export, "Datasette's CSV": found.its_export}, unit="rows/s"),
        Figure("  registry / Datasette's CSV", times(found.our_export, found.its_export), "times", 5),
    ]


def _rates(what: str, variants: dict[str, Series], *, unit: str = "answers/s") -> Iterable[Figure]:
    for name, series in variants.items():
        yield Figure(f"{what}: {name}", series.rate, unit, milliseconds=series.milliseconds)


def show(figures: Iterable[Figure], *, title: str) -> None:
    table = Table(title=title, title_justify="left")
    table.add_column("")
    table.add_column("median", justify="right")
    table.add_column("unit")
    table.add_column("ms", justify="right")
    table.add_column("target", justify="right")
    for figure in figures:
        latency = f"{figure.milliseconds:.1f}" if figure.milliseconds else ""
        table.add_row(figure.what, _number(figure.value), figure.unit, latency, _target(figure))
    console().print(table)


def console(*, stderr: bool = False) -> Console:
    """A console as wide as the terminal; into a file as wide as the table wants."""
    found = Console(stderr=stderr)
    return found if found.is_terminal else Console(stderr=stderr, width=_WIDTH)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.2f}"


def _target(figure: Figure) -> str:
    if figure.target is None:
        return ""
    return f"{'≤' if figure.most else '≥'} {_number(figure.target)} {'reached' if figure.reached else 'MISSED'}"


def keep(path: Path, figures: Iterable[Figure], *, settings: dict[str, Any]) -> None:
    """Write the figures with what they were measured on."""
    content = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"processors": os.cpu_count(), "platform": platform.platform(), "python": platform.python_version()},
        "load_average": os.getloadavg(),
        **settings,
        "figures": [
            {"what": one.what.strip(), "value": round(one.value, 3), "unit": one.unit, "target": one.target}
            | {"reached": one.reached, "median_ms": one.milliseconds and round(one.milliseconds, 2)}
            for one in figures
        ],
    }
    path.write_text(json.dumps(content, indent=1) + "\n")
