"""What is on the screen is what is read: no stroke is lost, none stays that was taken away."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.chromium import chromium_path
from tests.made_digits import MADE_DIGITS, place
from tests.served import (
    CANVAS,
    DESKTOP,
    PHONE,
    draw_with_finger,
    draw_with_mouse,
    forget_all,
    open_page,
    wait_until_idle,
)
from tests.tools.hasty import strokes_after_buttons

pytestmark = pytest.mark.skipif(chromium_path() is None, reason="needs Chromium: python -m tests.chromium")

ANSWER = ".answer .value"
INVITATION = re.compile("Draw a digit")
ONE, TWO, SEVEN = (MADE_DIGITS[name][1] for name in ("one, a bar", "two, plain", "seven, plain"))
SLOW_LINE = """
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (data) { setTimeout(() => send.call(this, data), 800) };
"""


HASTE = """
    async ([clicks, strokes]) => {
      const canvas = document.querySelector('.st-key-canvas [data-testid="stBidiComponentIsolated"]').shadowRoot
        .querySelector(".upper-canvas");
      const box = canvas.getBoundingClientRect();
      const options = { button: 0, buttons: 1, bubbles: true, cancelable: true, composed: true, isPrimary: true };
      const act = (kind, [x, y]) => canvas.dispatchEvent(
        new PointerEvent(kind, { clientX: box.left + x, clientY: box.top + y, ...options }));
      for (let click = 0; click < clicks; click += 1) {
        document.querySelector(".st-key-undo button").click();
        await null;
      }
      for (const points of strokes) {
        act("mousedown", points[0]);
        points.slice(1).forEach((point) => act("mousemove", point));
        act("mouseup", points.at(-1));
      }
    }
