"""The second step of signing in: codes, recovery codes, and setting both up (§F 91, 92)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select, update

from gateway.console import factors
from gateway.console.throttling import Denied, Visit
from helpline.privacy.rotation import rotate
from helpline.privacy.vault import Vault
from helpline.storage.database import Database
from helpline.storage.staff import find_staff
from helpline.storage.tables import RecoveryCode, Staff, StaffSession
from tests.builders import NOW
from tests.gateway.console.desk import PASSWORD, USERNAME, Desk, fail_often, make_staff

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
COOKIE = "__Host-helpline_staff"
STEP = timedelta(seconds=30)
VISIT = Visit("198.51.100.7")


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """An installation as it is unless somebody says otherwise: second factors are required."""
    return {name: value for name, value in environ.items() if name != "STAFF_SECOND_FACTOR"}


@pytest.fixture
def amina(database: Database) -> Staff:
    """A staff member who has an authenticator."""
    with database.transaction() as session:
        return make_staff(session, totp=SECRET)


def code_at(moment: datetime) -> str:
    return pyotp.TOTP(SECRET).at(moment)


def try_code(database: Database, code: str, *, now: datetime = NOW) -> Denied | None:
    with database.reading() as session:
        staff_id = find_staff(session, USERNAME).id
    return factors.check_code(database, staff_id, code, visit=VISIT, now=now)


@pytest.fixture
def any_entry(any_database: Database) -> Database:
    """A database, SQLite and then PostgreSQL, with a staff member who has an authenticator."""
    with any_database.transaction() as session:
        make_staff(session, totp=SECRET)
    return any_database


# The vectors of RFC 6238, appendix B (SHA-1), cut to six digits.
@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

    step = factors.step_of(secret, code, now=datetime.fromtimestamp(seconds, UTC))

    assert step == seconds // 30


@pytest.mark.parametrize(
    ("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_fault_92_a_code_is_taken_one_step_around_now(
    any_entry: Database, steps: int, taken: bool
) -> None:
    assert (try_code(any_entry, code_at(NOW + steps * STEP)) is None) is taken


def test_fault_92_a_code_is_taken_once_and_none_of_before_it(any_entry: Database) -> None:
    assert try_code(any_entry, code_at(NOW)) is None

    assert try_code(any_entry, code_at(NOW)) == Denied()
    assert try_code(any_entry, code_at(NOW - STEP)) == Denied()
    assert try_code(any_entry, code_at(NOW - STEP)) == Denied()
    assert try_code(any_entry, code_at(NOW + STEP)) is None


@pytest.mark.parametrize(
    "typed", [" 123 456 ", "١٢٣٤٥٦", "۱۲۳۴۵۶", "१२३४५६", "၁၂၃၄၅၆", "１２３４５６"]
)
def test_fault_92_a_code_is_read_in_the_digits_of_every_script(
    monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setattr(pyotp.TOTP, "generate_otp", lambda _self, _step: "123456")

    assert factors.step_of(SECRET, typed, now=NOW) is not None


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "12345", "1234567", "12345a", "½23456", "²23456", "\0" * 6, "0x1234", "-12345"],
)
def test_fault_92_what_is_no_code_is_refused(typed: str) -> None:
    assert factors.step_of(SECRET, typed, now=NOW) is None


def test_fault_92_guessing_at_codes_is_slowed_down_and_told_but_locks_nobody_out(
    any_entry: Database,
) -> None:
    now, checked, alarms = NOW, 0, []
    while now < NOW + timedelta(minutes=30):
        denied = try_code(any_entry, "000000", now=now)
        alarms.append(denied.alarm)
        if denied.wait_seconds:
            now += timedelta(seconds=denied.wait_seconds)
        else:
            checked += 1

    assert checked < 25
    assert "code" in alarms
    assert try_code(any_entry, code_at(now), now=now - timedelta(seconds=1)).wait_seconds == 1
    assert try_code(any_entry, code_at(now), now=now) is None


def test_a_right_code_clears_the_failures_before_it(any_entry: Database) -> None:
    for step in range(4):
        now = NOW + step * STEP
        for _ in range(4):
            assert try_code(any_entry, "000000", now=now) == Denied()
        assert try_code(any_entry, code_at(now), now=now) is None


def test_a_right_password_does_not_clear_guesses_at_the_code(
    stranger: Desk, amina: Staff, database: Database
) -> None:
    fail_often(database, code=amina.id)

    assert stranger.sign_in().location.startswith("/console/sign-in/code")
    assert stranger.give_code(code_at(datetime.now(UTC))).status_code == 429


def test_fault_92_a_recovery_code_is_taken_once_however_it_is_typed(any_entry: Database) -> None:
    with any_entry.transaction() as session:
        staff = find_staff(session, USERNAME)
        first, second, *others = factors.new_recovery_codes(session, staff.id)

    assert len({first, second, *others}) == 10
    assert try_code(any_entry, f" {first.upper().replace('-', ' ')} ") is None
    assert try_code(any_entry, first) == Denied()
    assert try_code(any_entry, second) is None
    with any_entry.reading() as session:
        hashes = session.scalars(select(RecoveryCode.code_hash)).all()
    assert len(hashes) == 8
    assert not any(code.replace("-", "") in stored for code in others for stored in hashes)


def test_new_recovery_codes_make_those_before_worthless(any_entry: Database) -> None:
    with any_entry.transaction() as session:
        staff = find_staff(session, USERNAME)
        old = factors.new_recovery_codes(session, staff.id)[0]
        new = factors.new_recovery_codes(session, staff.id)[0]

    assert try_code(any_entry, old) == Denied()
    assert try_code(any_entry, new) is None


def test_a_recovery_code_of_somebody_else_is_refused(any_entry: Database) -> None:
    with any_entry.transaction() as session:
        other = make_staff(session, "other")
        code = factors.new_recovery_codes(session, other.id)[0]

    assert try_code(any_entry, code) == Denied()


def test_the_password_alone_opens_nothing_but_the_second_step(stranger: Desk, amina: Staff) -> None:
    answer = stranger.sign_in()

    assert answer.location.startswith("/console/sign-in/code")
    for path in ("/console/", "/console/account", "/console/recovery-codes", "/console/law"):
        assert stranger.get(path).location.startswith("/console/sign-in")
    assert stranger.get("/console/live/referrals").status_code == 401


def test_fault_93_each_step_gives_the_browser_another_token(
    stranger: Desk, app: Flask, amina: Staff
) -> None:
    stranger.client.set_cookie(COOKIE, "planted", domain="helpline.example", secure=True)
    stranger.sign_in()
    first = stranger.cookie(COOKIE)

    answer = stranger.give_code(code_at(datetime.now(UTC)))

    assert answer.status_code == 303
    assert answer.location == "/console/"
    assert len({"planted", first, stranger.cookie(COOKIE)}) == 3
    thief = Desk(app)
    thief.client.set_cookie(COOKIE, first, domain="helpline.example")
    assert thief.get("/console/account").location.startswith("/console/sign-in?")
    assert stranger.get("/console/account").status_code == 200


def test_the_second_step_leads_on_to_the_page_that_was_wanted(stranger: Desk, amina: Staff) -> None:
    wanted = "/console/conversations"
    answer = stranger.sign_in(form={"next": wanted})

    assert f'name="next" value="{wanted}"' in stranger.get(answer.location).text
    assert stranger.give_code(code_at(datetime.now(UTC)), form={"next": wanted}).location == wanted


def test_the_second_step_is_over_after_a_quarter_of_an_hour(
    stranger: Desk, amina: Staff, database: Database
) -> None:
    stranger.sign_in()
    with database.transaction() as session:
        session.execute(
            update(StaffSession).values(created_at=datetime.now(UTC) - timedelta(minutes=15))
        )

    assert stranger.get("/console/sign-in/code").location.startswith("/console/sign-in?")


def test_the_second_step_is_over_for_who_is_disabled(
    stranger: Desk, amina: Staff, database: Database
) -> None:
    stranger.sign_in()
    with database.transaction() as session:
        session.merge(amina).active = False

    assert stranger.get("/console/sign-in/code").location.startswith("/console/sign-in?")


def test_the_first_sign_in_sets_up_an_authenticator_and_shows_recovery_codes_once(
    stranger: Desk, database: Database
) -> None:
    with database.transaction() as session:
        make_staff(session)
    stranger.sign_in()
    landed = stranger.get("/console/sign-in/code").location
    page = stranger.get(landed).text
    secret = re.search(r'class="secret"[^>]*>([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    assert "<svg" in page

    wrong = stranger.submit(landed, "/console/sign-in/authenticator", {"code": "000000"})
    right = stranger.submit(
        landed, "/console/sign-in/authenticator", {"code": pyotp.TOTP(secret).now()}
    )

    assert wrong.status_code == 422
    assert secret in wrong.text.replace(" ", ""), "the same secret is shown until it is set up"
    codes = re.findall(r"<code>([^<]+)</code>", stranger.get(right.location).text)
    assert len(codes) == 10
    assert codes[0] not in stranger.get(right.location).text
    assert stranger.get("/console/account").status_code == 200
    with database.reading() as session:
        stored = find_staff(session, USERNAME).totp_sealed
    assert secret.encode() not in stored


def test_who_signed_in_while_no_second_factor_was_required_sets_one_up(
    stranger: Desk, database: Database
) -> None:
    with database.transaction() as session:
        staff = make_staff(session)
    stranger.enter(database, staff)

    assert stranger.get("/console/account").location.startswith("/console/sign-in?")


def test_who_has_an_authenticator_cannot_set_up_another_with_the_password_alone(
    stranger: Desk, amina: Staff, database: Database
) -> None:
    stranger.sign_in()

    assert stranger.get("/console/sign-in/authenticator").location.startswith("/console/sign-in?")
    answer = stranger.submit(
        "/console/sign-in/code", "/console/sign-in/authenticator", {"code": "000000"}
    )
    assert answer.location.startswith("/console/sign-in?")


def test_the_key_of_the_authenticator_follows_when_keys_rotate(any_entry: Database) -> None:
    any_entry.vault = Vault([b"n" * 32, b"k" * 32])
    assert rotate(any_entry) >= 1
    any_entry.vault = Vault([b"n" * 32])

    assert try_code(any_entry, code_at(NOW)) is None


def test_who_guesses_from_elsewhere_does_not_slow_down_a_known_browser(
    app: Flask, stranger: Desk, amina: Staff, database: Database
) -> None:
    stranger.sign_in()
    stranger.give_code(code_at(datetime.now(UTC)))
    known = next(line for line in [stranger.cookie("__Host-helpline_known")] if line)
    fail_often(database, username=USERNAME)
    assert Desk(app).sign_in().status_code == 429

    again = Desk(app)
    again.client.set_cookie("__Host-helpline_known", known, domain="helpline.example")

    assert again.sign_in(USERNAME, PASSWORD).status_code == 303
    assert again.sign_in("somebody-else", PASSWORD).status_code in (401, 429)
