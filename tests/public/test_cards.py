"""The images of link previews: what is on them, that it fits, that every script is drawn, what they cost."""

import re
import struct
from xml.sax.saxutils import escape

import pytest

from claims.ledger.takedown import withdraw
from claims.public.cards import card as cards
from claims.public.cards.letters import BOLD, OTHERS, direction, drawable, fitted, runs, width
from tests.forgetting import forget_answers
from tests.public.documents import claim_document, party, statement_document
from tests.public.registry import HOSTILE, publish_dispute

pure = pytest.mark.no_database


def disputed(first="Armenia", second="Azerbaijan", **changes):
    return claim_document(statement_document(1, "asserts", first), statement_document(2, "denies", second), **changes)


def words(svg: str) -> list[str]:
    return [re.sub("<[^>]+>", "", line) for line in re.findall("<text.*?</text>", svg)]


def svg_of(claim) -> str:
    return cards.card(claim["question"] or claim["text"], cards.sides_of(claim), note="")


@pure
def test_card_has_the_question_and_every_side():
    claim = disputed()
    claim["standing"]["contradicted_by"] = [party("Egypt"), party("Azerbaijan")]

    assert words(svg_of(claim))[2:-2] == [
        *("Was a jet shot down?", "Claimed by", "Armenia", "Denied by", "Azerbaijan", "Contradicted by", "Egypt"),
    ]


@pure
def test_sides_are_alike_whoever_stands_on_them():
    one, other = svg_of(disputed("Armenia", "Azerbaijan")), svg_of(disputed("Azerbaijan", "Armenia"))

    assert one.replace("Armenia", "A").replace("Azerbaijan", "B") == other.replace("Azerbaijan", "A").replace(
        "Armenia", "B"
    )


@pure
def test_a_side_on_which_nobody_stands_is_as_large():
    claim = claim_document(statement_document(1, "asserts", "Armenia"))

    panels = re.findall(r'<rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)" fill="#f3f1ec"/>', svg_of(claim))

    assert "Denied by no one on record" in " ".join(words(svg_of(claim)))
    assert len({panel[1:] for panel in panels}) == 1


@pure
def test_long_names_shrink_and_what_is_left_out_is_said():
    names = [f"{number}th Ministry of Foreign Affairs of a country" for number in range(12)]
    claim = claim_document(
        *(statement_document(number, "asserts", name) for number, name in enumerate(names)),
        statement_document(99, "denies", "B"),
    )

    lines = words(svg_of(claim))

    assert OTHERS in lines
    shown = " ".join(lines)
    assert sum(name in shown for name in names) >= 1
    assert not any(name[:9] in shown and name not in shown for name in names)


@pure
@pytest.mark.parametrize("text", ["word " * 300, "x" * 5000, "слово " * 90, "كلمة " * 90])
def test_lines_are_never_wider_than_their_room(text):
    block = fitted([text, "Second"], room=500, height=200, sizes=(40, 30, 20), weight=BOLD)

    assert block.height <= 200
    assert max(width(line, block.size, BOLD) for line in block.lines) <= 500 + width(" …", block.size, BOLD)
    assert block.lines[-1] in ("Second", OTHERS)


@pure
@pytest.mark.parametrize(
    ("text", "drawn"),
    [("Россия Հայաստան საქართველო مصر Şuşa", "Россия Հայաստան საქართველო مصر Şuşa"), ("北京 नेपाल", "BeiJing nepal")],
)
def test_letters_without_a_font_are_written_in_latin_ones(text, drawn):
    assert drawable(text) == drawn


@pure
def test_lines_run_as_their_first_letter_does():
    assert [direction(text) for text in ("(Su-25) jet", "«مصر» Egypt", "25", "שלום")] == ["ltr", "rtl", "ltr", "rtl"]
    assert runs("مصر Su", "rtl") == [
        ("Noto Sans", "\u2067"),
        ("Noto Sans Arabic", "مصر"),
        ("Noto Sans", " Su\u2069"),
    ]


@pure
def test_hostile_text_is_text():
    svg = svg_of(disputed(HOSTILE[:40], question=HOSTILE))

    assert "<script" not in svg
    assert escape("<script>") in svg


@pure
def test_every_script_is_drawn_within_bounds():
    claim = disputed("Հայաստան და საქართველო", "مصر", question="هل أُسقطت الطائرة (Su-25) في Şuşa/Шуша/שושה 舒沙 😀؟")

    png = cards.claim_card(claim)

    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (1200, 630)
    assert len(png) < 300_000


def test_card_is_made_once_and_gone_with_its_claim(client, monkeypatch):
    forget_answers()
    claim = publish_dispute()
    first = client.get("/claims/su-25-downing.png?v=1", headers={"Accept-Encoding": "gzip"})
    monkeypatch.setattr("claims.public.cards.views.claim_card", lambda claim: 1 / 0)
    kept = client.get("/claims/su-25-downing.png")
    known = client.get("/claims/su-25-downing.png", headers={"If-None-Match": first["ETag"]})
    claim.refresh_from_db()
    withdraw(record=claim, by=None, reason="Recorded by mistake.")

    assert (first.status_code, first["Content-Type"], first.has_header("Content-Encoding")) == (200, "image/png", False)
    assert kept.content == first.content
    assert known.status_code == 304
    assert client.get("/claims/su-25-downing.png").status_code == 410


def test_pages_name_their_card(client):
    publish_dispute()

    claim, home = (client.get(path).content.decode() for path in ("/claims/su-25-downing/", "/"))

    title = "Claimed by Armenia; denied by Azerbaijan and Turkey — Was an Armenian Su-25 shot down by a Turkish F-16?"
    assert 'og:image" content="http://127.0.0.1:8000/claims/su-25-downing.png?v=1">' in claim
    assert f'og:image:alt" content="{title}">' in claim
    assert 'og:image" content="http://127.0.0.1:8000/card.png">' in home
    assert client.get("/card.png").content[:4] == b"\x89PNG"
