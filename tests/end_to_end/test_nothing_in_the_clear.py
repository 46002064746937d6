"""What a family writes is in no file in the clear: not in databases, logs, queues, at any log
level.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import requests

from gateway.console.access import complete_session, open_session
from helpline.storage import exports
from helpline.storage.kinds import Role
from helpline.storage.openings import open_case
from helpline.storage.safeguards import get_safeguard, set_word
from helpline.storage.turn_reviews import add_review, sample_turns
from tests.end_to_end.installation import OWN_NUMBER, Installation, wait_for
from tests.end_to_end.test_media import send, stored
from tests.gateway.console.desk import make_staff

NUMBER = "+15550188"
NAME = "Zarbakhtullah"
PLACE = "Chaghcharan-Bazaar"
REPLY = "Your lawyer Marwandukht comes at noon"
NOTE = "The uncle Spozhmai waits at the gate"
LAWYER, LAWYER_NUMBER = "Advocate Gulbadan", "+15550133"
SAFE_WORD = "pomegranatewind"
REASON = "for the hearing of Torpekai"
LABEL = "Beside the Shahmaqsoud bakery"
# Every spelling in which a number, a name or a sentence might have been left behind.
CANARIES = [
    spelling
    for word in (
        NUMBER,
        NUMBER[1:],
        NAME,
        PLACE,
        REPLY,
        "Marwandukht",
        NOTE,
        "Spozhmai",
        LAWYER,
        LAWYER_NUMBER,
        LAWYER_NUMBER[1:],
        SAFE_WORD,
        REASON,
        "Torpekai",
        LABEL,
        "Shahmaqsoud",
    )  # fmt: skip
    for spelling in (word.encode(), word.encode("utf-16-le"), word.lower().encode())
]


def test_98_no_file_of_a_running_installation_holds_words_names_or_numbers(
    installation: Installation,
) -> None:
    installation.ask(NUMBER, f"the police arrested my son {NAME} in {PLACE}", replies=2)
    for answer in ("1", "5", "police", PLACE, "last night", "no", "no", NAME):
        installation.ask(NUMBER, answer)
    installation.ask(NUMBER, f"what are his rights, {NAME} is alone", replies=2)
    installation.ask(NUMBER, "only at night")
    installation.faults(refuse_with=429)
    installation.write(NUMBER, f"/restart {NAME}")
    installation.faults(refuse_with=0)
    wait_for(lambda: len(installation.bodies(NUMBER)) >= 14, seconds=30, what="the last answer")

    photo = a_photo_and_a_place(installation)
    what_staff_do(installation)

    found = {
        path.name: canary
        for path in files(installation.folder)
        for canary in [*CANARIES, photo]
        if canary in path.read_bytes()
    }

    assert found == {}
    # Our own number is no secret: that it is found shows that the search would find another.
    assert any(OWN_NUMBER.encode() in path.read_bytes() for path in files(installation.folder))
    assert {"helpline.db", "helpline.db-wal", "tracker.db", "doorbell.db", "up.log"} <= {
        path.name for path in files(installation.folder)
    }


def a_photo_and_a_place(installation: Installation) -> bytes:
    """Sends both from WhatsApp; returns bytes out of the middle of the photo."""
    send(installation, NUMBER, 1, media=[{"sample": "photo"}])
    [(_, photo)] = stored(installation, NUMBER, 1)
    place = {"latitude": 34.5287, "longitude": 69.1723, "label": LABEL}
    send(installation, NUMBER, 1, place=place)
    middle = len(photo) // 2
    return photo[middle : middle + 32]


def what_staff_do(installation: Installation) -> None:
    """Lets staff look at the case in the console, search, note, name a lawyer and ask to take the
    case out; a word is chosen, the case opened in an emergency, and a turn read.
    """
    database, now = installation.database(), datetime.now(UTC)
    with database.transaction() as session:
        staff = make_staff(
            session, "canary", role=Role.SUPERVISOR, totp="JBSWY3DPEHPK3PXP", now=now
        )
        opened = open_session(session, staff, browser="Firefox, Linux", required=True, now=now)
        token = complete_session(session, opened.token, now=now)
        contact = installation.contact(session, NUMBER)
        referral = installation.referral(session, contact.id)
        set_word(session, get_safeguard(session, contact.id), SAFE_WORD, now=now)
        open_case(session, referral, staff.id, REASON, now=now)
        exports.ask(session, staff.id, [referral.id], REASON, has_names=True, now=now)
        [turn, *_] = sample_turns(session, count=1)
        add_review(session, turn, "ask_rights", now=now)
        reference, contact_id = referral.reference, contact.id
    database.close()

    desk = requests.Session()
    desk.cookies.set("helpline_staff", token or "")
    console = f"{installation.gateway_url}/console"
    page = desk.get(f"{console}/referrals/{reference}", timeout=30).text
    assert (NAME in page, REASON in page) == (True, True)
    csrf = {"csrf_token": re.findall(r'csrf_token" value="([^"]+)', page)[0]}
    for path in (f"referrals/{reference}/print", f"conversations/{contact_id}"):
        assert NAME in desk.get(f"{console}/{path}", timeout=30).text
    lawyer = {"name": LAWYER, "phone": LAWYER_NUMBER, "languages": "en", "most_cases": "5"}
    lawyer |= {"gender": "unsaid", "jurisdictions": "afghanistan"}
    for path, form in {
        "search": {"q": NAME},
        f"referrals/{reference}/notes": {"note": NOTE},
        "lawyers/new": lawyer,
    }.items():
        answer = desk.post(f"{console}/{path}", data=csrf | form, timeout=30)
        assert answer.status_code == 200, (path, answer.status_code)
    assert NOTE in desk.get(f"{console}/referrals/{reference}", timeout=30).text
    assert LAWYER in desk.get(f"{console}/lawyers", timeout=30).text
    assert REASON in desk.get(f"{console}/exports", timeout=30).text


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
