"""The page in every state under axe-core: nothing serious, in light and in dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.chromium import chromium_path
from tests.made_digits import MADE_DIGITS, place
from tests.served import DESKTOP, PHONE, draw_with_mouse, wait_until_idle

pytestmark = pytest.mark.skipif(chromium_path() is None, reason="needs Chromium: python -m tests.chromium")


def serious_faults(page):
    """Faults of the two gravest kinds, each with where it is, once nothing is pale because it is being renewed."""
    wait_until_idle(page)
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['target']} {node.get('failureSummary', '')}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize(("device", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["light", "dark"])
def test_no_serious_fault(visit, device, scheme):
    page = visit(device, color_scheme=scheme)
    assert serious_faults(page) == []
    draw_with_mouse(page, place(MADE_DIGITS["five, bar apart"][1]))
    expect(page.locator(".bars")).to_be_visible()
    for toggle in ("Why? Show which ink spoke for it", "Look inside", "Compare models"):
        page.get_by_text(toggle).click()
        wait_until_idle(page)
    expect(page.locator(".compared")).to_be_visible()
    expect(page.locator(".seen")).to_be_visible()
    assert serious_faults(page) == []
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("Draw a digit")).to_be_visible()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    wait_until_idle(page)
    draw_with_mouse(
        page, [*place(MADE_DIGITS["seven, plain"][1], 80, 20), *place(MADE_DIGITS["four, open"][1], 80, 150)]
    )
    expect(page.locator(".tile")).to_have_count(2)
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    assert serious_faults(page) == []
    page.get_by_role("tab", name="Photo").click()
    page.get_by_role("radio", name="blackboard").click()
    expect(page.get_by_test_id("stCode")).to_be_visible()
    assert serious_faults(page) == []
    page.get_by_role("tab", name="Model").click()
    expect(page.get_by_text("What can't it do?")).to_be_visible()
    for folded in ("All figures", "How it learnt", "Other readers", "Other networks"):
        page.get_by_text(folded, exact=True).click()
    assert serious_faults(page) == []


@pytest.mark.parametrize(("device", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["light", "dark"])
def test_no_serious_fault_in_what_is_opened_refused_and_played(visit, device, scheme):
    page = visit(device, color_scheme=scheme)
    page.get_by_role("button", name="A smiley").click()
    expect(page.locator(".bars.refused")).to_be_visible()
    page.get_by_role("button", name="Pen").click()
    expect(page.get_by_role("slider")).to_be_visible()
    assert serious_faults(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("button", name="2026").click()
    expect(page.locator(".tile")).to_have_count(4)
    wait_until_idle(page)
    page.get_by_role("radio", name="2nd: 0").click()
    page.get_by_text("Look inside").click()
    expect(page.locator(".inside .map")).to_be_visible()
    field = page.get_by_label("Wrong? Type what it is")
    field.fill("20")
    field.press("Enter")
    expect(page.get_by_text("there are 4 digits")).to_be_visible()
    page.get_by_role("button", name="Forget all").click()
    expect(page.get_by_role("button", name="Yes, forget them")).to_be_visible()
    assert serious_faults(page) == []
    page.keyboard.press("Escape")
    for folded in ("Keys", "Privacy: nothing"):
        page.get_by_text(folded).first.click()
    expect(page.get_by_text("Nothing is kept beyond your visit.")).to_be_visible()
    assert serious_faults(page) == []
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("button", name="Fool it").click()
    expect(page.get_by_text("1 of 10")).to_be_visible()
    draw_with_mouse(page, place(MADE_DIGITS["two, plain"][1], 90, 60, 60))
    expect(page.locator(".so_far")).to_be_visible()
    assert serious_faults(page) == []


@pytest.mark.parametrize(("device", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["light", "dark"])
def test_no_serious_fault_in_pictures_that_cannot_be_read(visit, device, scheme, tmp_path):
    (tmp_path / "words.png").write_text("no picture")
    page = visit(device, "?tab=Photo", color_scheme=scheme)
    assert serious_faults(page) == []
    page.locator("input[type=file]").first.set_input_files(tmp_path / "words.png")
    expect(page.get_by_test_id("stAlert")).to_be_visible()
    assert serious_faults(page) == []
    page.get_by_text("Camera", exact=True).click()
    expect(page.get_by_test_id("stCameraInput")).to_be_visible()
    assert serious_faults(page) == []
