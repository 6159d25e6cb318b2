"""Claims that say the same are found while one is typed, whatever the wording, the spelling or the script."""

from __future__ import annotations

from django.db import connection

from claims.models import Claim, DifferentPair
from claims.similarity import Sketch, find_different, similar_to
from claims.vocabulary import ClaimKind
from tests.claims.paraphrases import Paraphrases
from tests.factories import make_claim, make_contradiction, make_event


def store(texts: list[str]) -> None:
    event = make_event()
    Claim.objects.bulk_create(
        Claim(slug=f"stored-{number}", text=text, event=event, kind=ClaimKind.OTHER)
        for number, text in enumerate(texts)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_claim")


def texts_like(typed: str, **sketch: object) -> list[str]:
    return [one.claim.text for one in similar_to(sketch=Sketch(text=typed, **sketch))]  # type: ignore[arg-type]


def test_true_twin_is_among_the_first_five_for_nine_of_ten_paraphrases() -> None:
    paraphrases = Paraphrases(pairs=200)
    store([*(twins.claim for twins in paraphrases.twins), *paraphrases.others])

    missed = [twins for twins in paraphrases.twins if twins.claim not in texts_like(twins.typed)[:5]]

    assert len(missed) <= 20, missed


def test_claim_is_not_shown_beside_itself() -> None:
    claim = make_claim(text="Testland closed the bridge at Qaradash.")

    assert similar_to(sketch=Sketch(text=claim.text, claim=claim.pk)) == []


def test_what_is_on_record_of_the_two_is_said() -> None:
    one = make_claim(text="Testland closed the bridge at Qaradash.")
    other = make_claim(text="The bridge at Garadash was never shut by Testland.")
    make_contradiction(first_claim=other, second_claim=one)

    (found,) = similar_to(sketch=Sketch(text=one.text, claim=one.pk))

    assert (found.claim, found.joined) == (other, ["contradiction"])


def test_different_claims_are_shown_no_more_to_either() -> None:
    one, other = (make_claim(text=f"Testland closed the {thing} at Qaradash.") for thing in ("bridge", "bridges"))
    find_different(claim=one, other=other, by=None)

    shown = [similar_to(sketch=Sketch(text=claim.text, claim=claim.pk)) for claim in (one, other)]

    assert shown == [[], []]
    assert DifferentPair.objects.count() == 1


def test_claims_of_the_same_event_come_first() -> None:
    event = make_event()
    elsewhere = make_claim(text="The bridge at Qaradash is closed.")
    here = make_claim(text="The bridge at Qaradash is closed.", event=event)

    found = similar_to(sketch=Sketch(text="The bridge at Qaradash is closed.", event=event.pk))

    assert [one.claim for one in found] == [here, elsewhere]


def test_raw_import_is_found_by_its_terms_too() -> None:
    store(["Testland closed the bridge at Qaradash."])

    assert texts_like("At Garadash, Testland shut a bridge.") == ["Testland closed the bridge at Qaradash."]
