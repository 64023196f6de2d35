"""What only a browser can show: real mouse and finger on the real canvas."""

import csv
import io
import re
import time

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.chromium import chromium_path
from tests.made_digits import MADE_DIGITS, picture_of, place
from tests.made_photographs import photograph
from tests.served import (
    ARGUMENTS,
    CANVAS,
    DESKTOP,
    PATIENCE,
    PHONE,
    draw_with_finger,
    draw_with_mouse,
    open_page,
    served,
    wait_until_idle,
)

pytestmark = pytest.mark.skipif(chromium_path() is None, reason="needs Chromium: python -m tests.chromium")

ANSWER = ".answer .value"
FAKE_CAMERA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


def year(side=60, step=82):
    """2026, narrow enough for a phone."""
    names = ("two, plain", "zero, round", "two, angular", "six, curved")
    return [s for n, name in enumerate(names) for s in place(MADE_DIGITS[name][1], side, 10 + step * n, 60)]


def test_strokes_drawn_while_the_model_loads_are_answered(chromium):
    with served(DIGITS_ENGINE="keras") as fresh:  # still being imported when the canvas is there
        page = chromium.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(fresh.address)
        page.locator(CANVAS).first.wait_for()
        draw_with_mouse(page, place(MADE_DIGITS["eight, two rings"][1]))
        expect(page.locator(ANSWER)).to_have_text("8")
        page.close()


@pytest.mark.parametrize(
    ("device", "draw", "name"),
    [(DESKTOP, draw_with_mouse, "five, bar apart"), (PHONE, draw_with_finger, "two, plain")],
    ids=["mouse", "finger"],
)
def test_draw_read_and_clear(visit, device, draw, name):
    page = visit(device)
    value, strokes = MADE_DIGITS[name]
    draw(page, place(strokes))
    expect(page.locator(ANSWER)).to_have_text(str(value))
    expect(page.locator(".bars .row")).to_have_count(10)
    wait_until_idle(page)
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("Draw a digit")).to_be_visible()
    wait_until_idle(page)
    draw(page, place(MADE_DIGITS["one, slanted"][1]))
    expect(page.locator(ANSWER)).to_have_text("1")


def test_a_number_is_read_digit_by_digit(visit):
    page = visit(DESKTOP)
    draw_with_mouse(page, year())
    expect(page.locator(ANSWER)).to_have_text("2026")
    expect(page.locator(".tile")).to_have_count(4)
    expect(page.locator(".boxes")).to_be_visible()
    wait_until_idle(page)
    page.get_by_role("radio", name="One digit").click()
    expect(page.locator(".tile")).to_have_count(0)


def downloaded(page):
    """The rows of the list of this visit."""
    wait_until_idle(page)
    with page.expect_download() as download:
        page.get_by_test_id("stDownloadButton").first.get_by_role("button").click()
    return list(csv.DictReader(download.value.path().read_text().splitlines()))


@pytest.mark.parametrize(("device", "draw"), [(DESKTOP, draw_with_mouse), (PHONE, draw_with_finger)])
def test_a_number_is_kept_corrected_and_downloaded(visit, device, draw):
    page = visit(device)
    draw(page, year())
    expect(page.locator(ANSWER)).to_have_text("2026")
    wait_until_idle(page)
    page.get_by_role("button", name="Clear").click()
    table = page.get_by_test_id("stDataFrame")
    expect(table).to_be_visible()
    page.wait_for_timeout(800)  # the table lays itself out
    wait_until_idle(page)
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    page.mouse.dblclick(box["x"] + 0.45 * box["width"], box["y"] + 66)
    page.locator(".gdg-input").wait_for()
    page.wait_for_timeout(300)
    page.keyboard.press("Control+A")
    page.keyboard.type("2028", delay=60)
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    until = time.monotonic() + PATIENCE / 1000  # the table sends what was typed after a while
    while {row["drawing_right"] for row in downloaded(page)} != {"2028"} and time.monotonic() < until:
        page.wait_for_timeout(500)
    page.get_by_role("tab", name="Photo").click()
    page.wait_for_url("**tab=Photo**")
    wait_until_idle(page)
    page.get_by_role("tab", name="Draw").click()
    page.wait_for_url(lambda url: "tab=" not in url)
    wait_until_idle(page)
    rows = downloaded(page)
    assert [row["value"] for row in rows] == list("2026")
    assert [row["right"] for row in rows] == list("2028")
    assert [row["corrected"] for row in rows] == ["False", "False", "False", "True"]


def test_a_drawing_survives_other_tabs_and_settings(visit):
    page = visit(DESKTOP)
    draw_with_mouse(page, year())
    expect(page.locator(ANSWER)).to_have_text("2026")
    wait_until_idle(page)
    page.get_by_role("tab", name="Photo").click()
    page.get_by_role("radio", name="One digit").last.click()
    wait_until_idle(page)
    page.get_by_role("tab", name="Draw").click()
    expect(page.locator(ANSWER)).to_have_text("2026")


