"""The proofs at full size."""

from tests.torture.proofs import kill_and_resume, publish_and_follow


def test_a_reader_misses_and_repeats_nothing_while_ten_processes_publish(real_role):
    done = publish_and_follow(processes=10, entries=10_000, claims=4_000)

    assert all(done[act] for act in ("publish_new", "publish_edit", "withdraw", "restore")), done


def test_a_killed_publication_leaves_nothing_half_done_and_can_be_completed(real_role):
    kill_and_resume(claims=3_000, batch=100)
