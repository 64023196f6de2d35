"""The game and the keys in the browser."""

import pytest
from playwright.sync_api import expect

from tests.chromium import chromium_path
from tests.made_digits import MADE_DIGITS, place
from tests.served import DESKTOP, PHONE, draw_with_finger, draw_with_mouse, wait_until_idle

pytestmark = pytest.mark.skipif(chromium_path() is None, reason="needs Chromium: python -m tests.chromium")

ANSWER = ".answer .value"


@pytest.mark.parametrize(("device", "draw"), [(DESKTOP, draw_with_mouse), (PHONE, draw_with_finger)])
def test_next_clears_the_canvas_and_asks_for_another(visit, device, draw):
    page = visit(device)
    page.get_by_role("button", name="Fool it").click()
    following = page.get_by_role("button", name="Next")
    for number in (1, 2):
        expect(page.get_by_text(f"{number} of 10")).to_be_visible()
        expect(following).to_be_disabled()
        draw(page, place(MADE_DIGITS["two, plain"][1]))
        expect(page.locator(".so_far .value")).to_have_text("2")
        expect(following).to_be_in_viewport(ratio=1)
        assert page.evaluate("sessionStorage.getItem('digit-reader.drawing')")
        following.click()
        assert not page.evaluate("sessionStorage.getItem('digit-reader.drawing')")
    expect(page.get_by_text("3 of 10")).to_be_visible()
    page.get_by_role("button", name="End the game").click()
    expect(page.get_by_text("Draw a digit")).to_be_visible()
    expect(page.get_by_role("heading", name="This visit")).to_have_count(0)


def test_escape_closes_what_is_open_and_the_keys_are_listed(visit):
    page = visit(DESKTOP)
    page.get_by_role("button", name="2026").click()
    expect(page.locator(ANSWER)).to_have_text("2026")
    wait_until_idle(page)
    page.get_by_role("radio", name="1st: 2").click()
    expect(page.locator(".opened")).to_be_visible()
    wait_until_idle(page)
    page.keyboard.press("Escape")
    expect(page.locator(".opened")).to_have_count(0)
    page.get_by_role("button", name="Pen").click()
    expect(page.get_by_role("slider")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("slider")).to_have_count(0)
    page.get_by_text("Keys", exact=True).click()
    for key in ("Ctrl+Z", "Ctrl+Backspace", "Escape"):
        expect(page.get_by_role("cell", name=key, exact=True)).to_be_visible()


def test_the_ring_of_a_tab_in_focus_is_whole(visit):
    page = visit(DESKTOP)
    page.get_by_role("tab", name="Photo").focus()
    page.keyboard.press("ArrowLeft")
    word, tab, tabs = page.evaluate("""() => {
        const tab = document.activeElement;
        return [tab.querySelector("p"), tab, tab.closest('[role="tablist"]')].map((what) => {
            const { left, right } = what.getBoundingClientRect();
            return [left, right];
        });
    }""")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineOffset") == "-2px"
    assert tabs[0] <= tab[0] <= word[0] - 4
    assert word[1] + 4 <= tab[1]
