"""Which versions hold what is sought, so many and no more of them looked at, however large the registry is.

Two ways. The newest versions are gone through one by one, which is short where many hold it; or the indexes are asked,
which is short where few do, and finds what is old. The statistics of the database tell which way is tried first
(common.py), and the other follows where the first does not find enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db import connections

from claims.ledger.published import Version
from claims.public.reading import Snapshot
from claims.public.searching import common
from factreg.search_terms import Sought

# So many of the newest versions are gone through, and so many matches among them are enough.
NEWEST, ENOUGH = 20_000, 200
# So many that the indexes name are looked at. Of those that match, the newest are ranked.
LOOKED_AT, RANKED = 5_000, 1_000

Row = tuple[str, str]  # document, folded words


# The newest that are gone through where time is short.
FEW = 1_000


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on versions. `loose`: what the indexes can tell of it without the rows, if they can't tell all."""

    sql: str
    params: Sequence[Any]
    columns: tuple[str, ...]
    loose: Condition | None = None

    @classmethod
    def words(cls, query: str, loose: Condition | None = None) -> Self:
        """What a query of PostgreSQL's for words finds."""
        return cls("search @@ to_tsquery('simple', %s)", [query], ("search",), loose)

    @classmethod
    def any(cls, conditions: Sequence[Condition]) -> Self:
        return cls(
            f"({' OR '.join(one.sql for one in conditions)})",
            [value for one in conditions for value in one.params],
            tuple(dict.fromkeys(column for one in conditions for column in one.columns)),
        )

    def __and__(self, other: Condition) -> Condition:
        columns = tuple(dict.fromkeys((*self.columns, *other.columns)))
        return Condition(f"{self.sql} AND {other.sql}", [*self.params, *other.params], columns)


@dataclass(frozen=True, slots=True)
class Candidates:
    """The best of what was ranked. `cut`: more may match than was looked at; `slow`: for want of time."""

    rows: Sequence[Row] = ()
    ranked: int = 0
    cut: bool = False
    slow: bool = False


_BEST = """
SELECT counted.looked_at, counted.ranked, best.document, best.folded
FROM (SELECT {looked_at}, (SELECT count(*) FROM found)) AS counted(looked_at, ranked)
LEFT JOIN LATERAL (
    SELECT document, folded, ts_rank(search, to_tsquery('simple', %s)) AS rank, first_seq
    FROM "{table}" WHERE seq IN (SELECT seq FROM found) ORDER BY rank DESC, first_seq DESC LIMIT {kept}
) AS best ON true ORDER BY best.rank DESC, best.first_seq DESC
"""
# The innermost limit is a fence: what is sought is looked for only among these, one after another, until enough match.
_NEWEST = """
WITH found AS MATERIALIZED (
    SELECT seq FROM ({versions} ORDER BY seq DESC LIMIT {newest}) AS version
    WHERE {condition} ORDER BY seq DESC LIMIT {ranked}
)"""
# Without a limit of its own, so that the planner does not hope to come across what few versions hold.
_INDEXED = """
WITH matching AS MATERIALIZED (SELECT {columns} FROM ({versions}) AS version WHERE {loose}),
looked_at AS MATERIALIZED (SELECT * FROM matching LIMIT {looked_at}),
found AS MATERIALIZED (SELECT seq FROM looked_at WHERE {condition} ORDER BY seq DESC LIMIT {ranked})"""


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is looked for in a table: the best `kept` by the rank of the terms.

    `some`: any of the terms is enough; `tokens`: any of these.
    """

    model: type[Version]
    condition: Condition
    at: Snapshot
    sought: Sought
    some: bool
    kept: int
    tokens: Sequence[str] = ()

    def candidates(self) -> Iterator[Candidates]:
        """What each way finds, the last the best. It is asked for more only where there may be more."""
        ways: list[Callable[[], Candidates]] = [self._indexed, self._newest]
        if self._is_common():
            ways.reverse()
        best = Candidates(cut=True)
        for way in ways:
            found = way()
            if found.ranked >= best.ranked or not found.cut:
                best = found
            yield best
            if not best.cut or best.ranked >= ENOUGH:
                return

    def briefly(self) -> Candidates:
        """The best of the few newest, where time ran out for more."""
        found = self._newest(FEW)
        return Candidates(found.rows, found.ranked, cut=True, slow=True)

    def _is_common(self) -> bool:
        """Whether the newest versions probably hold enough. Of a small registry all are the newest."""
        if self.at.position <= NEWEST:
            return False
        if self.tokens:
            share = common.of_tokens(self.model, self.tokens)
        else:
            share = common.of_words(self.model, self.sought, some=self.some)
        return share >= ENOUGH / NEWEST

    def _newest(self, newest: int | None = None) -> Candidates:
        newest = NEWEST if newest is None else newest
        versions, values = self._versions()
        gathered = _NEWEST.format(versions=versions, newest=newest, condition=self.condition.sql, ranked=RANKED)
        rows, ranked, _ = self._best(gathered, [*values, *self.condition.params], looked_at="0")
        return Candidates(rows, ranked, cut=ranked >= RANKED or self.at.position > newest)

    def _indexed(self) -> Candidates:
        condition, loose = self.condition, self.condition.loose
        versions, values = self._versions()
        gathered = _INDEXED.format(
            columns="*" if loose else "seq",
            versions=versions,
            loose=loose.sql if loose else condition.sql,
            looked_at=LOOKED_AT,
            condition=condition.sql if loose else "true",
            ranked=RANKED,
        )
        params = [*values, *(loose.params if loose else ()), *condition.params]
        rows, ranked, looked_at = self._best(gathered, params, looked_at="(SELECT count(*) FROM looked_at)")
        return Candidates(rows, ranked, cut=looked_at >= LOOKED_AT or ranked >= RANKED)

    def _versions(self) -> tuple[str, Sequence[Any]]:
        """The versions that the state shows, in no order, with what is asked of them."""
        shown = self.at.of(self.model).order_by().values("seq", *self.condition.columns)
        return shown.query.sql_with_params()

    def _best(self, gathered: str, params: Sequence[Any], *, looked_at: str) -> tuple[list[Row], int, int]:
        """The best rows, how many were ranked, and how many looked at."""
        best = _BEST.format(looked_at=looked_at, table=self.model._meta.db_table, kept=self.kept)
        with connections["public"].cursor() as cursor:
            cursor.execute(gathered + best, [*params, self.sought.any_of])
            found = cursor.fetchall()
        rows = [(document, folded) for _, _, document, folded in found if document is not None]
        return rows, found[0][1], found[0][0]
