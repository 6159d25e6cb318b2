"""Loading: what is refused and where, what is created, changed, unchanged; and that it is all or nothing."""

import pytest
from django.contrib.auth import get_user_model

from claims.models import Actor, Claim, Event, Figure
from claims.registry_file.loader import load
from sources.models import Publisher, Source
from tests.claims.registry_files import BASE, load_base, load_text, parse, refusals, told

PUBLISHER_KINDS = "outlet, agency, government, social_platform, organisation"
TYPES = "publisher, source, actor, event, claim, contradiction, counter-accusation"
ELEMENTS = "occurrence, agent, means, target, place, time, quantity, characterisation"


def test_a_second_load_changes_nothing_and_counts_no_revision():
    load_base()
    claim = Claim.objects.get(slug="first")

    second = load_text(BASE)

    assert {outcome for _, _, outcome, _ in told(second)} == {"unchanged"}
    assert Claim.objects.get(slug="first").revision == claim.revision


def test_records_may_name_each_other_in_any_order():
    load_text("""
        claims:
          - {slug: later, event: inner, text: It rests on another., kind: attack, rests_on: [earlier]}
          - {slug: earlier, event: inner, text: It happened., kind: attack}
        events:
          - {slug: inner, title: Inner, part_of: outer}
          - {slug: outer, title: Outer}
    """)

    assert Claim.objects.get(slug="later").rests_on.get().slug == "earlier"
    assert Event.objects.get(slug="inner").part_of.slug == "outer"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("clams: []", [(1, "`clams` is no list of a registry file; did you mean claims?")]),
        ("claims: {slug: a}", [(1, "`claims` must be a list")]),
        ("claims:\n- a", [(2, "a record must have keys, such as `slug: ...`")]),
        ("actors:\n- {name: A}", [(2, "`slug` is missing")]),
        ("contradictions:\n- {kind: contrary}", [(2, "`claims: [one, other]` is missing")]),
        (
            "publishers:\n- slug: one\n  nmae: A\n  kind: outlet",
            [(2, "name: is missing"), (3, "`nmae` is no key of a publisher; did you mean name?")],
        ),
        (
            "publishers:\n- {slug: one, name: A, kind: outlet}\n\n- {slug: one, name: B, kind: outlet}",
            [(4, "it stands on line 2 already")],
        ),
        ("publishers:\n- slug: one\n  name: [A]\n  kind: outlet", [(3, "name: must be a text")]),
        ("publishers:\n- slug: one\n  name: null\n  kind: outlet", [(3, "name: can't be empty.")]),
        (
            "publishers:\n- slug: one\n  name: A\n  kind: outlett",
            [
                (
                    4,
                    "kind: 'outlett' is not one of " + PUBLISHER_KINDS + "; did you mean outlet?",
                )
            ],
        ),
        (
            "publishers:\n- slug: Not A Slug\n  name: A\n  kind: outlet",
            [(2, "slug: Use lower-case Latin letters, digits and single hyphens, for example su-25-downing.")],
        ),
        (
            "actors:\n- slug: one\n  name: A\n  kind: state\n  speaks_for: oen",
            [(5, "speaks_for: there is no actor 'oen', in the file or stored; did you mean one?")],
        ),
        (
            "sources:\n- slug: one\n  publisher: null\n  kind: article\n  title: A\n  retrieved_at: 2020-09-29",
            [
                (3, "publisher: can't be empty."),
                (6, "retrieved_at: '2020-09-29' is no time with an offset, such as 2020-09-29T10:30:00Z."),
            ],
        ),
        (
            "events:\n- slug: one\n  title: A\n  place: bakoo",
            [(4, "place: there is no place 'bakoo', in the file or stored")],
        ),
        (
            "rejected_pairs:\n- {claims: [one, one], reason: x}\n- {claims: [one]}",
            [
                (2, "claims: there is no claim 'one', in the file or stored"),
                (3, "`claims: [one, other]` is missing"),
            ],
        ),
        (
            "redirects:\n- {type: claim, slug: old}\n- {type: clam, slug: old, into: one}",
            [
                (2, "into: is missing"),
                (
                    3,
                    "type: 'clam' is not one of " + TYPES,
                ),
            ],
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_the_nearest_name(text, found):
    assert refusals(text) == found


def test_faults_of_parts_are_told_with_their_own_lines():
    load_base()

    found = refusals("""\
        claims:
          - slug: third
            event: fighting
            text: The third happened.
            kind: casualties
            figure:
              measure: killed
              low: many
              side: armenai
            statements:
              - actor: armenia
                stance: denyes
                source: articel
                elements: [occurence]
              - {actor: turkey, source: article, quote_languag: en}
              - nothing
    """)

    assert found == [
        (8, "figure: low: “many” value must be an integer."),
        (9, "figure: side: there is no actor 'armenai', in the file or stored; did you mean armenia?"),
        (
            12,
            "statement: stance: 'denyes' is not one of asserts, denies, declines, withdraws; did you mean denies?",
        ),
        (13, "statement: source: there is no source 'articel', in the file or stored; did you mean article?"),
        (
            14,
            "statement: elements: 'occurence' is not one of " + ELEMENTS + "; did you mean occurrence?",
        ),
        (15, "statements: `quote_languag` is no key of a statement; did you mean quote_language?"),
        (15, "statement: stance: is missing"),
        (16, "statements: each must have keys"),
    ]


def test_what_only_the_database_can_say_is_told_with_its_line_too():
    load_base()

    found = refusals("""\
        publishers:
          - {slug: fine, name: Fine, kind: outlet}
        actors:
          - {slug: a, name: A, kind: state, speaks_for: b}
          - {slug: b, name: B, kind: state, speaks_for: a}
        claims:
          - slug: third
            event: fighting
            text: The third happened.
            kind: casualties
            figure: {measure: killed, low: 5, high: 3}
          - slug: fourth
            event: fighting
            text: The fourth happened.
            kind: attack
            statements: [{actor: turkey, stance: denies, source: article, quote_language: en}]
    """)

    assert found == [
        (5, "speaks_for: leads back to the record itself (b)"),
        (7, "low: must not be above high."),
        (12, "quote: give the words, or clear its language, wording and translation."),
    ]


def test_nothing_is_stored_unless_the_whole_file_is_right():
    load_text("""
        publishers:
          - {slug: fine, name: Fine, kind: outlet}
          - {slug: wrong, name: Wrong, kind: outlett}
    """)

    assert not Publisher.objects.exists()


def test_a_dry_run_reports_and_changes_nothing():
    load_base()

    loading = load_text(
        """
        publishers:
          - {slug: outlet, name: Another name, kind: outlet}
          - {slug: new, name: New, kind: outlet}
        """,
        dry_run=True,
    )

    assert told(loading) == [(3, "outlet", "changed", "name"), (4, "new", "created", "")]
    assert list(Publisher.objects.values_list("name", flat=True)) == ["Test outlet"]


def test_an_absent_key_is_unchanged_and_null_clears():
    load_base()
    load_text("actors: [{slug: turkey, role: A role, country: TR, aliases: [Türkiye]}]")

    loading = load_text("actors: [{slug: turkey, role: null, aliases: null}]")

    turkey = Actor.objects.get(slug="turkey")
    assert told(loading) == [(1, "turkey", "changed", "role, aliases")]
    assert (turkey.name, turkey.country, turkey.role, turkey.aliases.count()) == ("Turkey", "TR", "", 0)


def test_null_resets_a_field_to_its_default():
    load_base()
    load_text("sources: [{slug: article, language: hy}]")

    load_text("sources: [{slug: article, language: null}]")

    assert Source.objects.get(slug="article").language == "und"


def test_text_is_stored_as_the_form_stores_it():
    load_text('publishers: [{slug: one, name: "  Cafe\\u0301 ", kind: outlet}]')

    assert Publisher.objects.get().name == "Café"


def test_who_loads_is_kept_on_what_changes():
    user = get_user_model().objects.create_user("annotator")
    load_base()

    load(document=parse("actors: [{slug: turkey, role: A}, {slug: armenia, name: Armenia}]"), by=user)

    edited = Actor.objects.values_list("slug", "edited_by__username").order_by("slug")
    assert list(edited) == [("armenia", None), ("turkey", "annotator")]


def test_a_figure_is_added_changed_and_removed():
    load_base()
    load_text("claims: [{slug: first, figure: {measure: killed, side: all, low: 3, quantifier: at_least}}]")
    added = Figure.objects.get()

    changed = load_text("claims: [{slug: first, figure: {side: armenia, low: 4}}]")

    assert (added.all_sides, added.low, added.quantifier) == (True, 3, "at_least")
    assert told(changed) == [(1, "first", "changed", "figure")]
    figure = Figure.objects.get()
    assert (figure.all_sides, figure.side.slug, figure.low, figure.quantifier) == (False, "armenia", 4, "at_least")

    load_text("claims: [{slug: first, figure: null}]")
    assert not Figure.objects.exists()


def test_actors_a_claim_is_about_are_those_of_the_file_in_its_order():
    load_base()
    load_text("claims: [{slug: first, about: [{actor: turkey, as: agent}, {actor: armenia}]}]")

    loading = load_text("claims: [{slug: first, about: [{actor: armenia, as: affected}]}]")

    assert told(loading) == [(1, "first", "changed", "about")]
    about = Claim.objects.get(slug="first").about_set.values_list("actor__slug", "capacity")
    assert list(about) == [("armenia", "affected")]


def test_an_actor_named_twice_as_the_same_is_refused():
    load_base()

    found = refusals("claims:\n- slug: first\n  about: [{actor: turkey}, {actor: turkey}]")

    assert found == [(3, "about: names one twice")]


def test_a_load_asks_as_many_questions_for_ten_records_as_for_one(django_assert_max_num_queries):
    def text(number: int) -> str:
        actors = "\n".join(f"- {{slug: a-{i}, name: A, kind: state}}" for i in range(number))
        claims = "\n".join(
            f"- {{slug: c-{i}, event: fighting, text: It happened., kind: attack, about: [{{actor: a-{i}}}], "
            f"statements: [{{actor: a-{i}, stance: asserts, source: article}}]}}"
            for i in range(number)
        )
        return f"actors:\n{actors}\nclaims:\n{claims}"

    load_base()
    with django_assert_max_num_queries(1_000) as one:
        load_text(text(1), dry_run=True)
    with django_assert_max_num_queries(len(one)):
        load_text(text(10), dry_run=True)
