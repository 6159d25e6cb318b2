"""Guessing at passwords: ten are looked at, the owner still gets in, and nothing tells who has an account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.test import Client

from claims.access.forgetting import forget_guesses
from claims.access.models import Guess
from factreg import limits
from factreg.limits import Policy
from tests.access.test_limits import Clock

ATTACKER, OFFICE = "198.51.100.7", "192.0.2.1"
# As the demo has it: these tests are of the first factor.
RIGHT = "demo"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(1_790_000_000.0)
    monkeypatch.setattr(limits, "now", clock)
    return clock


@pytest.fixture
def owner(db: None, settings: Any) -> User:
    settings.DEMO_LOG_INS = {"owner", "other"}
    return User.objects.create_user("owner", password=RIGHT, is_staff=True)


def log_in(client: Client, password: str = "wrong", *, name: str = "owner", address: str = ATTACKER) -> Any:
    return client.post("/admin/login/?next=/admin/", {"username": name, "password": password}, REMOTE_ADDR=address)


def statuses(tries: int, act: Callable[[int], Any]) -> list[int]:
    return [act(number).status_code for number in range(tries)]


def test_five_wrong_passwords_of_a_stranger_are_looked_at_wherever_they_come_from(clock: Clock, owner: User) -> None:
    answered = statuses(12, lambda number: log_in(Client(), address=f"198.51.100.{number}"))
    right = log_in(Client(), RIGHT, address="203.0.113.5")

    assert answered == [200] * 5 + [429] * 7
    assert (right.status_code, right.headers["Retry-After"]) == (429, "900")
    assert "Try again in 15 minutes" in right.content.decode()
    assert Guess.objects.filter(who__startswith="name:").count() == 5


def test_window_slides_so_that_no_quarter_of_an_hour_has_more(clock: Clock, owner: User) -> None:
    for number in range(5):
        clock.now += 100
        assert log_in(Client(), address=f"198.51.100.{number}").status_code == 200

    clock.now += 499
    early = log_in(Client())
    clock.now += 1
    answered = statuses(2, lambda number: log_in(Client()))

    assert (early.status_code, early.headers["Retry-After"]) == (429, "1")
    assert answered == [200, 429]


def test_browser_that_has_logged_in_has_an_allowance_of_its_own(clock: Clock, owner: User) -> None:
    browser = Client()
    first = log_in(browser, RIGHT, address=OFFICE)
    browser.post("/admin/logout/")
    statuses(40, lambda number: log_in(Client(), address=OFFICE))

    mistyped = statuses(3, lambda number: log_in(browser, address=OFFICE))
    right = log_in(browser, RIGHT, address=OFFICE)
    browser.post("/admin/logout/")
    guessed = statuses(4, lambda number: log_in(browser, address=OFFICE))

    assert (first.status_code, right.status_code) == (302, 302)
    assert (mistyped, guessed) == ([200] * 3, [200] * 2 + [429] * 2)
    cookie = first.cookies["device"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")


def test_cookie_of_one_account_gives_no_allowance_for_another(clock: Clock, owner: User) -> None:
    User.objects.create_user("other", password=RIGHT, is_staff=True)
    browser = Client()
    log_in(browser, RIGHT, name="other", address=OFFICE)
    browser.post("/admin/logout/")
    statuses(5, lambda number: log_in(Client(), address=f"198.51.100.{number}"))

    assert log_in(browser, address=OFFICE).status_code == 429
    browser.cookies["device"] = browser.cookies["device"].value + "x"
    assert log_in(browser, address=OFFICE).status_code == 429


def test_one_network_may_not_try_one_password_at_all_accounts(clock: Clock, owner: User, settings: Any) -> None:
    settings.GUESSES_ADDRESS = Policy("address", 3, 900)

    answered = statuses(5, lambda number: log_in(Client(), name=f"name-{number}", address=f"2001:db8:1::{number:x}"))

    assert answered == [200] * 3 + [429] * 2
    assert log_in(Client(), address="2001:db8:2::1").status_code == 200


def test_right_passwords_use_nothing_up(clock: Clock, owner: User) -> None:
    assert statuses(8, lambda number: log_in(Client(), RIGHT)) == [302] * 8
    assert Guess.objects.count() == 0


def test_nothing_tells_which_names_there_are(clock: Clock, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.create_user("left", password=RIGHT, is_staff=True, is_active=False)
    User.objects.create_user("reader", password=RIGHT)
    User.objects.create_user("unset", is_staff=True)
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: hashed.append(given[1]) or encode(*given))

    told = {}
    for name in ("owner", "nobody", "left", "reader", "unset"):
        password = "wrong" if name == "owner" else RIGHT
        answers = [log_in(Client(), password, name=name, address=f"198.51.{len(name)}.{n}") for n in range(6)]
        # What was typed as the name comes back in its field, and a token that is new each time.
        pages = [answer.content.decode().replace(name, "NAME") for answer in answers]
        said = [page.count("Please enter the correct") for page in pages]
        told[name] = ([answer.status_code for answer in answers], said, len(hashed))
        hashed.clear()

    assert told == dict.fromkeys(told, ([200] * 5 + [429], [1] * 5 + [0], 5))


def test_what_was_typed_as_a_name_is_kept_nowhere_and_guesses_are_forgotten(owner: User) -> None:
    log_in(Client(), name="typed-into-the-wrong-field")

    assert "typed" not in "".join(Guess.objects.values_list("who", flat=True))
    assert forget_guesses() == 0
    with time_machine.travel("2100-01-01"):
        assert forget_guesses() == 2


def test_limits_can_be_switched_off(owner: User, settings: Any) -> None:
    settings.GUESSES_ACCOUNT = settings.GUESSES_ADDRESS = None

    assert statuses(12, lambda number: log_in(Client())) == [200] * 12
