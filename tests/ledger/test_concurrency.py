"""Several processes at once, for real: a small run of tests/torture."""

from tests.torture.proofs import kill_and_resume, publish_and_follow


def test_a_reader_of_the_feed_misses_and_repeats_nothing_while_processes_publish(real_role):
    done = publish_and_follow(processes=3, entries=90, claims=27)

    assert done["publish_new"] > 5


def test_a_killed_publication_leaves_nothing_half_done_and_can_be_completed(real_role):
    kill_and_resume(claims=60, batch=5)
