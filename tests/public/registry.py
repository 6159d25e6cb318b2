"""Published claims that the tests of the pages share, in the database."""

# ruff: noqa: RUF001 - letters of other scripts are meant

from typing import Any

from claims.ledger.publish import publish
from claims.models import Claim
from tests.factories import (
    make_actor,
    make_claim,
    make_contradiction,
    make_counter_accusation,
    make_event,
    make_publisher,
    make_source,
)

HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>'
ENDLESS = "x" * 5000


def publish_dispute(
    *, asserting: str = "Armenia", denying: tuple[str, ...] = ("Azerbaijan", "Turkey"), **fields: Any
) -> Claim:
    """The Su-25: asserted by a spokeswoman, denied by others, read in one live blog."""
    party = make_actor(name=asserting)
    speaker = make_actor(name="Shushan Stepanyan", kind="person", role="Spokeswoman", speaks_for=party)
    source = make_source(title="Live blog", published="2020-09-29", publisher=make_publisher(name="An outlet"))
    post = make_source(title="Post of the spokeswoman", kind="social_post", publisher=make_publisher(name="Facebook"))
    statements = [
        {"actor": speaker, "source": source, "primary_source": post, "quote": "shot down", "locator": "25-26"},
        *({"actor": make_actor(name=name), "source": source, "stance": "denies"} for name in denying),
    ]
    claim = make_claim(
        **{
            "slug": "su-25-downing",
            "question": "Was an Armenian Su-25 shot down by a Turkish F-16?",
            "text": "A Turkish F-16 shot down an Armenian Su-25.",
            "statements": statements,
            **fields,
        }
    )
    publish(record=claim, by=None)
    return claim


def publish_three_sided_claim() -> Claim:
    """Everything that a claim's page can show, in several scripts."""
    source = make_source(title="تقرير من خط التماس", language="ar", url="https://example.org/a", published="2020-09-30")
    russia, egypt = make_actor(name="Россия"), make_actor(name="مصر", aliases=[("Egypt", "en")])
    ground = make_claim(slug="ground", text="A jet was lost.", statements=[{"actor": egypt}])
    claim = make_claim(
        slug="three-sides",
        text="A jet was shot down over the mountains.",
        question="Was a jet shot down over the mountains?",
        event=make_event(title="Reported loss of a jet", occurred="2020-09-29"),
        about=[(russia, "agent")],
        rests_on=[ground],
        figure={"measure": "aircraft_lost", "low": 1, "high": 2, "as_worded": "one or two"},
        statements=[
            {
                "actor": egypt,
                "source": source,
                "said": "2020-09-29",
                "quote": "أُسقطت الطائرة فوق الجبال (Su-25)، بحسب 3 شهود",
                "quote_language": "ar",
                "quote_translation": "The aircraft was shot down over the mountains (Su-25), by 3 witnesses",
                "passage": "مصر تؤكد سقوط الطائرة",
                "passage_language": "ar",
            },
            {
                "actor": make_actor(name="Հայաստան"),
                "source": source,
                "quote": "Ինքնաթիռը խոցվել է",
                "quote_language": "hy",
                "quote_wording": "as_relayed",
                "quote_translation": "The aircraft was hit",
            },
            {"actor": make_actor(name="Türkiye"), "source": source, "stance": "denies", "elements": ["agent", "means"]},
            {"actor": make_actor(name="აფხაზეთი"), "source": source, "stance": "denies", "said": "2020-10"},
            {"actor": russia, "source": source, "stance": "declines", "said": "2020-10-01"},
        ],
        response_searches=[{"actor": make_actor(name="Georgia"), "searched_in": "its site", "searched": "2020-10-02"}],
        assessments=[{"organisation": make_publisher(name="Checkers"), "rating": "Unproven", "rated": "2020-11"}],
        note="The wreck has not been shown.",
    )
    rival = make_claim(slug="no-jet-flew", text="No jet flew that day.", statements=[{"actor": russia}])
    charge = make_claim(slug="other-jet", text="Another jet was shot down.", statements=[{"actor": russia}])
    for record in (
        ground,
        rival,
        charge,
        claim,
        make_contradiction(first_claim=claim, second_claim=rival, reason="One of the two can't be."),
        make_counter_accusation(first_claim=claim, second_claim=charge, reason="Each says so of the other."),
    ):
        record.refresh_from_db()
        publish(record=record, by=None)
    return claim


_WORDS = [
    ("hy", "Թշնամու ինքնաթիռը խոցվել է մեր օդային տարածքում, ինչը հաստատում են տեսագրությունները։"),
    ("ar", "لا صحة لما يُقال عن إسقاط الطائرة (Su-25)، ولم تشارك قواتنا في أي عمل من هذا النوع."),
    ("tr", "Uçağın düşürüldüğü iddiası tamamen asılsızdır; hava kuvvetlerimiz o bölgede değildi."),
    ("ru", "Самолёт был сбит в нашем воздушном пространстве, что подтверждают объективные данные."),
]
_TRANSLATION = "The words above in English, about as long as what a spokesman says in one breath to the press."


def publish_long_dispute(statements: int = 20) -> Claim:
    """Many parties on either side, each in its own words with translation, source, archived copy and first source."""
    made = []
    for number in range(statements):
        party = make_actor(name=f"Party {number + 1}")
        speaker = make_actor(name=f"Ministry of Defence {number + 1}", role="Ministry", speaks_for=party)
        language, words = _WORDS[number % len(_WORDS)]
        first = make_source(title=f"Press release {number + 1}", kind="press_release", language=language)
        source = make_source(
            title=f"Report number {number + 1} on the loss of a jet",
            url=f"https://news.example.org/2020/09/29/reported-loss-of-a-jet-over-the-mountains-{number + 1}",
            archive_url=f"https://archive.example.org/20200930/news.example.org/reported-loss-of-a-jet-{number + 1}",
            published="2020-09-29",
        )
        made.append(
            {
                "actor": speaker,
                "source": source,
                "primary_source": first,
                "stance": "denies" if number % 2 else "asserts",
                "elements": ["agent", "means"] if number % 4 == 3 else [],
                "said": f"2020-09-{10 + number}",
                "quote": words,
                "quote_language": language,
                "quote_wording": "original",
                "quote_translation": _TRANSLATION,
                "locator": f"paragraph {number + 1}",
            }
        )
    claim = make_claim(
        slug="long-dispute",
        question="Was a jet shot down over the mountains?",
        text="A jet was shot down over the mountains by a jet of another air force.",
        statements=made,
    )
    publish(record=claim, by=None)
    return claim


def publish_hostile_claim() -> Claim:
    """Texts that try to break the page: markup, no spaces for 5,000 characters, directions mixed."""
    actor = make_actor(name=f"{HOSTILE} W{'o' * 150}rd", role=HOSTILE)
    source = make_source(title=f"{HOSTILE} {'t' * 200}", url=f"https://example.org/{'u' * 500}")
    denier = make_actor(name="Denier")
    claim = make_claim(
        slug="hostile",
        text=f"{HOSTILE} {ENDLESS[:900]}",
        event=make_event(title=f"{HOSTILE} שלום {'y' * 150}"),
        statements=[
            {
                "actor": actor,
                "source": source,
                "quote": ENDLESS,
                "quote_language": "en",
                "locator": HOSTILE,
            },
            {
                "actor": denier,
                "stance": "denies",
                "quote": f"{HOSTILE} مرحبا",
                "quote_language": "ar",
            },
        ],
        note=HOSTILE,
    )
    publish(record=claim, by=None)
    return claim
