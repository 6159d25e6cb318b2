"""Rounds of measurements: every variant once a round, in turn, so that what slows the machine slows them all alike."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import TypeVar

from tests.benchmarks.load import Job, Outcome

Name = TypeVar("Name")


class WrongAnswer(Exception):
    """A variant answered something else than the others: its figures would mean nothing."""


@dataclass(slots=True)
class Series:
    """What one variant did in each round, in answers (or rows) a second."""

    rates: list[float] = field(default_factory=list)
    median_ms: list[float] = field(default_factory=list)
    p95_ms: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return median(self.rates)

    @property
    def milliseconds(self) -> float:
        return median(self.median_ms) if self.median_ms else 0.0


def interleaved(jobs: Mapping[Name, Callable[[int], Job]], *, rounds: int) -> dict[Name, Series]:
    """Ask as the jobs say, round by round, after one round that only warms up. A job is told its round's number."""
    found = {name: Series() for name in jobs}
    for number in range(rounds + 1):
        for name, job in jobs.items():
            outcome = answered(job(number))
            if number:
                add(found[name], outcome)
    return found


def add(series: Series, outcome: Outcome) -> None:
    series.rates.append((outcome.lines or outcome.answers) / outcome.seconds)
    if outcome.median_ms:
        series.median_ms.append(outcome.median_ms)
        series.p95_ms.append(outcome.p95_ms)


def answered(job: Job) -> Outcome:
    """Have the load generator do a job, in its own process."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.load"],
        input=json.dumps(asdict(job)),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        timeout=job.seconds + 900,
    )
    if done.returncode:
        raise WrongAnswer(f"{job.requests[0][0]} on port {job.port} was not answered")
    outcome = Outcome(**json.loads(done.stdout))
    if outcome.wrong or not outcome.answers:
        raise WrongAnswer(f"{outcome.wrong} of {outcome.answers} answers to {job.requests[0][0]} were not {job.expect}")
    return outcome


def times(ours: Series, other: Series) -> float:
    """How many times the rate of the other ours is."""
    return ours.rate / other.rate
