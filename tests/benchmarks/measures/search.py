"""Search for the commonest word and for a rare one: the ranked list of the API, which nothing keeps."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from tests.benchmarks import samples
from tests.benchmarks.load import Job
from tests.benchmarks.measures.lists import PATH, ids
from tests.benchmarks.measuring import Series, WrongAnswer, interleaved
from tests.benchmarks.samples import Word
from tests.benchmarks.servers import BenchServer

_RESULTS = 20


@dataclass(frozen=True, slots=True)
class Search:
    """Rates in searches a second, of 20 results each."""

    commonest: Series
    rare: Series
    commonest_word: Word
    rare_word: Word


def measure(*, ours: BenchServer, rounds: int, seconds: float, connections: int) -> Search:
    words = dict(zip(("commonest", "rare"), samples.words(), strict=True))
    paths = {name: _path(word) for name, word in words.items()}
    for name, word in words.items():
        if len(ids(ours.port, paths[name])) != min(_RESULTS, word.claims):
            raise WrongAnswer(f"The search for {word.text} does not find the {word.claims} claims that hold it")
    found = interleaved(
        {
            name: lambda _, path=path: Job(ours.port, [(path, {})], connections=connections, seconds=seconds)
            for name, path in paths.items()
        },
        rounds=rounds,
    )
    return Search(**found, commonest_word=words["commonest"], rare_word=words["rare"])


def _path(word: Word) -> str:
    asked = {"q": f'"{word.text}"', "ordering": "relevance", "page_size": _RESULTS}  # quoted: in no other spelling
    return f"{PATH}?{urlencode(asked)}"