def test_the_canvas_is_as_wide_as_the_phone_and_the_page_does_not_scroll_sideways(visit):
    page = visit(PHONE)
    box = page.locator(CANVAS).first.bounding_box()
    assert box["width"] > 330
    assert box["x"] + box["width"] <= 375
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_every_stroke_is_answered_and_can_be_undone(visit):
    page = visit(DESKTOP)
    bar, cross = place([MADE_DIGITS["zero, narrow"][1][0], MADE_DIGITS["zero, slashed"][1][1]])
    draw_with_mouse(page, [bar])
    expect(page.locator(ANSWER)).to_have_text("0")
    wait_until_idle(page)
    before = page.locator(".way img").last.get_attribute("src")
    draw_with_mouse(page, [cross])
    expect(page.locator(".way img").last).not_to_have_attribute("src", before)
    wait_until_idle(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".way img").last).to_have_attribute("src", before)


def test_a_stroke_is_sent_without_the_canvas_waiting_for_more(chromium, address):
    page = chromium.new_context(**PHONE).new_page()
    canvas_waits = 200  # milliseconds
    page.add_init_script(f"""
        const start = window.setTimeout;
        window.setTimeout = (then, wait, ...rest) => wait === {canvas_waits} ? 0 : start(then, wait, ...rest);
    """)
    open_page(page, address)
    draw_with_finger(page, place(MADE_DIGITS["eight, one stroke"][1]))
    expect(page.locator(ANSWER)).to_have_text("8")
    page.context.close()


def test_a_stroke_that_comes_before_the_canvas_has_its_style_is_taken(chromium, address):
    page = chromium.new_context(**PHONE).new_page()
    page.route(re.compile(r"drawable.canvas.*\.css"), lambda route: route.fulfill(content_type="text/css", body=""))
    with page.expect_request(re.compile(r"drawable.canvas.*\.css")):
        open_page(page, address)
    draw_with_finger(page, place(MADE_DIGITS["eight, one stroke"][1]))
    expect(page.locator(ANSWER)).to_have_text("8")
    page.context.close()


def test_clearing_does_not_move_the_page(visit):
    page = visit(PHONE)
    draw_with_finger(page, place(MADE_DIGITS["two, plain"][1]))
    expect(page.locator(ANSWER)).to_have_text("2")
    wait_until_idle(page)
    page.evaluate("""() => {
        window.places = new Set();
        const look = () => {
            window.places.add(document.querySelector(".st-key-tools").getBoundingClientRect().top);
            requestAnimationFrame(look);
        };
        look();
    }""")
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("Draw a digit")).to_be_visible()
    wait_until_idle(page)
    assert page.evaluate("window.places.size") == 1


def test_keys_undo_and_clear(visit):
    page = visit(DESKTOP)
    draw_with_mouse(page, place(MADE_DIGITS["four, open"][1]))
    expect(page.locator(ANSWER)).to_have_text("4")
    wait_until_idle(page)
    page.keyboard.press("Control+Backspace")
    expect(page.get_by_text("Draw a digit")).to_be_visible()


def test_a_blank_canvas_and_a_click_are_no_digit(visit):
    page = visit(DESKTOP)
    expect(page.get_by_text("Draw a digit")).to_be_visible()
    page.locator(CANVAS).first.click(position={"x": 100, "y": 120})
    wait_until_idle(page)
    expect(page.locator(".answer")).to_contain_text("This is no digit.")
    expect(page.locator(".bars .best")).to_have_count(0)
    expect(page.locator(".answer .value").get_by_text(re.compile("[0-9]"))).to_have_count(0)


@pytest.mark.parametrize(("device", "draw"), [(DESKTOP, draw_with_mouse), (PHONE, draw_with_finger)])
def test_strokes_in_every_corner_are_taken(visit, device, draw):
    page = visit(device)
    canvas = page.locator(CANVAS).first.bounding_box()
    right, bottom = canvas["width"] - 58, canvas["height"] - 58
    corners = {
        (8, 8): "seven, plain",
        (right, 8): "two, plain",
        (8, bottom): "four, closed",
        (right, bottom): "zero, round",
    }
    for corner, name in corners.items():
        value, strokes = MADE_DIGITS[name]
        page.get_by_role("button", name="Clear").click()
        expect(page.get_by_text("Draw a digit")).to_be_visible()
        wait_until_idle(page)
        draw(page, place(strokes, 50, *corner))
        expect(page.locator(ANSWER)).to_have_text(str(value))
        wait_until_idle(page)


def test_the_pen_width_keeps_the_drawing(visit):
    page = visit(DESKTOP)
    draw_with_mouse(page, place(MADE_DIGITS["three, round"][1]))
    expect(page.locator(ANSWER)).to_have_text("3")
    wait_until_idle(page)
    page.get_by_role("button", name="Pen").click()
    page.get_by_role("slider").press("ArrowRight")
    wait_until_idle(page)
    expect(page.locator(ANSWER)).to_have_text("3")


def test_a_drawing_survives_looking_at_the_model_tab(visit):
    page = visit(DESKTOP)
    draw_with_mouse(page, place(MADE_DIGITS["six, curved"][1]))
    expect(page.locator(ANSWER)).to_have_text("6")
    page.get_by_role("tab", name="Model").click()
    expect(page.get_by_text("What can't it do?")).to_be_visible()
    page.get_by_role("tab", name="Draw").click()
    expect(page.locator(ANSWER)).to_have_text("6")


