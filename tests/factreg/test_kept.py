"""What a process keeps to send again."""

from factreg.kept import EACH, Kept


def test_what_was_asked_for_longest_ago_goes_first():
    kept = Kept(10 + 2 * EACH)

    kept.keep("one", b"12345", size=5)
    kept.keep("two", b"12345", size=5)
    kept.get("one")
    kept.keep("three", b"123", size=3)

    assert [kept.get(name) for name in ("one", "two", "three")] == [b"12345", None, b"123"]
    assert kept.bytes == 8 + 2 * EACH


def test_what_is_larger_than_all_is_not_kept_nor_what_it_replaces():
    kept = Kept(10 + EACH)

    kept.keep("one", b"1", size=1)
    kept.keep("one", b"x" * 11, size=11)

    assert kept.get("one") is None
    assert kept.bytes == 0


def test_a_later_value_takes_the_place_of_an_earlier_one():
    kept = Kept(10 + EACH)

    kept.keep("one", b"12345678", size=8)
    kept.keep("one", b"1234567", size=7)

    assert kept.get("one") == b"1234567"
    assert kept.bytes == 7 + EACH


def test_it_keeps_nothing_where_nothing_is_to_be_kept(settings):
    settings.KEPT_MEGABYTES = 0
    kept = Kept()

    kept.keep("one", b"1", size=1)

    assert kept.get("one") is None


def test_many_empty_answers_take_their_place_too():
    kept = Kept(5 * EACH)

    for number in range(20):
        kept.keep(number, b"", size=0)

    assert [kept.get(number) is not None for number in range(14, 20)] == [False, True, True, True, True, True]
