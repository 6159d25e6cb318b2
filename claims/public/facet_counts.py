"""How many rows of a list each value of its facets would leave, in one statement of bounded cost.

Counted are the newest `MOST_COUNTED` rows that match: a list that has no more is counted exactly, of a longer one the
numbers are the least that there are. A facet's own values are left out where it is counted, since they are
alternatives to one another.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from claims.ledger.published import PublishedRecord
from claims.public.facets import (
    FACETS,
    Facet,
    LanguageFacet,
    RecordFacet,
    StanceFacet,
    TokenFacet,
    WordsFacet,
    YearFacet,
)
from claims.public.hierarchy import TREES
from claims.public.lists import Listing
from factreg.patience import TooSlow, patience

MOST_COUNTED = 1_000
# Seconds that counting may take. Where it takes longer, the values of the newest few are told, without numbers.
PATIENCE, BRIEFLY, FEW = 0.6, 0.2, 50
# How many values of a facet are read, those that are chosen first.
MOST_VALUES = 40
# How many records a facet's rows can name, those above them included: far more than they do.
MOST_NAMED = 20_000

_RECORDS = PublishedRecord._meta.db_table


@dataclass(frozen=True, slots=True)
class Counted:
    """A value of a facet and the rows that it would leave. `first_seq` orders records that leave as many."""

    value: str
    rows: int
    first_seq: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """All rows of the list, `MOST_COUNTED` + 1 standing for more, and the values of each facet.

    Not `whole`: counting took too long. The values are some of those that there are, and the numbers mean nothing.
    """

    total: int
    values: Mapping[str, list[Counted]]
    whole: bool = True

    @property
    def exact(self) -> bool:
        return self.whole and self.total <= MOST_COUNTED


def counts(listing: Listing, only: Container[str] | None = None) -> Counts:
    """The counts of a list's facets in its state, or of some of them. One query, or another in place of a slow one."""
    facets = [facet for facet in FACETS[listing.resource.name] if only is None or facet.name in only]
    with suppress(TooSlow), patience(PATIENCE, using="public"):
        return _counts(listing, facets, MOST_COUNTED)
    with suppress(TooSlow), patience(BRIEFLY, using="public"):
        return replace(_counts(listing, facets, FEW), whole=False)
    return Counts(0, {facet.name: [] for facet in facets}, whole=False)


def _counts(listing: Listing, facets: Sequence[Facet], most: int) -> Counts:
    try:
        statement = _Statement(listing, facets, most)
    except EmptyResultSet:
        return Counts(0, {facet.name: [] for facet in facets})
    with connections["public"].cursor() as cursor:
        cursor.execute(statement.sql, statement.params)
        rows = cursor.fetchall()
    values: dict[str, list[Counted]] = {facet.name: [] for facet in facets}
    total = 0
    for name, value, number, first_seq in rows:
        if name:
            values[name].append(Counted(value, number, first_seq))
        else:
            total = number
    for facet in facets:
        if isinstance(facet, LanguageFacet):
            values[facet.name] = _with_wider(values[facet.name])
        values[facet.name].sort(key=lambda found: (-found.rows, found.first_seq, found.value))
    return Counts(total, values)


def _with_wider(languages: Iterable[Counted]) -> list[Counted]:
    """Languages with the wider ones that keep them: `zh-Hant-TW` counts for `zh-hant` and `zh`."""
    summed: dict[str, int] = {}
    for language in languages:
        subtags = language.value.split("-")
        for length in range(1, len(subtags) + 1):
            wider = "-".join(subtags[:length])
            summed[wider] = summed.get(wider, 0) + language.rows
    return [Counted(tag, rows) for tag, rows in summed.items()]


