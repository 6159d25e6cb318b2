"""The generator of the benchmarks makes registries that the product could hold, and the same ones each time."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from claims.ledger.publish import publish_many
from claims.ledger.published import PublishedClaim, PublishedRecord
from claims.models import Actor, Claim, Contradiction, CounterAccusation, Event, Statement
from claims.public.pages.records import claim_page
from sources.models import Publisher, Source
from tests.benchmarks.comparing import differences
from tests.benchmarks.generator import generate
from tests.benchmarks.plain import ways
from tests.benchmarks.plain.pages import claim_page as plain_page

RECORDS = (Publisher, Source, Actor, Event, Claim)


def test_a_generated_registry_can_be_published_whole():
    generate(claims=200)

    publish_many(records=[record for model in RECORDS for record in model.objects.all()], by=None)

    public = Counter(PublishedRecord.objects.values_list("type", flat=True))
    assert public == Counter({model.type: model.objects.count() for model in RECORDS})
    assert PublishedClaim.objects.current().count() == 200


def test_a_generated_registry_passes_the_checks_of_the_forms():
    generate(claims=60)

    for model in (*RECORDS, Statement):
        for record in model.objects.all():
            record.full_clean()


def test_a_generated_registry_has_the_shares_that_it_promises():
    generate(claims=400)

    stances = Counter(Statement.objects.values_list("stance", flat=True))
    assert stances.total() / 400 == pytest.approx(3, abs=0.3)
    assert stances["denies"] / stances.total() == pytest.approx(0.1, abs=0.03)


def test_the_plain_page_is_the_same_page(rf, settings):
    settings.TEMPLATES = ways.TEMPLATES
    generate(claims=30)
    records = [record for model in (Claim, Contradiction, CounterAccusation) for record in model.objects.order_by("id")]
    publish_many(records=records, by=None)
    slugs = PublishedClaim.objects.current().values_list("slug", flat=True)
    request = rf.get("/claims/")
    request.user = AnonymousUser()

    pages = [(claim_page(request, slug=slug), plain_page(request, slug=slug)) for slug in slugs]

    different = [next(differences(ours.text, plain.text), None) for ours, plain in pages]
    assert different == [None] * 30


def texts(seed: int) -> list[tuple[str, ...]]:
    """The claims that a seed gives; nothing of them stays."""
    with transaction.atomic():
        generate(claims=30, seed=seed)
        found = list(Claim.objects.order_by("slug").values_list("slug", "text", "key"))
        transaction.set_rollback(True)
    return found


def test_the_same_seed_gives_the_same_claims_and_another_seed_others():
    first, again, other = texts(7), texts(7), texts(8)

    assert first == again != other
    assert len(first) == 30


ROOT = Path(__file__).parent.parent
PROGRAMS = sorted(
    f"tests.benchmarks.{path.stem}".removesuffix(".__main__")
    for path in (ROOT / "tests/benchmarks").glob("*.py")
    if "ArgumentParser" in path.read_text(encoding="utf-8")
)


@pytest.mark.no_database
@pytest.mark.parametrize("program", PROGRAMS)
def test_every_benchmark_can_be_begun(program):
    done = subprocess.run(
        [sys.executable, "-m", program, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "--help" in done.stdout
