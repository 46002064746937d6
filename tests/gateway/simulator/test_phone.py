"""The phone's page in a real browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.gateway.simulator.conftest import Recorder


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