@dataclass
class _Statement:
    """Composed of samples of rows, what each names in a facet, the trees above that, and the counts of all."""

    listing: Listing
    facets: Sequence[Facet]
    most: int
    params: list[Any] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _samples: dict[tuple[str, ...], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        base = self._sample(())
        read = {facet.name: self._sample(self._left_out(facet)) for facet in self.facets}
        named = [facet for facet in self.facets if isinstance(facet, RecordFacet)]
        for facet in named:
            self._names(facet, read[facet.name])
        for of, tree in dict.fromkeys((facet.of, facet.tree) for facet in named):
            self._tree(of, tree, [facet.name for facet in named if (facet.of, facet.tree) == (of, tree)])
        counted = [f"SELECT '' AS facet, '' AS value, count(*) AS number, 0::bigint AS first_seq FROM {base}"]
        counted += [f"({self._count(facet, read[facet.name])})" for facet in self.facets]
        self.sql = f"WITH RECURSIVE {', '.join(self._parts)} {' UNION ALL '.join(counted)}"

    def _left_out(self, facet: Facet) -> tuple[str, ...]:
        """The facet's own parameters, where it is set."""
        return tuple(name for name in facet.parameters if name in self.listing.filters.cleaned)

    def _sample(self, left_out: tuple[str, ...]) -> str:
        """The newest rows, filtered by all but some parameters. Facets that leave out nothing share one."""
        if left_out not in self._samples:
            name = self._samples[left_out] = f"sample_{len(self._samples)}"
            columns = self._columns(left_out)
            rows = self.listing.without(left_out).order_by("-first_seq").values_list(*columns)
            body = self._composed(rows[: self.most + 1])
            named = ", ".join(("n", *columns))
            numbered = f"SELECT row_number() OVER (), newest.* FROM ({body}) AS newest"
            self._parts.append(f"{name}({named}) AS MATERIALIZED ({numbered})")
        return self._samples[left_out]

    def _columns(self, left_out: tuple[str, ...]) -> list[str]:
        """What the facets that are counted on a sample read of its rows."""
        asked = {"seq"}
        for facet in self.facets:
            if self._left_out(facet) == left_out:
                asked.update(_columns_of(facet))
        return sorted(asked)

    def _composed(self, query: QuerySet[Any]) -> str:
        sql, params = query.query.get_compiler("public").as_sql()
        self.params += params
        return str(sql)

    def _names(self, facet: RecordFacet, sample: str) -> None:
        """`names_<facet>`: the records that each row of the sample names."""
        if isinstance(facet, StanceFacet):
            said = self.listing.filters.without(facet.parameters).said(facet.stance)
            body = self._composed(said.values_list("seq", "actor"))
            select = f"SELECT n, said.slug FROM {sample} JOIN ({body}) AS said(seq, slug) USING (seq)"
        elif isinstance(facet, TokenFacet):
            start = f"{facet.column}:"
            select = (
                f"SELECT n, substr(token, {len(start) + 1}) FROM {sample}, unnest(facets) AS token "
                f"WHERE starts_with(token, '{start}')"
            )
        else:
            select = f'SELECT n, "{facet.column}" FROM {sample} WHERE "{facet.column}" IS NOT NULL'
        self._parts.append(f"names_{facet.name}(n, slug) AS MATERIALIZED ({select})")

    def _tree(self, of: str, tree: str | None, facets: Iterable[str]) -> None:
        """`edges_…`: each record that is named or above one, with the one above it; `above_…`: all above each.

        As it is at the position, a record that was taken down included, like the filters (hierarchy.py). A record that
        was merged is left out, since a filter by its name finds its survivor's.
        """
        suffix = f"{of}_{tree or 'alone'}"
        named = " UNION ".join(f"SELECT DISTINCT slug::text FROM names_{name}" for name in facets)
        above, join = "NULL::text", ""
        if tree:
            model, column = TREES[tree]
            above = "parent.slug"
            join = f"""LEFT JOIN LATERAL (
                SELECT version."{column}"::text AS slug FROM "{model._meta.db_table}" AS version
                WHERE version.key = record.key AND version.seq <= %s ORDER BY version.version DESC LIMIT 1
            ) AS parent ON true"""
        # One by one, by their address: joined otherwise, all records of the type would be read.
        edge = f"""SELECT record.slug, {above}, record.first_seq FROM {{}} CROSS JOIN LATERAL (
                SELECT slug::text, key, first_seq FROM "{_RECORDS}"
                WHERE type = '{of}' AND slug = {{}} AND merged_into IS NULL LIMIT 1
            ) AS record {join}"""
        first, further = edge.format(f"({named}) AS named", "named.slug"), ""
        self.params += [self.listing.at.position] if tree else []
        if tree:
            further = " UNION " + edge.format(f"climbed_{suffix} AS below", "below.above")
            self.params.append(self.listing.at.position)
        # The limits keep the planner from expecting that recursion finds billions of rows.
        self._parts += [
            f"climbed_{suffix}(slug, above, first_seq) AS ({first}{further})",
            f"edges_{suffix} AS MATERIALIZED (SELECT * FROM climbed_{suffix} LIMIT {MOST_NAMED})",
            f"""reached_{suffix}(slug, above) AS (
                SELECT slug, slug FROM edges_{suffix} UNION
                SELECT low.slug, edge.above FROM reached_{suffix} AS low
                JOIN edges_{suffix} AS edge ON edge.slug = low.above WHERE edge.above IS NOT NULL
            )""",
            f"above_{suffix} AS MATERIALIZED (SELECT * FROM reached_{suffix} LIMIT {MOST_NAMED})",
        ]

    def _count(self, facet: Facet, sample: str) -> str:
        if isinstance(facet, RecordFacet):
            return self._count_records(facet)
        if isinstance(facet, YearFacet):
            return self._count_years(facet, sample)
        value, source = f'"{facet.column}"::text', sample
        if isinstance(facet, LanguageFacet):
            value = f"lower({value})"
        if isinstance(facet, WordsFacet):
            value, source = "word", f'{sample}, unnest("{facet.column}") AS word'
        return (
            f"SELECT '{facet.name}', {value}, count(*), 0::bigint FROM {source} "
            f"WHERE {value} IS NOT NULL GROUP BY 2 ORDER BY 3 DESC LIMIT {MOST_VALUES}"
        )

    def _count_records(self, facet: RecordFacet) -> str:
        """Topmost records and chosen ones. Of a list of the records themselves, those that have any below them."""
        suffix = f"{facet.of}_{facet.tree or 'alone'}"
        chosen = self.listing.parameters.get(facet.name, [])
        self.params += [chosen, chosen]
        several = "HAVING count(DISTINCT named.n) > 1" if facet.column == "slug" else ""
        return f"""SELECT '{facet.name}', edge.slug, count(DISTINCT named.n), min(edge.first_seq)
            FROM names_{facet.name} AS named JOIN above_{suffix} AS low ON low.slug = named.slug
            JOIN edges_{suffix} AS edge ON edge.slug = low.above
            WHERE edge.above IS NULL OR edge.slug = ANY(%s::text[])
            GROUP BY edge.slug {several}
            ORDER BY edge.slug = ANY(%s::text[]) DESC, 3 DESC, 4 LIMIT {MOST_VALUES}"""

    def _count_years(self, facet: YearFacet, sample: str) -> str:
        """As the bounds of a year find them: an open end may be any moment."""
        first, last = f"{facet.column}_earliest", f"{facet.column}_latest"
        undated = ""
        if self.listing.filters.cleaned.get("undated") == "include":
            undated = f"OR ({first} IS NULL AND {last} IS NULL)"
        return f"""SELECT '{facet.name}', year::text, count(*), 0::bigint FROM (
                SELECT year, make_timestamptz(year, 1, 1, 0, 0, 0, 'UTC') AS begins,
                    make_timestamptz(year + 1, 1, 1, 0, 0, 0, 'UTC') AS ends
                FROM (
                    SELECT DISTINCT extract(year FROM moment AT TIME ZONE 'UTC')::int AS year
                    FROM {sample}, LATERAL (VALUES ({first}), ({last})) AS bound(moment)
                    WHERE moment IS NOT NULL ORDER BY 1 DESC LIMIT {MOST_VALUES}
                ) AS found WHERE year BETWEEN 1 AND 9998 OFFSET 0
            ) AS years JOIN {sample} ON (
                ({last} >= begins OR ({last} IS NULL AND {first} IS NOT NULL))
                AND ({first} < ends OR ({first} IS NULL AND {last} IS NOT NULL))
                {undated}
            ) GROUP BY 2"""


def _columns_of(facet: Facet) -> Iterator[str]:
    if isinstance(facet, YearFacet):
        yield from (f"{facet.column}_earliest", f"{facet.column}_latest")
    elif isinstance(facet, TokenFacet):
        yield "facets"
    elif not isinstance(facet, StanceFacet):
        yield facet.column


def counts_without_each(listing: Listing) -> Mapping[str, int] | None:
    """What each filter alone keeps away: the rows that there would be without it; None if that takes too long."""
    names = [name for name, filter_ in listing.filters.filters.items() if not filter_.modifies]
    parts, params = [], []
    for name in names:
        rows = listing.without([name]).order_by().values_list("seq")[: MOST_COUNTED + 1]
        try:
            sql, values = rows.query.get_compiler("public").as_sql()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT '{name}', count(*) FROM ({sql}) AS rows")
        params += values
    if not parts:
        return {}
    with suppress(TooSlow), patience(PATIENCE, using="public"), connections["public"].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return dict(cursor.fetchall())
    return None
