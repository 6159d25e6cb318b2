"""The second factor: asked of everybody but a demo over plain http, good once, not to be guessed, and recovered."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from claims.access.models import RecoveryCode, SecondFactor, StaffSession
from claims.access.second_factor import enrol, new_secret, shown, step_of
from factreg import limits
from tests.access.test_guesses import log_in
from tests.access.test_limits import Clock
from tests.admin.forms import Desk

RIGHT = "the right password"
ASKED, ENROL = "/admin/second-factor/", "/admin/second-factor/enrol/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(1_790_000_000.0)
    monkeypatch.setattr(limits, "now", clock)
    return clock


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create_superuser("owner", password=RIGHT)


def code_of(secret: str, clock: Clock, *, steps: int = 0) -> str:
    key = base64.b32decode(secret.replace(" ", ""))
    return TOTP(key, 6, SHA1(), 30).generate(int(clock.now) + 30 * steps).decode()


@pytest.fixture
def enrolled(owner: User, clock: Clock) -> tuple[str, list[str]]:
    """The secret as text, and the recovery codes; a minute ago."""
    sealed = new_secret()
    secret = shown(sealed, owner)["text"]
    codes = enrol(user=owner, sealed=sealed, code=code_of(secret, clock))
    assert codes
    clock.now += 60
    return secret, codes


def at_the_code() -> Client:
    client = Client()
    assert log_in(client, RIGHT).status_code == 302
    return client


def give(client: Client, code: str, *, address: str = "192.0.2.1") -> Any:
    return client.post(ASKED, {"code": code, "next": "/admin/claims/"}, REMOTE_ADDR=address)


def told(user: User) -> list[str]:
    return list(LogEntry.objects.filter(object_id=user.pk).order_by("pk").values_list("change_message", flat=True))


def test_account_without_one_is_led_to_set_it_up_and_gets_recovery_codes_once(owner: User, clock: Clock) -> None:
    client = at_the_code()

    led = client.get("/admin/claims/claim/", follow=True)
    secret = re.findall(r'class="secret" dir="ltr">([A-Z2-7 ]+)<', led.content.decode())[0]
    wrong = client.post(ENROL, {"code": "000000"})
    done = client.post(ENROL, {"code": code_of(secret, clock)})
    codes = re.findall(r'<code dir="ltr">([A-Z2-7 ]+)</code>', done.content.decode())

    assert led.redirect_chain[-1][0] == f"{ENROL}?next=/admin/claims/claim/"
    assert "<svg" in led.content.decode()
    assert "style=" not in led.content.decode().split('class="qr-code"')[1].split("</div>")[0]
    assert "That is not the code" in wrong.content.decode()
    assert (len(codes), "no-store" in done.headers["Cache-Control"]) == (10, True)
    assert client.get("/admin/").status_code == 200
    factor = SecondFactor.objects.get(user=owner)
    assert secret.replace(" ", "") not in factor.sealed
    stored = "".join(RecoveryCode.objects.values_list("digest", flat=True))
    assert [code for code in codes if code.replace(" ", "") in stored] == []
    assert told(owner) == ["Set up a second factor."]


@pytest.mark.parametrize("path", ["/admin/", "/admin/claims/claim/add/", "/admin/take-down/", "/admin/no/such/", ENROL])
def test_password_alone_opens_nothing(enrolled: Any, path: str) -> None:
    client = at_the_code()

    asked = client.get(path)

    assert asked.status_code == 302
    assert asked.headers["Location"].startswith(ASKED)
    assert client.post(path, {"code": "000000"}).status_code == 302


def test_code_opens_the_workbench_once(enrolled: tuple[str, list[str]], clock: Clock) -> None:
    secret, _ = enrolled
    code = code_of(secret, clock)
    first, second = at_the_code(), at_the_code()
    before = first.cookies["sessionid"].value

    opened = give(first, code)
    again = give(second, f" {code[:3]} {code[3:]}")
    late = give(second, code_of(secret, clock, steps=-1))
    next_one = give(second, code_of(secret, clock, steps=1))

    assert (opened.status_code, opened.headers["Location"]) == (302, "/admin/claims/")
    assert first.cookies["sessionid"].value != before
    assert "was used before" in again.content.decode()
    assert "was used before" in late.content.decode()
    assert (next_one.status_code, first.get("/admin/").status_code) == (302, 200)


def test_codes_are_guessed_no_more_often_than_passwords(enrolled: tuple[str, list[str]], clock: Clock) -> None:
    secret, _ = enrolled
    home = at_the_code()
    give(home, code_of(secret, clock))
    home.post("/admin/logout/")
    thief = at_the_code()

    answered = [give(thief, f"{number:06d}", address=f"198.51.100.{number}").status_code for number in range(7)]
    right = give(thief, code_of(secret, clock, steps=1))
    log_in(home, RIGHT)
    owners = give(home, code_of(secret, clock, steps=1))
    tried = 0
    for _ in range(12):
        clock.now += 900
        tried += sum(give(at_the_code(), "x", address=f"203.0.113.{n}").status_code == 200 for n in range(6))

    assert answered == [200] * 5 + [429] * 2
    assert (right.status_code, owners.status_code) == (429, 302)
    assert tried == 30 - 5, "thirty a day"


def test_recovery_code_opens_once_and_is_told_of(enrolled: tuple[str, list[str]], owner: User) -> None:
    _, codes = enrolled

    first, again = give(at_the_code(), codes[0].lower()), give(at_the_code(), codes[0])

    assert (first.status_code, again.status_code) == (302, 200)
    assert told(owner)[-1] == "Used a recovery code; 9 are left."


def test_new_recovery_codes_and_another_device_take_password_and_code(
    enrolled: tuple[str, list[str]], owner: User, clock: Clock
) -> None:
    secret, old = enrolled
    client = Client()
    client.force_login(owner)
    address = "/admin/second-factor/settings/"

    refused = client.post(address, {"password": "wrong", "code": code_of(secret, clock), "renew": ""})
    renewed = client.post(address, {"password": RIGHT, "code": code_of(secret, clock), "renew": ""})
    replaced = client.post(address, {"password": RIGHT, "code": code_of(secret, clock, steps=1), "replace": ""})

    assert "That is not your password" in refused.content.decode()
    assert renewed.content.decode().count('<code dir="ltr">') == 10
    assert (replaced.headers["Location"], SecondFactor.objects.count(), RecoveryCode.objects.count()) == (ENROL, 0, 0)
    assert client.get("/admin/").status_code == 302
    assert give(at_the_code(), old[0]).headers["Location"].startswith(ENROL)


def test_demo_over_plain_http_needs_none_and_nothing_else_does_without(settings: Any, db: None) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    for name, password in (("editor", "demo"), ("admin", "changed"), ("newcomer", "demo")):
        User.objects.create_superuser(name, password=password)

    def opened(name: str, password: str, **options: Any) -> int:
        client = Client()
        log_in(client, password, name=name)
        return client.get("/admin/", **options).status_code

    assert opened("editor", "demo") == 200
    assert opened("admin", "changed") == 302
    assert opened("newcomer", "demo") == 302
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert opened("editor", "demo", HTTP_X_FORWARDED_PROTO="https") == 302
    settings.DEMO_LOG_INS = set()
    assert opened("editor", "demo") == 302


def test_demo_ends_with_its_password(db: None) -> None:
    User.objects.create_superuser("editor", password="demo")
    client = Client()
    log_in(client, "demo", name="editor")
    words = {"old_password": "demo", "new_password1": "Long-enough-7", "new_password2": "Long-enough-7"}

    wrong = client.post("/admin/password_change/", {**words, "old_password": "wrong"})
    changed = client.post("/admin/password_change/", words)

    assert (wrong.status_code, changed.status_code) == (200, 302)
    assert client.get("/admin/").headers["Location"].startswith(ASKED)


def test_administrator_resets_anothers_with_a_reason_and_not_their_own(
    administrator: Desk, enrolled: tuple[str, list[str]], owner: User, clock: Clock
) -> None:
    User.objects.filter(pk=owner.pk).update(is_superuser=False)
    logged_in = at_the_code()
    give(logged_in, code_of(enrolled[0], clock))
    address = f"/admin/auth/user/{owner.pk}/second-factor/"

    silent = administrator.client.post(address, {"reason": ""})
    own = administrator.client.get(f"/admin/auth/user/{administrator.user.pk}/second-factor/")
    reset = administrator.client.post(address, {"reason": "Lost the telephone."})

    assert (silent.status_code, own.status_code, reset.status_code) == (200, 403, 302)
    assert told(owner)[-1] == "Reset the second factor: Lost the telephone."
    assert logged_in.get("/admin/").headers["Location"].startswith("/admin/login/")
    assert at_the_code().get("/admin/", follow=True).redirect_chain[-1][0].startswith(ENROL)


def test_only_superusers_reset_superusers_and_editors_nobody(administrator: Desk, editor: Desk, owner: User) -> None:
    address = f"/admin/auth/user/{owner.pk}/second-factor/"

    for desk in (administrator, editor):
        assert desk.client.post(address, {"reason": "Please."}).status_code == 403


def test_last_administrator_is_helped_by_a_command(enrolled: Any, owner: User, capsys: Any) -> None:
    call_command("reset_second_factor", "owner", reason="Lost the telephone.")

    assert "Its second factor is forgotten" in capsys.readouterr().out
    assert not SecondFactor.objects.exists()
    assert told(owner)[-1] == "Reset the second factor: Lost the telephone. (by command)"
    with pytest.raises(CommandError, match="no log-in nobody"):
        call_command("reset_second_factor", "nobody", reason="x")


def test_secret_that_was_changed_or_is_of_another_key_opens_nothing(
    enrolled: tuple[str, list[str]], settings: Any, clock: Clock
) -> None:
    sealed, code = SecondFactor.objects.get().sealed, code_of(enrolled[0], clock)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another " * 8

    assert step_of(sealed, code) is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert step_of(sealed, code) is not None
    other = "A" if sealed[40] != "A" else "B"
    assert step_of(sealed[:40] + other + sealed[41:], code) is None


def test_session_ends_unused_after_an_hour_and_in_any_case_after_twelve(owner: User, clock: Clock) -> None:
    idle, busy = Client(), Client()
    for client in (idle, busy):
        client.force_login(owner)
    clock.now += 3_599
    assert {client.get("/admin/").status_code for client in (idle, busy)} == {200}
    clock.now += 3_599
    assert busy.get("/admin/").status_code == 200
    clock.now += 1

    assert idle.get("/admin/?q=1").headers["Location"] == "/admin/login/?next=/admin/%3Fq%3D1"
    for _ in range(14):
        last = busy.get("/admin/").status_code
        clock.now += 3_000
    assert last == 302
    assert not StaffSession.objects.filter(user=owner).exists()


def test_change_of_the_password_ends_the_other_sessions(owner: User) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        client.force_login(owner)

    words = {"old_password": RIGHT, "new_password1": "Long-enough-7", "new_password2": "Long-enough-7"}
    assert here.post("/admin/password_change/", words).status_code == 302

    assert (here.get("/admin/").status_code, there.get("/admin/").status_code) == (200, 302)
