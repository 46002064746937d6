"""The phone's page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from twilio.rest import Client

from tests.gateway.simulator.conftest import ACCOUNT, TOKEN, Recorder, send
from tests.gateway.simulator.test_whatsapp import LIST, QUESTION

KATHMANDU = "whatsapp:+15550122"


@pytest.fixture
def narrow(browser: Browser) -> Iterator[Page]:
    """A page that is as wide as a small phone."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    yield context.new_page()
    context.close()


def offer(carrier_url: str, client: Client, recorder: Recorder, content: dict[str, object]) -> None:
    """Sends a content to the phone in Kathmandu."""
    created = requests.post(
        f"{carrier_url}/v1/Content", json=content, auth=(ACCOUNT, TOKEN), timeout=10
    ).json()
    send(client, recorder, to=KATHMANDU, content_sid=created["sid"])


def test_a_message_typed_on_the_phone_is_sent_and_ticked(
    page: Page, carrier_url: str, recorder: Recorder
) -> None:
    page.goto(carrier_url)
    page.get_by_role("button", name="Hebron, Palestine").click()
    page.get_by_label("Message", exact=True).fill("أخذوا ابني")
    page.keyboard.press("Enter")

    bubble = page.locator("#messages li.mine")
    expect(bubble.locator(".bubble")).to_have_text("أخذوا ابني")
    expect(bubble.locator(".meta")).to_contain_text("1 part · sent")
    assert bubble.locator(".words").evaluate("it => getComputedStyle(it).direction") == "rtl"
    assert [form["Body"] for _, form, _ in recorder.requests] == ["أخذوا ابني"]


def test_an_example_is_put_into_the_message_box(page: Page, carrier_url: str) -> None:
    page.goto(carrier_url)

    page.get_by_role("button", name="they arrested my brother").click()

    expect(page.get_by_label("Message", exact=True)).to_have_value(
        "they arrested my brother last night in Lalitpur we need a lawyer"
    )


def test_what_a_phone_holds_is_shown_as_text(page: Page, carrier_url: str) -> None:
    page.goto(carrier_url)
    page.get_by_label("Message", exact=True).fill("<img src=x onerror=alert(1)>")
    page.keyboard.press("Enter")

    expect(page.locator("#messages .bubble")).to_have_text("<img src=x onerror=alert(1)>")


def test_buttons_lists_files_and_replies_work_on_whatsapp_with_the_keyboard_alone(
    page: Page, carrier_url: str, client: Client, recorder: Recorder
) -> None:
    page.goto(carrier_url)
    page.get_by_role("button", name="Kathmandu, Nepal").click()
    page.get_by_label("Message", exact=True).fill("hello")
    page.keyboard.press("Enter")
    expect(page.locator("#window")).to_have_text("within 24 hours")
    offer(carrier_url, client, recorder, QUESTION)
    offer(carrier_url, client, recorder, LIST)

    page.get_by_role("button", name="Yes", exact=True).press("Enter")
    expect(page.locator("li.mine q")).to_have_text("Are they hurt?")
    page.get_by_role("button", name="☰ Choose").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Person 3").press("Enter")
    expect(page.locator("li.mine .words").last).to_have_text("Person 3")
    page.locator("#attach summary").press("Enter")
    page.get_by_role("button", name="A photo").press("Enter")
    expect(page.locator("li.mine img")).to_be_visible()

    forms = [form for path, form, _ in recorder.requests if path == "/twilio/inbound"]
    assert forms[1]["ButtonPayload"] == "a1"
    assert forms[2]["ListId"] == "i3"
    assert forms[3]["MediaContentType0"] == "image/png"


def test_what_goes_wrong_is_switched_on_the_page_and_a_day_can_pass(
    page: Page, carrier_url: str
) -> None:
    page.goto(carrier_url)
    page.get_by_role("button", name="Kathmandu, Nepal").click()
    page.get_by_label("Messages from phones do not reach the helpline").check()
    page.get_by_label("Every send fails with").select_option("30003")
    expect(page.get_by_text("Switched.")).to_be_visible()
    page.get_by_label("Message", exact=True).fill("hello")
    page.keyboard.press("Enter")
    expect(page.locator("li.failed")).to_be_visible()
    page.get_by_role("button", name="A day passes").click()

    expect(page.locator("#window")).to_have_text("24 hours over")
    faults = requests.get(f"{carrier_url}/phone/faults", timeout=10).json()
    assert (faults["lose_webhooks"], faults["fail_with"]) == (True, 30003)


def test_a_phone_that_is_not_looked_at_shows_how_many_messages_wait(
    page: Page, carrier_url: str, client: Client, recorder: Recorder
) -> None:
    page.goto(carrier_url)
    send(client, recorder, to="+15550141")
    send(client, recorder, to="+15550141")

    badge = page.get_by_role("button", name="Hebron, Palestine").locator(".unread")
    expect(badge).to_have_text("2")
    page.get_by_role("button", name="Hebron, Palestine").click()
    expect(badge).to_be_hidden()


def test_the_page_fits_a_small_screen_and_a_screen_reader(
    narrow: Page, carrier_url: str, client: Client, recorder: Recorder
) -> None:
    narrow.goto(carrier_url)
    narrow.get_by_role("button", name="Kathmandu, Nepal").click()
    narrow.get_by_label("Message", exact=True).fill("hello")
    narrow.keyboard.press("Enter")
    expect(narrow.locator("li.mine")).to_be_visible()
    offer(carrier_url, client, recorder, QUESTION)
    expect(narrow.get_by_role("button", name="Yes", exact=True)).to_be_visible()

    assert narrow.evaluate("document.documentElement.scrollWidth") == 320
    violations = Axe().run(narrow).response["violations"]
    assert [each["id"] for each in violations] == []
