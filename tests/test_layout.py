"""Nothing is cut, nothing stands alone, and what belongs together lines up, on phones and desktops."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.chromium import chromium_path
from tests.made_digits import MADE_DIGITS, place
from tests.served import CANVAS, DESKTOP, PHONE, draw_with_mouse, wait_until_idle

pytestmark = pytest.mark.skipif(chromium_path() is None, reason="needs Chromium: python -m tests.chromium")

ANSWER = ".answer .value"
WIDTHS = (375, 1000, 1280)
SMALL_PHONE = {**PHONE, "viewport": {"width": 360, "height": 640}}
OPACITY = """element => {
    let opacity = 1;
    for (; element; element = element.parentElement) opacity *= getComputedStyle(element).opacity;
    return opacity;
}"""


def press_sample(page, name, answer):
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator(ANSWER)).to_have_text(answer)
    wait_until_idle(page)


def columns_out_of_sight(page):
    """By how many pixels a table is wider than the room it has, once it is laid out."""
    expect(page.locator(".dvn-scroller:visible")).to_have_count(1)
    wait_until_idle(page)
    return page.locator(".dvn-scroller:visible").evaluate("table => table.scrollWidth - table.clientWidth")


def test_the_table_of_the_visit_shows_all_its_columns_on_a_small_phone(visit):
    page = visit(SMALL_PHONE)
    press_sample(page, "2026", "2026")
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("heading", name="This visit")).to_be_visible()
    assert columns_out_of_sight(page) <= 0


def test_the_table_of_a_picture_shows_all_its_columns_on_a_small_phone(visit):
    page = visit(SMALL_PHONE, "?tab=Photo&example=squared+paper")
    expect(page.get_by_test_id("stCode")).to_have_text("2026\n1984")
    assert columns_out_of_sight(page) <= 0


def test_a_table_has_no_second_button_that_downloads_it(visit):
    page = visit(DESKTOP)
    press_sample(page, "A seven", "7")
    page.get_by_role("button", name="Clear").click()
    page.get_by_test_id("stDataFrame").hover()
    expect(page.get_by_role("button", name="Fullscreen")).to_be_visible()
    expect(page.get_by_role("button", name="CSV")).to_have_count(1)


def test_four_digits_stand_in_one_row(visit):
    page = visit(DESKTOP)
    press_sample(page, "2026", "2026")
    expect(page.locator(".tile")).to_have_count(4)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wait_until_idle(page)
        assert len({tile.bounding_box()["y"] for tile in page.locator(".tile").all()}) == 1


def test_what_other_models_say_is_not_broken_into_lines_on_a_phone(visit):
    page = visit(PHONE)
    press_sample(page, "A seven", "7")
    page.get_by_text("Compare models").click()
    expect(page.locator(".compared")).to_be_visible()
    assert max(cell.bounding_box()["height"] for cell in page.locator(".compared tbody tr").all()) < 60
    table = page.locator(".compared").bounding_box()
    assert table["x"] + table["width"] <= 375


def test_buttons_beside_each_other_are_of_one_height(visit):
    page = visit(DESKTOP)
    press_sample(page, "A seven", "7")
    page.get_by_role("button", name="Clear").click()
    names = ("CSV", "ZIP of 28 × 28 PNGs", "Forget all")
    boxes = [page.get_by_role("button", name=name).bounding_box() for name in names]
    assert len({(box["y"], box["height"]) for box in boxes}) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_rim_of_the_canvas_is_seen(visit, scheme):
    page = visit(DESKTOP, color_scheme=scheme)
    box = page.locator(CANVAS).first.bounding_box()
    across = {"x": box["x"] - 6, "y": box["y"] + 100, "width": 12, "height": 1}
    picture = np.array(Image.open(io.BytesIO(page.screenshot(clip=across))).convert("L")).astype(int)
    assert np.ptp(picture) > 25


def test_a_phone_on_its_side_shows_everything_that_drawing_needs(visit):
    page = visit({**PHONE, "viewport": {"width": 667, "height": 375}})
    draw_with_mouse(page, place(MADE_DIGITS["seven, plain"][1], 90, 40, 40))
    expect(page.locator(ANSWER)).to_have_text("7")
    for what in (CANVAS, ANSWER, ".st-key-tools", ".st-key-drawn_kind"):
        expect(page.locator(what).first).to_be_in_viewport(ratio=1)


def test_the_button_that_copies_is_seen_without_a_pointer_over_it(visit):
    page = visit(PHONE, "?tab=Photo&example=blackboard")
    expect(page.get_by_test_id("stCode")).to_have_text("31415")
    copies = page.get_by_role("button", name="Copy to clipboard")
    assert copies.evaluate(OPACITY) == 1
    box = copies.bounding_box()
    assert min(box["width"], box["height"]) >= 44


def test_a_table_that_goes_on_beside_fades_there(visit):
    page = visit(PHONE, "?tab=Model")
    page.get_by_text("Other networks", exact=True).click()
    table = page.get_by_role("region", name="Every model")
    expect(table).to_be_visible()
    expect(table).to_have_css("mask-image", re.compile("gradient"))
    table.evaluate("table => table.scrollLeft = table.scrollWidth")
    expect(table).to_have_css("mask-image", "none")
    page.set_viewport_size({"width": 1600, "height": 900})
    expect(table).to_have_css("mask-image", "none")
