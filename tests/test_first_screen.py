"""What somebody sees who comes for the first time, and what can be done without a pointer."""

import re

import pytest
from playwright.sync_api import expect

from tests.chromium import chromium_path
from tests.served import CANVAS, DESKTOP, PHONE, tab_to, wait_until_idle

pytestmark = pytest.mark.skipif(chromium_path() is None, reason="needs Chromium: python -m tests.chromium")

ANSWER = ".answer .value"
INVITATION = re.compile("Draw a digit")


def test_a_sample_is_drawn_read_and_opened_by_keyboard_alone(visit):
    page = visit(DESKTOP)
    expect(page.locator(CANVAS).first).to_have_attribute("role", "img")
    tab_to(page, "2026")
    page.keyboard.press("Enter")
    expect(page.locator(ANSWER)).to_have_text("2026")
    wait_until_idle(page)
    tab_to(page, "1st: 2", "radio")
    page.keyboard.press("Space")
    expect(page.locator(".bars .best")).to_contain_text("2")
    page.keyboard.press("Control+z")
    expect(page.locator(ANSWER)).to_have_text("202")
    wait_until_idle(page)
    tab_to(page, "Clear")
    page.keyboard.press("Enter")
    expect(page.get_by_text(INVITATION)).to_be_visible()
    expect(page.get_by_role("heading", name="This visit")).to_be_visible()


def test_samples_are_there_until_something_is_drawn_and_a_tile_opens_its_digit(visit):
    page = visit(PHONE)
    page.get_by_role("button", name="A crossed seven").click()
    expect(page.locator(ANSWER)).to_have_text("7")
    expect(page.get_by_role("button", name="A smiley")).to_have_count(0)
    wait_until_idle(page)
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("button", name="2026").click()
    expect(page.locator(ANSWER)).to_have_text("2026")
    wait_until_idle(page)
    page.locator(".tile").nth(1).click()
    expect(page.locator(".bars .best")).to_contain_text("0")
