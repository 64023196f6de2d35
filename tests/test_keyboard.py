"""All of a visit without a pointer, and what has the focus is seen."""

import pytest
from playwright.sync_api import expect

from tests.chromium import chromium_path
from tests.served import DESKTOP, tab_to, wait_until_idle

pytestmark = pytest.mark.skipif(chromium_path() is None, reason="needs Chromium: python -m tests.chromium")

ANSWER = ".answer .value"
RING = """() => {
    const luminance = (colour) => {
        const [red, green, blue] = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
            .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const style = getComputedStyle(document.activeElement);
    const ground = getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor;
    const [dark, bright] = [luminance(style.outlineColor), luminance(ground)].sort((one, other) => one - other);
    return [style.outlineStyle, (bright + 0.05) / (dark + 0.05)];
}"""


def press(page, name, role="button", key="Enter"):
    tab_to(page, name, role)
    page.keyboard.press(key)
    wait_until_idle(page)


def go_to(page, tab):
    tab_to(page, page.get_by_role("tab", selected=True).inner_text(), "tab")
    while page.evaluate("document.activeElement.innerText.trim()") != tab:
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")
    wait_until_idle(page)


def test_all_of_a_visit_by_keyboard_alone(visit):
    page = visit(DESKTOP)
    press(page, "A seven")
    expect(page.locator(ANSWER)).to_have_text("7")
    press(page, "Why", "switch", "Space")
    expect(page.locator(".seen")).to_be_visible()
    press(page, "0", "radio", "Space")
    expect(page.get_by_text("Noted: 0")).to_be_visible()
    press(page, "Pen")
    expect(page.get_by_role("slider")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("slider")).to_have_count(0)
    press(page, "Clear")
    expect(page.get_by_role("heading", name="This visit")).to_be_visible()

    press(page, "2026")
    expect(page.locator(ANSWER)).to_have_text("2026")
    tab_to(page, "Wrong? Type what it is", "textbox")
    page.keyboard.type("2028")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Noted: 2028")).to_be_visible()
    press(page, "Undo")
    expect(page.locator(ANSWER)).to_have_text("202")
    press(page, "Clear")

    press(page, "Write 0 to 9")
    expect(page.get_by_text("1 of 10")).to_be_visible()
    press(page, "End the game")

    go_to(page, "Photo")
    press(page, "blackboard", "radio", "Space")
    expect(page.get_by_test_id("stCode")).to_have_text("31415")
    go_to(page, "Model")
    expect(page.get_by_text("What can't it do?")).to_be_visible()

    go_to(page, "Draw")
    press(page, "Forget all")
    press(page, "Yes, forget them")
    expect(page.get_by_role("heading", name="This visit")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_has_the_focus_is_seen(visit, scheme):
    page = visit(DESKTOP, color_scheme=scheme)
    for name, role in (("Photo", "tab"), ("Undo", "button"), ("A seven", "button")):
        page.get_by_role(role, name=name).first.focus()
        page.keyboard.press("Shift")
        kind, contrast = page.evaluate(RING)
        assert kind == "solid"
        assert contrast >= 3
