"""The proofs at full size."""

from pathlib import Path

from tests.public.mirroring import Network, network  # noqa: F401 - a fixture
from tests.torture.mirrors import kill_all_and_compare, pairs_of_positions
from tests.torture.proofs import kill_and_resume, publish_and_follow


def test_a_reader_misses_and_repeats_nothing_while_ten_processes_publish(real_role):
    done = publish_and_follow(processes=10, entries=10_000, claims=4_000)

    assert all(done[act] for act in ("publish_new", "publish_edit", "withdraw", "restore")), done


def test_a_killed_publication_leaves_nothing_half_done_and_can_be_completed(real_role):
    kill_and_resume(claims=3_000, batch=100)


def test_mirrors_that_are_killed_while_killed_writers_write_are_the_registry_in_the_end(
    real_role: None, tmp_path: Path
) -> None:
    seen = kill_all_and_compare(writers=20, mirrors=5, kills=20, claims=3_000, directory=tmp_path)

    print(seen)  # noqa: T201
    assert seen["entries"] > 500
    assert seen["lives"] > 20


def test_downloads_and_the_feed_from_their_position_are_the_registry_at_random_pairs_of_positions(
    network: Network,  # noqa: F811
    tmp_path: Path,
) -> None:
    pairs_of_positions(pairs=50, steps=150, client=network.client, directory=tmp_path)
