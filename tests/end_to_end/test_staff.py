"""Staff and a family, through the whole installation and a real browser."""

from __future__ import annotations

import pyotp
from playwright.sync_api import Page, expect

from tests.end_to_end.installation import Installation, wait_for

NUMBER = "+15550197"
PASSWORD = "a long enough password"


def set_up_authenticator(page: Page) -> None:
    """Sets up the second factor, as everybody does at the first sign-in."""
    page.get_by_text("I cannot scan it").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("Code of your authenticator app").fill(pyotp.TOTP(secret).now())
    page.keyboard.press("Enter")
    page.get_by_role("link", name="I have kept them").click()


def test_a_reply_typed_in_the_console_arrives_on_the_phone(
    installation: Installation, page: Page
) -> None:
    installation.run("staff", "add", "amina", "--password-stdin", words=f"{PASSWORD}\n")
    installation.ask(NUMBER, "the police arrested my nephew", replies=2)

    page.goto(f"{installation.gateway_url}/console/")
    page.get_by_label("Username").fill("amina")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    set_up_authenticator(page)
    database = installation.database()
    with database.reading() as session:
        contact = installation.contact(session, NUMBER)
        reference = installation.referral(session, contact.id).reference
    database.close()
    # By then other tests have filled the queue: hers need not be on its first page.
    page.goto(f"{installation.gateway_url}/console/search")
    page.get_by_role("searchbox").fill(reference)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=reference).click()
    expect(page.get_by_text("the police arrested my nephew").first).to_be_visible()
    page.get_by_label("Your reply").fill("We have found him. A lawyer is on the way.")
    page.get_by_role("button", name="Send").click()

    wait_for(
        lambda: "We have found him. A lawyer is on the way." in installation.bodies(NUMBER),
        seconds=20,
        what="the reply",
    )
    expect(page.get_by_text("delivered").last).to_be_visible(timeout=20_000)


def test_the_bot_is_silent_while_staff_hold_the_conversation(
    installation: Installation, page: Page
) -> None:
    number = "+15550198"
    [handed_over] = installation.ask(number, "I want to speak to a real person please")
    assert "A person of our team" in handed_over

    installation.write(number, "hello? are you there")
    installation.ask("+15550199", "thank you")

    database = installation.database()

    def is_read() -> bool:
        with database.reading() as session:
            contact = installation.contact(session, number)
            return installation.waiting(session, contact.id) == 0

    wait_for(is_read, seconds=10, what="the end of the turn")
    database.close()
    assert installation.bodies(number) == [handed_over]
