"""A visit outlives a reload in its own tab of the browser, and nowhere else."""

import re

import pytest
from playwright.sync_api import expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.chromium import chromium_path
from tests.made_digits import MADE_DIGITS, place
from tests.served import APP, DESKTOP, PATIENCE, draw_with_mouse, forget_all, open_page, served, wait_until_idle

pytestmark = pytest.mark.skipif(chromium_path() is None, reason="needs Chromium: python -m tests.chromium")

ANSWER = ".answer .value"
INVITATION = re.compile("Draw a digit")


def draw(page, name, answer):
    draw_with_mouse(page, place(MADE_DIGITS[name][1]))
    expect(page.locator(ANSWER)).to_have_text(answer)
    wait_until_idle(page)


def kept(page):
    """What this tab would bring back: of each drawing of the history what is right, and the strokes on the canvas."""
    return page.evaluate("""() => [
        (JSON.parse(sessionStorage.getItem("digit-reader.history"))?.entries ?? []).map((entry) => entry.right).join(),
        (JSON.parse(sessionStorage.getItem("digit-reader.drawing")) ?? []).length,
    ]""")


def until_kept(page, history, strokes):
    page.wait_for_function(
        """([history, strokes]) =>
            (JSON.parse(sessionStorage.getItem("digit-reader.history"))?.entries ?? [])
                .map((entry) => entry.right).join() === history
            && (JSON.parse(sessionStorage.getItem("digit-reader.drawing")) ?? []).length === strokes
        """,
        arg=[history, strokes],
    )


def test_history_and_drawing_come_back_after_a_reload_until_they_are_forgotten(visit):
    page = visit(DESKTOP)
    draw(page, "seven, plain", "7")
    page.get_by_role("radio", name="1", exact=True).click()
    expect(page.get_by_text("Noted: 1")).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("heading", name="This visit")).to_be_visible()
    draw(page, "two, plain", "2")
    until_kept(page, "1", 1)
    page.reload()
    expect(page.locator(ANSWER)).to_have_text("2")
    expect(page.get_by_role("heading", name="This visit")).to_be_visible()
    until_kept(page, "1", 1)
    forget_all(page)
    expect(page.get_by_text(INVITATION)).to_be_visible()
    expect(page.get_by_role("heading", name="This visit")).to_have_count(0)
    assert kept(page) == ["", 0]
    page.reload()
    expect(page.get_by_text(INVITATION)).to_be_visible()


def test_another_tab_of_the_browser_knows_nothing_of_it(visit, address):
    page = visit(DESKTOP)
    draw(page, "seven, plain", "7")
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("heading", name="This visit")).to_be_visible()
    other = page.context.new_page()
    open_page(other, address)
    expect(other.get_by_text(INVITATION)).to_be_visible()
    expect(other.get_by_role("heading", name="This visit")).to_have_count(0)


@pytest.mark.parametrize("then", ["reload", "wait, reload", "wait"])
def test_the_visit_goes_on_with_a_server_that_was_started_again(chromium, then):
    page = chromium.new_context(**DESKTOP).new_page()
    page.set_default_timeout(PATIENCE)
    connections = []
    page.on("websocket", lambda connection: connections.append(connection))
    with served() as server:
        open_page(page, server.address)
        draw(page, "seven, plain", "7")
        page.get_by_role("button", name="Clear").click()
        draw(page, "two, plain", "2")
        until_kept(page, "7", 1)
    with served(APP, STREAMLIT_SERVER_PORT=str(server.port)):
        while "wait" in then and len(connections) < 2:
            page.wait_for_timeout(100)
        if "reload" in then:
            page.reload()
        expect(page.locator(ANSWER)).to_have_text("2")
        expect(page.get_by_role("heading", name="This visit")).to_be_visible()
        until_kept(page, "7", 1)
        draw_with_mouse(page, place(MADE_DIGITS["two, plain"][1], 60, 380, 60))
        expect(page.locator(ANSWER)).to_have_text("22")
    page.context.close()


def test_what_is_forgotten_is_gone_though_no_run_is_said_to_be_complete(chromium, address):
    page = chromium.new_context(**DESKTOP).new_page()

    def pass_on(connection):
        server = connection.connect_to_server()

        def cut_off(frame):
            message = ForwardMsg.FromString(frame)
            if message.script_finished == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY:
                message.script_finished = ForwardMsg.FINISHED_EARLY_FOR_RERUN
            connection.send(message.SerializeToString())

        server.on_message(cut_off)

    page.route_web_socket("**/stream", pass_on)
    open_page(page, address)
    draw(page, "seven, plain", "7")
    page.get_by_role("button", name="Clear").click()
    heading = page.get_by_role("heading", name="This visit")
    expect(heading).to_be_visible()
    forget_all(page)
    expect(heading).to_have_count(0)
    expect(page.get_by_test_id("stDataFrame")).to_have_count(0)
    page.context.close()


def of_strokes(count):
    return lambda message: message.count(b'"path":[[') == count


def lose_first(page, which, begun=lambda: True):
    """Lose the first such message once that has begun, and give back the list that it is then in."""
    lost = []

    def pass_on(connection):
        server = connection.connect_to_server()

        def send(message):
            if begun() and not lost and which(message):
                lost.append(message)
            else:
                server.send(message)

        connection.on_message(send)

    page.route_web_socket(re.compile("/_stcore/stream"), pass_on)
    return lost


def test_a_drawing_whose_message_is_lost_is_sent_again(chromium, address):
    page = chromium.new_context(**DESKTOP).new_page()
    reloaded = False
    lost = lose_first(page, of_strokes(1), lambda: reloaded)
    open_page(page, address)
    draw(page, "two, plain", "2")
    reloaded = True
    page.reload()
    expect(page.locator(ANSWER)).to_have_text("2")
    assert lost
    page.context.close()


def test_a_history_whose_message_is_lost_is_sent_again(chromium, address):
    page = chromium.new_context(**DESKTOP).new_page()
    lost = lose_first(page, lambda message: b"brought" in message and b"strokes" in message)
    open_page(page, address)
    draw(page, "seven, plain", "7")
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("heading", name="This visit")).to_be_visible()
    until_kept(page, "7", 0)
    page.reload()
    expect(page.get_by_role("heading", name="This visit")).to_be_visible()
    until_kept(page, "7", 0)
    assert lost
    page.context.close()


@pytest.mark.parametrize("strokes", [1, 2])
def test_a_stroke_whose_message_is_lost_is_sent_again(chromium, address, strokes):
    page = chromium.new_context(**DESKTOP).new_page()
    lost = lose_first(page, of_strokes(strokes))
    open_page(page, address)
    for number in range(strokes):
        draw_with_mouse(page, place(MADE_DIGITS["two, plain"][1], 60, 60 + 100 * number, 60))
        expect(page.locator(ANSWER)).to_have_text("2" * (number + 1))
    assert lost
    page.context.close()


def test_back_leads_to_the_tab_before(visit):
    page = visit(DESKTOP)
    draw(page, "two, plain", "2")
    for name in ("Photo", "Model"):
        page.get_by_role("tab", name=name).click()
        page.wait_for_url(f"**tab={name}**")
        wait_until_idle(page)
    for name in ("Photo", "Draw"):
        page.go_back()
        expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
        wait_until_idle(page)
    expect(page.locator(ANSWER)).to_have_text("2")
    page.go_forward()
    expect(page.get_by_role("tab", name="Photo")).to_have_attribute("aria-selected", "true")
