"""Pictures sent in one visit: none is forgotten, mixed up with another, or more than the server can hold."""

import csv
import re
from itertools import chain

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.chromium import chromium_path
from tests.made_digits import MADE_DIGITS, picture_of, place
from tests.served import DESKTOP, wait_until_idle
from utils.reading import COLUMNS

pytestmark = pytest.mark.skipif(chromium_path() is None, reason="needs Chromium: python -m tests.chromium")

SEVEN, TWO = ("seven, plain",), ("two, plain",)


def save(path, names):
    side = 200 // len(names)
    digits = [place(MADE_DIGITS[name][1], side, 40 + 130 * number, 40) for number, name in enumerate(names)]
    Image.fromarray(255 - picture_of(list(chain.from_iterable(digits)))).save(
        path, "JPEG" if path.suffix == ".jfif" else None
    )
    return path


def send(page, *paths):
    page.locator("input[type=file]").first.set_input_files(paths)


def texts(page):
    return expect(page.get_by_test_id("stCode"))


def captions(page):
    return expect(page.get_by_test_id("stImageCaption"))


def second_picture(page):
    return page.locator('[class*="st-key-picture_"]').nth(1)


def correct_second_picture(page, digit):
    second_picture(page).get_by_role("radio", name=digit, exact=True).click()


def test_pictures_of_one_content_are_two_pictures(visit, tmp_path):
    page = visit(DESKTOP, "?tab=Photo")
    both = SEVEN + TWO
    send(page, save(tmp_path / "a.png", both), save(tmp_path / "b.png", both), save(tmp_path / "c.png", TWO))
    captions(page).to_have_text(["a.png", "b.png", "c.png"])
    wait_until_idle(page)
    second_picture(page).locator(".tile").nth(1).click()
    expect(page.locator(".opened")).to_have_count(1)
    correct_second_picture(page, "8")
    texts(page).to_have_text(["72", "78", "2"])
    expect(page.get_by_text("Noted: 2 is 8.")).to_be_visible()
    expect(second_picture(page).locator(".tile")).to_have_text([re.compile("7 "), "8 notedread as 2"])
    wait_until_idle(page)
    with page.expect_download() as download:
        page.get_by_test_id("stDownloadButton").first.get_by_role("button").click()
    rows = list(csv.DictReader(download.value.path().read_text().splitlines()))
    assert tuple(rows[0]) == ("file", *COLUMNS, "right", "corrected")
    assert [(row["file"], row["value"], row["right"], row["corrected"]) for row in rows] == [
        ("a.png", "7", "7", "False"),
        ("a.png", "2", "2", "False"),
        ("b.png", "7", "7", "False"),
        ("b.png", "2", "8", "True"),
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