"""


def answer_of(page):
    return expect(page.locator(ANSWER))


def ink(page):
    """The share of the canvas that is white, as it is shown."""
    box = page.locator(CANVAS).first.bounding_box()
    picture = np.array(Image.open(io.BytesIO(page.screenshot(clip=box))).convert("L"))
    return (picture[8:-8, 8:-8] > 200).mean()  # its corners are round, and the hint is grey


def fingers(page):
    """Sends touches: a kind, and the places in canvas pixels of all that are down then."""
    box = page.locator(CANVAS).first.bounding_box()
    session = page.context.new_cdp_session(page)

    def touch(kind, *places):
        points = [{"x": float(x) + box["x"], "y": float(y) + box["y"], "id": finger} for finger, (x, y) in places]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    return touch


def hear(page, note):
    """Gives all that the server tells a page from now on to `note`."""

    def hear_one(frame):
        note(ForwardMsg.FromString(frame))

    page.on("websocket", lambda connection: connection.on("framereceived", hear_one))


@pytest.mark.parametrize("line", ["", SLOW_LINE], ids=["at once", "slow line"])
def test_a_stroke_begun_any_time_after_clear_is_read(chromium, address, line):
    page = chromium.new_context(**DESKTOP).new_page()
    page.add_init_script(line)
    open_page(page, address)
    for number, wait in enumerate((0, 0, 60, 150, 300, 500)):
        page.get_by_role("button", name="Clear").click()
        page.wait_for_timeout(wait)
        draw_with_mouse(page, place((SEVEN, TWO)[number % 2], x=60 + 30 * number))
        answer_of(page).to_have_text("72"[number % 2])
    page.context.close()


def test_clear_and_forget_run_canvas_and_list_alone(chromium, address):
    # A stroke right after a run of the whole page may find the canvas taken away for a moment.
    page, parts = chromium.new_context(**DESKTOP).new_page(), []

    def note(message):
        if message.HasField("new_session"):
            parts.append(len(message.metadata.run.fragment_ids))

    hear(page, note)
    open_page(page, address)
    assert 0 in parts  # the whole
    parts.clear()
    draw_with_mouse(page, place(SEVEN))
    answer_of(page).to_have_text("7")
    page.get_by_role("button", name="Clear").click()
    heading = page.get_by_role("heading", name="This visit")
    expect(heading).to_be_visible()
    forget_all(page)
    expect(heading).to_have_count(0)
    assert 2 in parts
    assert 0 not in parts
    page.context.close()


def test_everything_is_told_in_full(chromium, address):
    # Of a message that is only named, and that the browser has forgotten, the page would stand still for good.
    page, named = chromium.new_context(**DESKTOP).new_page(), []
    hear(page, lambda message: named.append(message.HasField("ref_hash")))
    open_page(page, address)
    for _ in range(2):
        draw_with_mouse(page, place(SEVEN))
        answer_of(page).to_have_text("7")
        page.get_by_role("button", name="Clear").click()
        answer_of(page).to_have_count(0)
    page.get_by_role("tab", name="Model").click()
    wait_until_idle(page)
    assert named
    assert not any(named)
    page.context.close()


def test_strokes_drawn_while_undo_is_on_its_way_stay(chromium, address):
    page = chromium.new_context(**DESKTOP).new_page()
    page.add_init_script(SLOW_LINE)
    open_page(page, address)
    draw_with_mouse(page, place(ONE, x=20) + place(ONE, x=80))
    page.get_by_role("button", name="Undo").click()
    draw_with_mouse(page, place(SEVEN, x=160))
    answer_of(page).to_have_text("17")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    draw_with_mouse(page, place(TWO, x=160))
    answer_of(page).to_have_text("2")
    page.context.close()


@pytest.mark.parametrize("undone", [1, 2], ids=["once", "twice"])
def test_a_stroke_that_the_component_loses_by_an_undo_is_read(visit, undone):
    page = visit(DESKTOP)
    draw_with_mouse(page, place(ONE, x=40) + place(SEVEN, x=160))
    answer_of(page).to_have_text("17")
    page.evaluate(HASTE, [undone, [points.tolist() for points in place(TWO, x=160)]])
    answer_of(page).to_have_text({1: "12", 2: "2"}[undone])


def test_no_stroke_begun_soon_after_a_button_is_lost(chromium, address):
    came_of_it = strokes_after_buttons(chromium, address, delay=150, strokes=3)
    assert came_of_it["lost after Clear"] == came_of_it["lost after Undo"] == 0


def test_clear_empties_the_canvas_without_asking_the_server(visit):
    page = visit(DESKTOP)
    draw_with_mouse(page, place(SEVEN))
    answer_of(page).to_have_text("7")
    page.evaluate("WebSocket.prototype.send = () => {}")  # nothing reaches the server any more
    page.get_by_role("button", name="Clear").click()
    page.wait_for_timeout(300)  # it is drawn again with the next frame
    assert ink(page) == 0


def a_one_was_drawn(visit):
    """A page with a one on its canvas, and how much ink that is."""
    page = visit(DESKTOP)
    draw_with_mouse(page, place(ONE, x=40))
    answer_of(page).to_have_text("1")
    return page, ink(page)


def test_the_pen_stays_as_wide_as_it_was_when_its_setting_is_opened(visit):
    page, before = a_one_was_drawn(visit)
    page.get_by_role("button", name="Pen").click()
    expect(page.get_by_role("slider")).to_be_visible()
    page.keyboard.press("Escape")
    draw_with_mouse(page, place(ONE, x=160))
    answer_of(page).to_have_text("11")
    draw_with_mouse(page, place(ONE, x=280))
    answer_of(page).to_have_text("111")
    assert ink(page) == pytest.approx(3 * before, rel=0.05)


def test_a_wider_pen_is_told_on_its_button_and_writes_wider(visit):
    page, before = a_one_was_drawn(visit)
    page.get_by_role("button", name="Pen, 12 px").click()
    slider = page.get_by_role("slider")
    for _ in range(12):
        slider.press("ArrowRight")
    expect(page.get_by_role("button", name="Pen, 24 px")).to_be_visible()
    expect(slider).to_be_visible()
    page.keyboard.press("Escape")
    draw_with_mouse(page, place(ONE, x=160))
    answer_of(page).to_have_text("11")
    assert 2.5 * before < ink(page) < 3.5 * before


def test_in_a_text_field_the_keys_are_the_fields(visit):
    page = visit(DESKTOP)
    draw_with_mouse(page, place(TWO, x=40) + place(SEVEN, x=220))
    answer_of(page).to_have_text("27")
    wait_until_idle(page)
    field = page.get_by_label("Wrong? Type what it is")
    field.click()
    for keys in ("Control+z", "Control+Backspace"):
        page.keyboard.type("25 3")
        typed = field.input_value()
        page.keyboard.press(keys)
        expect(field).not_to_have_value(typed)
    wait_until_idle(page)
    answer_of(page).to_have_text("27")


def test_on_another_tab_the_keys_leave_the_drawing_alone(visit):
    page = visit(DESKTOP)
    draw_with_mouse(page, place(SEVEN))
    answer_of(page).to_have_text("7")
    page.get_by_role("tab", name="Photo").click()
    expect(page.get_by_test_id("stFileUploader")).to_be_visible()
    page.keyboard.press("Control+Backspace")
    page.keyboard.press("Control+z")
    page.get_by_role("tab", name="Draw").click()
    wait_until_idle(page)
    answer_of(page).to_have_text("7")


def test_a_stroke_that_is_cancelled_is_read_as_far_as_it_is_seen(visit):
    page = visit(PHONE)
    touch = fingers(page)
    (stroke,) = place(SEVEN, x=40)
    touch("touchStart", (0, stroke[0]))
    for point in stroke[1:]:
        touch("touchMove", (0, point))
    touch("touchCancel")
    answer_of(page).to_have_text("7")
    draw_with_finger(page, place(ONE, x=190))
    answer_of(page).to_have_text("71")


@pytest.mark.parametrize("jitter", [0, 7], ids=["at rest", "restless"])
def test_a_palm_put_down_first_does_not_write(visit, jitter):
    page = visit(PHONE)
    touch = fingers(page)
    palm = np.array([300.0, 250.0])
    touch("touchStart", (0, palm))
    if jitter:
        touch("touchMove", (0, palm + jitter))
    for stroke in place(MADE_DIGITS["seven, crossed"][1], x=40):
        touch("touchStart", (0, palm), (1, stroke[0]))
        for point in stroke[1:]:
            touch("touchMove", (0, palm + jitter), (1, point))
        touch("touchEnd", (0, palm))
    touch("touchEnd")
    answer_of(page).to_have_text("7")
    expect(page.locator(".bars")).to_be_visible()


def test_a_palm_put_down_while_writing_does_not_end_the_stroke(visit):
    page = visit(PHONE)
    touch = fingers(page)
    (stroke,) = place(SEVEN, x=40)
    palm = (300.0, 250.0)
    touch("touchStart", (0, stroke[0]))
    for number, point in enumerate(stroke[1:]):
        if number == 2:
            touch("touchStart", (0, point), (1, palm))
        touch("touchMove", (0, point), *([(1, palm)] if number >= 2 else []))
    touch("touchEnd", (1, palm))
    touch("touchEnd")
    answer_of(page).to_have_text("7")


def test_a_narrower_window_shows_all_that_is_read(visit):
    page = visit(DESKTOP)
    draw_with_mouse(page, place(SEVEN, x=320))
    answer_of(page).to_have_text("7")
    page.set_viewport_size({"width": 400, "height": 800})
    expect(page.locator(CANVAS).first).to_be_in_viewport(ratio=1)
    box = page.locator(CANVAS).first.bounding_box()
    assert box["x"] + box["width"] <= 400
    draw_with_mouse(page, place(TWO, x=60))
    answer_of(page).to_have_text("27")


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["click", "tap"])
def test_a_dot_is_seen_as_well_as_read(visit, device):
    page = visit(device)
    canvas = page.locator(CANVAS).first
    (canvas.tap if device is PHONE else canvas.click)(position={"x": 100, "y": 120})
    expect(page.locator(".answer")).to_contain_text("This is no digit.")
    assert 0 < ink(page) < 0.01


def test_ink_is_as_sharp_as_the_screen(visit):
    page = visit(PHONE | {"device_scale_factor": 3})
    draw_with_finger(page, place(SEVEN))
    answer_of(page).to_have_text("7")
    box = page.locator(CANVAS).first.bounding_box()
    picture = np.array(Image.open(io.BytesIO(page.screenshot(clip=box, scale="device"))).convert("L"))[24:-24, 24:-24]
    rims = ((picture > 60) & (picture < 200)).sum()
    assert rims < 0.1 * (picture >= 200).sum()


def test_the_buttons_of_a_phone_on_its_side_are_in_sight(visit):
    page = visit({**PHONE, "viewport": {"width": 667, "height": 375}})
    for name in ("Undo", "Clear"):
        expect(page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)


def test_a_drawing_outlives_a_reload_and_what_was_cleared_does_not(visit):
    page = visit(DESKTOP)
    draw_with_mouse(page, place(TWO, x=40) + place(SEVEN, x=220))
    answer_of(page).to_have_text("27")
    page.reload()
    answer_of(page).to_have_text("27")
    page.keyboard.press("Control+z")
    answer_of(page).to_have_text("2")
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text(INVITATION)).to_be_visible()
    page.reload()
    expect(page.get_by_text(INVITATION)).to_be_visible()
    wait_until_idle(page)
    assert ink(page) == 0


def test_no_request_leaves_the_host(chromium, address):
    page = chromium.new_context(**DESKTOP).new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    open_page(page, address)
    draw_with_mouse(page, place(SEVEN))
    answer_of(page).to_have_text("7")
    for name in ("Photo", "Model"):
        page.get_by_role("tab", name=name).click()
        wait_until_idle(page)
    page.get_by_text("Privacy").first.click()
    wait_until_idle(page)
    assert asked
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    page.context.close()
