"""Pictures sent in one visit: none is forgotten, mixed up with another, or more than the server can hold."""

import csv

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.chromium import chromium_path
from tests.made_digits import MADE_DIGITS, picture_of, place
from tests.served import DESKTOP, wait_until_idle
from utils.reading import COLUMNS

pytestmark = pytest.mark.skipif(chromium_path() is None, reason="needs Chromium: python -m tests.chromium")

SEVEN, TWO = "seven, plain", "two, plain"


def save(path, name):
    Image.fromarray(255 - picture_of(place(MADE_DIGITS[name][1]))).save(
        path, "JPEG" if path.suffix == ".jfif" else None
    )
    return path


def send(page, *paths):
    page.locator("input[type=file]").first.set_input_files(paths)


def texts(page):
    return expect(page.get_by_test_id("stCode"))


def captions(page):
    return expect(page.get_by_test_id("stImageCaption"))


def correct_second_picture(page, digit):
    """Write a digit into the table of the second picture, as one does."""
    table = page.get_by_test_id("stDataFrame").nth(1)
    cells = page.get_by_test_id("data-grid-canvas").nth(1)
    expect(cells).to_be_visible()
    table.scroll_into_view_if_needed()
    page.wait_for_timeout(800)  # it lays itself out
    box = table.bounding_box()
    page.mouse.dblclick(box["x"] + 30, box["y"] + 52)
    page.locator("#portal input").wait_for()
    page.wait_for_timeout(300)
    page.keyboard.type(digit, delay=60)
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")


def test_pictures_of_one_content_are_two_pictures(visit, tmp_path):
    page = visit(DESKTOP, "?tab=Photo")
    send(page, save(tmp_path / "a.png", SEVEN), save(tmp_path / "b.png", SEVEN), save(tmp_path / "c.png", TWO))
    captions(page).to_have_text(["a.png", "b.png", "c.png"])
    wait_until_idle(page)
    with page.expect_download() as download:
        page.get_by_test_id("stDownloadButton").first.get_by_role("button").click()
    rows = list(csv.DictReader(download.value.path().read_text().splitlines()))
    assert tuple(rows[0]) == ("file", *COLUMNS, "right", "corrected")
    assert [(row["file"], row["value"], row["right"], row["corrected"]) for row in rows] == [
        ("a.png", "7", "7", "False"),
        ("b.png", "7", "7", "False"),
        ("c.png", "2", "2", "False"),
    ]


def test_a_picture_has_the_name_it_was_sent_with_last(visit, tmp_path):
    page = visit(DESKTOP, "?tab=Photo")
    send(page, save(tmp_path / "old.png", SEVEN))
    captions(page).to_have_text(["old.png"])
    page.get_by_role("button", name="Remove").first.click()
    captions(page).to_have_count(0)
    send(page, save(tmp_path / "new.png", SEVEN))
    captions(page).to_have_text(["new.png"])


def test_uploads_stay_while_the_camera_is_looked_at(visit, tmp_path):
    page = visit(DESKTOP, "?tab=Photo")
    send(page, save(tmp_path / "a.png", SEVEN))
    texts(page).to_have_text(["7"])
    page.get_by_role("radio", name="Camera").click()
    expect(page.get_by_test_id("stCameraInput")).to_be_visible()
    texts(page).to_have_text(["7"])
    expect(page.get_by_test_id("stFileUploader")).not_to_be_visible()
    page.get_by_role("radio", name="Files").click()
    expect(page.get_by_test_id("stFileUploader")).to_contain_text("a.png")
    texts(page).to_have_text(["7"])


def test_a_correction_stays_with_its_picture(visit, tmp_path):
    page = visit(DESKTOP, "?tab=Photo")
    send(page, save(tmp_path / "a.png", SEVEN), save(tmp_path / "b.png", TWO))
    texts(page).to_have_text(["7", "2"])
    wait_until_idle(page)
    correct_second_picture(page, "8")
    texts(page).to_have_text(["7", "8"])
    page.get_by_role("radio", name="One digit").last.click()
    texts(page).to_have_text(["7", "2"])
    page.get_by_role("radio", name="A number").last.click()
    texts(page).to_have_text(["7", "8"])
    page.get_by_role("button", name="Remove").first.click()
    texts(page).to_have_text(["8"])


def test_a_jfif_is_a_jpeg(visit, tmp_path):
    page = visit(DESKTOP, "?tab=Photo")
    send(page, save(tmp_path / "a.jfif", SEVEN))
    texts(page).to_have_text(["7"])


def test_more_than_one_visit_may_hold_is_named_and_let_go(visit, tmp_path):
    page = visit(DESKTOP, "?tab=Photo")
    paths = [save(tmp_path / f"{number}.png", SEVEN) for number in range(4)]
    for path in paths:
        path.write_bytes(path.read_bytes() + bytes(17 * 1024**2))
    send(page, *paths)
    expect(page.get_by_text("Not read: 3.png.")).to_be_visible()
    captions(page).to_have_count(3)
    page.get_by_role("button", name="Remove").first.click()
    captions(page).to_have_count(2)
    expect(page.get_by_text("Not read: 3.png.")).to_be_visible()  # as long as it is in the list
    page.get_by_role("button", name="Remove").last.click()
    expect(page.get_by_text("Not read:")).to_have_count(0)
    captions(page).to_have_count(2)
