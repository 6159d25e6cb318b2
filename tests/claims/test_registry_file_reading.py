"""Reading: every scalar as its text, with lines, and a clear error for what is no registry file."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.registry_file.nodes import FileError
from claims.registry_file.reader import read, read_stream
from claims.registry_file.writing import as_json, as_yaml
from tests.claims.registry_files import parse, plain

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("no", "no"),
        ("NO", "NO"),
        ("true", "true"),
        ("12:30", "12:30"),
        ("012", "012"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        (".inf", ".inf"),
        ("1e3", "1e3"),
        ("2020-09-28", "2020-09-28"),
        ("2020-09-28/2020-09-29", "2020-09-28/2020-09-29"),
        ("2020-09-28T10:00:00+04:00", "2020-09-28T10:00:00+04:00"),
        ("=", "="),
        ("'null'", "null"),
        ('"~"', "~"),
        ("null", None),
        ("Null", None),
        ("~", None),
        ("", None),
    ],
)
def test_a_scalar_of_yaml_stays_the_text_it_is(typed, text):
    assert plain(parse(f"slug: {typed}\n")) == {"slug": text}


def test_numbers_and_booleans_of_json_stay_the_text_they_are():
    text = '{"low": 1.50, "high": 1e400, "all": [true, false, null], "quote": "\\ud83d\\ude00 \\/ é"}'

    found = plain(parse(text))

    assert found == {"low": "1.50", "high": "1e400", "all": ["true", "false", None], "quote": "😀 / é"}


def test_json_may_be_indented_with_tabs_and_say_empty_lists():
    assert plain(parse('{\n\t"claims":[],\n\t"events" : [ {} ]\n}\n')) == {"claims": [], "events": [{}]}


@pytest.mark.parametrize(
    "text",
    [
        "claims:\n  - slug: one\n    text: a\n\n  - slug: two\n",
        '{"claims": [\n{"slug": "one",\n"text": "a"},\n\n{"slug":\n"two"}]}',
    ],
)
def test_every_record_and_key_knows_its_line(text):
    claims = parse(text).values["claims"]

    assert [item.line for item in claims.items] == [2, 5]
    assert claims.items[0].line_of("text") == 3


def test_a_byte_order_mark_is_no_part_of_the_first_key():
    assert plain(read_stream(io.BytesIO(b"\xef\xbb\xbfclaims: []"))) == {"claims": []}


def test_an_empty_file_holds_nothing():
    assert plain(parse("")) == {}
    assert plain(parse("# only a comment\n")) == {}


BILLION_LAUGHS = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"a: 1\nb: 2\na: 3\n", 3, "`a` is given twice, first on line 1."),
        (b'{"a": 1,\n"a": 2}', 2, "`a` is given twice, first on line 1."),
        (BILLION_LAUGHS.encode(), 1, "`&a` is an anchor; write the value out."),
        (b"a: 1\nb: *x\n", 2, "`*x` is an alias; write the value out."),
        (b"a: !!python/object:os.system x\n", 1, "is a tag; every value is text and needs none."),
        (b"a: 1\n---\nb: 1\n", 2, "a second document begins here; a file holds one."),
        (b"a: x\nb: \x00\n", 2, "the control character U+0000 can't be read."),
        (b'a: x\nb: "\\0"\n', 2, "the control character U+0000 can't be stored."),
        (b'{"a":\n"\\u0000"}', 2, "the control character U+0000 can't be stored."),
        (b"a: x\nb: \xff\n", 2, "the file is not UTF-8."),
        (b"a: x\nb: \xc3", 2, "the file is not UTF-8."),
        ("a: x".encode("utf-16"), 1, "the file is not UTF-8."),
        (b'{"a":\n"\\ud800"}', 2, "half of a surrogate pair is no character."),
        (b'a: x\nb: "\\ud800"\n', 2, "not YAML: "),
        (b"a: [1\nb: 2\n", 2, "not YAML: "),
        (b"a: x\n\tb: y\n", 2, "not YAML: "),
        (b"? [a]\n: 1\n", 1, "a key must be a word."),
        (b"- a\n", 1, "the file must hold lists under names such as `claims:`."),
        (b"just words", 1, "the file must hold lists under names such as `claims:`."),
        (b'{"a": 1,}', 1, "not JSON: "),
        (b'{"a": 1 "b": 2}', 1, "not JSON: "),
        (b'{"a": 01}', 1, "not JSON: "),
        (b'{"a": NaN}', 1, "not JSON: "),
        (b'{"a"', 1, "not JSON: the end stands where : should."),
        (b'{"a": 1}\n{', 2, "not JSON: something follows the end."),
        (b'{"a": "\n"}', 1, "not JSON: "),
        (b"[" * 200_000, 1, "nested more than 12 deep; no registry file is."),
        (b'{"a":' * 200_000, 1, "nested more than 12 deep; no registry file is."),
        (b"a: " + b"[" * 200_000, 1, "nested more than 12 deep; no registry file is."),
    ],
)
def test_what_is_no_registry_file_is_refused_with_its_line(data, line, says):
    with pytest.raises(FileError) as caught:
        read_stream(io.BytesIO(data))

    assert caught.value.line == line
    assert says in caught.value.message


def test_the_suffix_says_the_format(tmp_path):
    (tmp_path / "a.json").write_text("a: 1\n")
    (tmp_path / "a.yml").write_text('{a: "1"}\n')

    with pytest.raises(FileError, match="not JSON"):
        read(str(tmp_path / "a.json"))
    assert plain(read(str(tmp_path / "a.yml"))) == {"a": "1"}


# What clean() can leave in a text: no controls but line breaks and tabs, nothing around it.
STORED = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\t:#-'\"\\ "), max_size=40
)


@given(texts=st.lists(STORED, min_size=1, max_size=4))
def test_every_text_that_is_written_is_read_again_as_it_was(texts):
    record = {"slug": "one", "quote": texts[0], "elements": texts, "parts": [{"name": text} for text in texts]}

    as_text = "".join(as_yaml([("claims", [record])])).encode()
    as_object = "".join(as_json([("claims", [record])])).encode()

    assert plain(read_stream(io.BytesIO(as_text), format="yaml")) == {"claims": [record]}
    assert plain(read_stream(io.BytesIO(as_object), format="json")) == {"claims": [record]}
    assert json.loads(as_object) == {"claims": [record]}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Was an Su-25 shot down, by whom?", "Was an Su-25 shot down, by whom?"),
        ("Recep Tayyip Erdoğan", "Recep Tayyip Erdoğan"),
        ("no", '"no"'),
        ("2020-09-28", '"2020-09-28"'),
        ("24, 27", '"24, 27"'),
        ("a: b", '"a: b"'),
        ("Two lines\n\nof text", "|-\n      Two lines\n\n      of text"),
        (26, "26"),
    ],
)
def test_yaml_is_written_as_a_person_would(value, written):
    assert "".join(as_yaml([("claims", [{"slug": "one", "text": value}])])).endswith(f"text: {written}\n")
