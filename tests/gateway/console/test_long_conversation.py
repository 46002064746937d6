"""What is long: a conversation, of which the latest messages are shown and the whole if somebody
asks for it, and the list of conversations.
"""

from __future__ import annotations

import pytest

from gateway.console import overview, thread
from helpline.storage.database import Database
from tests.builders import make_contact, make_inbound, make_referral
from tests.gateway.console.desk import Desk, rows


@pytest.mark.parametrize("page", ["/console/referrals/{0}", "/console/conversations/{1}"])
def test_the_latest_messages_are_shown_and_the_whole_if_it_is_asked_for(
    desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setattr(thread, "LATEST", 3)
    with database.transaction() as session:
        contact = make_contact(session)
        referral = make_referral(session, contact, facts={"place": "Patan"})
        for number in range(4):
            make_inbound(session, contact, f"message {number}")
        address, opening = page.format(referral.reference, contact.id), referral.opened_by

    latest, whole = (desk.get(address + asked).text for asked in ("", "?whole=1"))

    assert "message 0" not in latest
    assert latest.count('class="said ') == 3
    assert 'href="?whole=1#conversation"' in latest
    assert whole.count('class="said ') == 5
    assert "?whole=1#" not in whole
    assert f'id="m-{opening}"' in whole
    live = whole.partition('data-live="')[2].partition('"')[0]
    assert desk.get(live).text.count('class="said ') == 5


def test_a_fact_leads_to_its_message_where_only_the_whole_shows_it(
    desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thread, "LATEST", 1)
    with database.transaction() as session:
        contact = make_contact(session)
        referral = make_referral(session, contact, facts={"place": "Patan"})
        make_inbound(session, contact, "later")
        path, opening = f"/console/referrals/{referral.reference}", referral.opened_by

    assert f'href="?whole=1#m-{opening}"' in desk.get(path).text
    assert f'href="#m-{opening}"' in desk.get(f"{path}?whole=1").text


def test_conversations_stand_on_pages_the_latest_written_in_first(
    desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "MOST_SHOWN", 2)
    with database.transaction() as session:
        for number in range(5):
            make_inbound(session, make_contact(session, address=f"+1555010{number}"))

    pages = [desk.get(f"/console/conversations?page={number}").text for number in (1, 2, 3)]

    listed = [[row.split()[0] for row in rows(page)] for page in pages]
    assert listed == [["+15550104", "+15550103"], ["+15550102", "+15550101"], ["+15550100"]]
    assert [("Newer" in page, "Older" in page) for page in pages] == [
        (False, True), (True, True), (True, False),
    ]  # fmt: skip
    assert "+15550102" in desk.get("/console/live/conversations?page=2").text
