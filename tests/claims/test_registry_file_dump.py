"""The way out and back: dump, load into an empty registry, dump gives the same bytes, of every field."""

import json

from django.contrib.auth import get_user_model
from django.core.management import call_command

from claims.models import Claim
from claims.registry_file.shape import SECTIONS, KeptParts, Part, Parts, Rows
from tests import factories
from tests.claims.registry_files import dumped, load_text, parse, plain

# Every key of every list at least once, in the order and words of a dump.
WHOLE = """\
# A registry file: docs/registry-file.md says what each key is.

publishers:
  - slug: outlet
    name: "Test: outlet"
    kind: outlet
    country: AM
    homepage: "https://example.org/"
    public_state: published

places:
  - slug: martakert
    names:
      - Agdere
      - name: Martakert
        language: hy
    latitude: "40.210000"
    longitude: "46.820000"
    precision_km: "5.00"

sources:
  - slug: article
    publisher: outlet
    kind: article
    title: Test article
    url: "https://example.org/article"
    archive_url: "https://archive.example.org/article"
    published: "2020-09-28"
    dateline: Testville
    retrieved_at: "2020-09-29T10:00:00.123456Z"
    language: en
    derived_from: post
    public_state: published
  - slug: post
    publisher: outlet
    kind: social_post
    title: Test post
    public_state: published

actors:
  - slug: armenia
    name: Armenia
    aliases:
      - "Հայաստան"
      - name: Hayastan
        language: hy-Latn
    kind: state
    country: AM
    public_state: published
  - slug: outlet-voice
    name: Outlet
    kind: media
    publisher: outlet
    public_state: never
    work_state: in_review
  - slug: spokeswoman
    name: A spokeswoman
    kind: person
    role: Spokeswoman
    part_of: armenia
    speaks_for: armenia
    public_state: published

events:
  - slug: fighting
    title: Test fighting
    occurred: "2020-09-27/.."
    public_state: published
  - slug: town
    title: Reported fire on a town
    place: martakert
    part_of: fighting
    public_state: published

claims:
  - slug: deaths
    event: town
    question: How many were killed?
    text: |-
      Dozens were killed.

      All of them soldiers.
    language: en-GB
    kind: casualties
    about:
      - actor: armenia
        as: affected
      - actor: spokeswoman
    occurred: "2020-09-28"
    rests_on: [fire]
    figure:
      measure: killed
      population: military
      side: all
      area: Karabakh
      low: 24
      quantifier: at_least
      as_worded: dozens
      basis: cumulative
      counted_from: "2020-09-27"
      as_of: "2020-09-28"
    note: A public note.
    internal_notes: An internal note.
    numbers_given: 9
    public_state: published
    statements:
      - id: deaths.2
        actor: spokeswoman
        stance: asserts
        source: article
        primary_source: post
        said: "2020-09-28T10:00:00+04:00"
        quote: "Քսանչորս"
        quote_language: hy
        quote_wording: original
        quote_translation: Twenty-four
        passage: She said that dozens were killed.
        passage_language: en
        passage_wording: as_relayed
        passage_translation: "-"
        locator: "24, 27"
      - id: deaths.1
        actor: armenia
        stance: denies
        elements: [quantity, time]
        source: article
    response_searches:
      - actor: armenia
        searched_in: The ministry's site
        searched: "2020-10-01"
    assessments:
      - id: deaths.a3
        organisation: outlet
        rating: Half true
        scale: "True, half true, false"
        summary: They counted.
        url: "https://example.org/rating"
        rated: 2020-11
  - slug: fire
    event: town
    text: There was fire on the town.
    kind: attack
    public_state: published
  - slug: unheard
    event: town
    text: Nobody was asked.
    kind: other
    figure:
      measure: other
      low: 1
      high: 2
    public_state: never

contradictions:
  - id: a-pair
    claims: [fire, deaths]
    kind: contrary
    element: occurrence
    reason: Not both.
    public_state: published

counter_accusations:
  - id: fire--deaths
    claims: [fire, deaths]
    reason: Each the other.
    public_state: published

rejected_pairs:
  - claims: [unheard, fire]
    reason: Both can be.

different_pairs:
  - claims: [deaths, unheard]

redirects:
  - type: actor
    slug: hayastan
    into: armenia
"""
WHOLE = (
    WHOLE.replace("rated: 2020-11", 'rated: "2020-11"')
    .replace('scale: "True, half true, false"', "scale: True, half true, false")
    .replace('"Հայաստան"', "Հայաստան")
    .replace('"Քսանչորս"', "Քսանչորս")
)