def test_a_phone_needs_no_sideways_scrolling_and_shows_the_answer_without_scrolling(visit):
    page = visit(PHONE)
    draw_with_finger(page, place(MADE_DIGITS["nine, straight"][1]))
    expect(page.locator(ANSWER)).to_have_text("9")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    expect(page.locator(ANSWER)).to_be_in_viewport(ratio=1)


def test_what_is_tapped_is_large_enough_for_a_finger(visit):
    page = visit(PHONE)
    draw_with_finger(page, place(MADE_DIGITS["six, curved"][1]))
    expect(page.locator(ANSWER)).to_have_text("6")
    expect(page.get_by_test_id("stCheckbox")).to_have_count(3)
    controls = page.locator("button, [role=tab], [role=radio], .stCheckbox label").locator("visible=true").all()
    assert len(controls) >= 3 + 3 + 2 + 10 + 1  # tabs, buttons, the switch, ten digits, "Why?"
    for control in controls:
        box = control.bounding_box()
        assert min(box["width"], box["height"]) >= 44, control.inner_text()


def test_an_uploaded_picture_is_read(visit, tmp_path):
    strokes = place(MADE_DIGITS["four, open"][1], 100, 30, 40) + place(MADE_DIGITS["two, plain"][1], 100, 180, 40)
    Image.fromarray(255 - picture_of(strokes, 320, 180)).save(tmp_path / "number.png")
    page = visit(PHONE)
    page.get_by_role("tab", name="Photo").click()
    page.locator("input[type=file]").first.set_input_files(tmp_path / "number.png")
    expect(page.get_by_test_id("stCode")).to_have_text("42")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_a_picture_taken_with_the_camera_is_read(chromium, address, tmp_path):
    frame = io.BytesIO()
    Image.fromarray(photograph("407", "plain", "marker", np.random.default_rng(2), 480, 640)).save(frame, "JPEG")
    film = tmp_path / "camera.mjpeg"
    film.write_bytes(frame.getvalue() * 30)
    arguments = [*ARGUMENTS, *FAKE_CAMERA, f"--use-file-for-fake-video-capture={film}"]
    with chromium.browser_type.launch(executable_path=chromium_path(), args=arguments) as with_camera:
        page = with_camera.new_page(**DESKTOP)
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}/?tab=Photo")
        page.get_by_text("Camera", exact=True).click()
        page.wait_for_function("(document.querySelector('video') || {}).currentTime > 1")
        page.get_by_role("button", name="Take Photo").click()
        expect(page.get_by_test_id("stCode")).to_have_text("407")


def test_one_click_says_what_it_is(visit):
    page = visit(DESKTOP)
    draw_with_mouse(page, place(MADE_DIGITS["seven, plain"][1]))
    expect(page.locator(ANSWER)).to_have_text("7")
    wait_until_idle(page)
    page.get_by_role("radio", name="1", exact=True).click()
    wait_until_idle(page)
    page.get_by_role("button", name="Clear").click()
    wait_until_idle(page)
    with page.expect_download() as download:
        page.get_by_test_id("stDownloadButton").first.get_by_role("button").click()
    row = next(csv.DictReader(download.value.path().read_text().splitlines()))
    assert (row["value"], row["right"], row["corrected"]) == ("7", "1", "True")


def test_the_address_leads_to_a_tab_and_a_mode(visit):
    page = visit(DESKTOP, "?tab=Photo&photographed_kind=One+digit")
    expect(page.get_by_role("tab", name="Photo")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("radio", name="One digit").last).to_be_checked()
    page.get_by_role("tab", name="Model").click()
    page.wait_for_url("**tab=Model**")
    wait_until_idle(page)  # Streamlit takes a tab back that is chosen before it has answered to the one before
    page.get_by_role("tab", name="Draw").click()
    page.get_by_role("radio", name="One digit").first.click()
    page.wait_for_url("**drawn_kind=One+digit**")


def test_an_example_picture_is_read(visit):
    page = visit(PHONE, "?tab=Photo")
    page.get_by_role("radio", name="squared paper").click()
    expect(page.get_by_test_id("stCode")).to_have_text("2026\n1984")


def test_a_drawing_survives_a_lost_connection(chromium, address):
    page = chromium.new_page(**DESKTOP)
    connections = []

    def pass_on(connection):
        connection.connect_to_server()
        connections.append(connection)

    page.route_web_socket(re.compile("/_stcore/stream"), pass_on)
    open_page(page, address)
    draw_with_mouse(page, place(MADE_DIGITS["four, open"][1], 80, 20))
    expect(page.locator(ANSWER)).to_have_text("4")
    wait_until_idle(page)
    connections[-1].close(code=1001)
    draw_with_mouse(page, place(MADE_DIGITS["two, plain"][1], 80, 150))
    expect(page.locator(ANSWER)).to_have_text("42")
    assert len(connections) == 2
    page.close()