def test_a_dump_is_loaded_into_an_empty_registry_and_dumped_as_the_same_bytes():
    load_text(WHOLE, publish=True)

    assert dumped() == WHOLE


def test_a_dump_loaded_over_its_own_registry_changes_nothing():
    load_text(WHOLE, publish=True)
    before = list(Claim.objects.values_list("slug", "revision"))

    loading = load_text(WHOLE)

    assert {row.outcome.value for row in loading.report.rows} == {"unchanged"}
    assert list(Claim.objects.values_list("slug", "revision")) == before


def test_the_whole_file_above_holds_every_key_there_is():
    found = plain(parse(WHOLE))

    def missing(rows: Rows, items: list) -> list[str]:
        given = {name for item in items if isinstance(item, dict) for name in item}
        lacking = [f"{rows.noun}.{key.name}" for key in rows.keys if key.name not in given and key.name != rows.bare]
        for key in rows.keys:
            inner = [item[key.name] for item in items if isinstance(item, dict) and key.name in item]
            if isinstance(key, Parts | KeptParts):
                lacking += missing(key.rows, [part for parts in inner for part in parts])
            elif isinstance(key, Part):
                lacking += missing(key.rows, inner)
        return lacking

    lacking = [name for section in SECTIONS for name in missing(section, found[section.name])]
    assert [name for name in lacking if not name.endswith(".work_state")] == []


# What a registry file does not hold, and why.
LEFT_OUT = {
    "id": "a row's own",
    "key": "the ledger's name for the record; another registry gives another",
    "revision": "counted by the database",
    "edited_by": "private: who edited",
    "editors": "private: who edited since it was published",
    "searched_by": "private: who looked",
    "said_by": "private: who told two claims apart",
    "said_at": "private: when",
    "url_key": "computed of the address",
    "folded": "computed of names and titles",
    "terms": "computed of text and question",
}


def test_every_field_of_every_record_is_in_the_file_or_left_out_for_a_reason():
    def rows_of(rows: Rows):
        yield rows
        for key in rows.keys:
            if isinstance(key, Part | Parts | KeptParts):
                yield from rows_of(key.rows)

    for section in SECTIONS:
        for rows in rows_of(section):
            named = {key.attribute for key in rows.keys} | {rows.owner, "slug"}
            if "claims" in rows.by_name:
                named |= {"first_claim", "second_claim"}
            if rows.noun == "figure":
                named |= {"all_sides"}
            fields = {field.name for field in rows.model._meta.local_concrete_fields}
            derived = {name for name in fields if name.endswith(("_earliest", "_latest", "_sort"))}
            assert fields - named - derived - set(LEFT_OUT) == set(), rows.noun


def test_json_says_the_same_as_yaml(tmp_path):
    load_text(WHOLE, publish=True)

    call_command("dump", str(tmp_path / "all.json"))

    found = json.loads((tmp_path / "all.json").read_text())
    assert found.pop("redirects") == [{"type": "actor", "slug": "hayastan", "into": "armenia"}]
    assert {name: len(records) for name, records in found.items()} == {
        name: len(records) for name, records in plain(parse(WHOLE)).items() if name != "redirects"
    }
    assert found["claims"][0]["figure"]["low"] == 24
    assert plain(parse((tmp_path / "all.json").read_text()))["claims"] == plain(parse(WHOLE))["claims"]


def test_an_empty_registry_is_an_empty_file(tmp_path):
    call_command("dump", str(tmp_path / "all.json"))

    assert (tmp_path / "all.json").read_text() == "{}\n"
    assert parse(dumped()).values == {}


def test_captures_and_who_edited_are_not_in_a_dump():
    user = get_user_model().objects.create_user("private-person")
    source = factories.make_source(by=user)
    source.captures.create(text="Private capture", retrieved_at="2020-01-01T00:00Z")

    assert "rivate" not in dumped()


def test_a_dump_asks_as_many_questions_for_ten_claims_as_for_one(
    django_assert_num_queries, django_assert_max_num_queries
):
    def make_claims(number: int) -> None:
        for _ in range(number):
            actor = factories.make_actor(aliases=[("Other", "en")])
            factories.make_claim(about=[actor], figure={}, statements=[{}], response_searches=[{}], assessments=[{}])

    make_claims(1)
    with django_assert_max_num_queries(100) as one:
        dumped()
    make_claims(9)

    with django_assert_num_queries(len(one)):
        dumped()
