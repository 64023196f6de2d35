"""What peers read is put into lines and scored as ours is, and shown beside it; no peer is needed here."""

from training.experiments.peers import RAPIDOCR_SETTINGS, TESSERACT_SETTINGS, scores_of, text_of
from utils.figures import peers_table
from utils.manifest import load_manifest, load_peers


def piece(text, left, top, width=100, height=40, climb=0):
    """A text with its corners, the right end of it lower by `climb` pixels."""
    right = left + width
    return [[left, top], [right, top + climb], [right, top + climb + height], [left, top + height]], text


def test_pieces_stand_in_lines_from_top_to_bottom_and_from_left_to_right():
    pieces = [piece("345", 10, 103), piece("12", 150, 8), piece("9", 10, 12), piece("67", 160, 100)]
    assert text_of(pieces) == "912\n34567"


def test_lines_that_climb_stay_apart():
    climbing = [piece(text, 10, top, width=400, climb=-60) for text, top in (("222", 160), ("111", 80), ("333", 240))]
    assert text_of(climbing) == "111\n222\n333"


def test_what_is_no_digit_is_dropped_and_makes_no_line():
    assert text_of([piece("13+7", 10, 10), piece("Total:", 10, 80), piece("2 ½ 一", 10, 150)]) == "137\n2"
    assert text_of([(None, "12 x"), (None, "-"), (None, "3")]) == "12\n3"
    assert text_of([]) == ""


def test_numbers_are_scored_as_ours_and_single_digits_by_all_that_was_read():
    labels, figures = ["12/34", "5 6", "7", "8"], ["photos", "photos_hard", "one", "one"]
    assert scores_of(labels, figures, ["12\n94", "563", "7", "88"]) == {
        "photos": {"right": 3, "written": 4, "extra": 0, "lines_exact": 1, "lines": 2},
        "photos_hard": {"right": 2, "written": 2, "extra": 1, "lines_exact": 0, "lines": 1},
        "one": {"right": 1, "of": 2},
    }
    assert scores_of(["7"], ["one"], [""]) == {"one": {"right": 0, "of": 1}}


def test_the_table_has_our_figures_of_now_above_the_peers():
    figures = {
        "photos_any": {"count": 57, "of": 58},
        "photos": {"count": 58, "of": 58},
        "photos_hard_numbers": {"count": 9, "of": 10, "surfaces": {"form": {"extra": 2}, "whiteboard": {"extra": 1}}},
        "photos_hard_numbers_lines": {"count": 3, "of": 4},
    }
    score = {"right": 5, "written": 10, "extra": 0, "lines_exact": 1, "lines": 4}
    peer = {"reader": "Peer 1.0", "setting": "as it comes", "photos_hard": score, "one": {"right": 20, "of": 58}}
    assert peers_table([peer], figures).splitlines()[2:] == [
        "| ours | as it comes |  |  |  | 9 of 10 | 3 | 3 of 4 | 57 of 58 |",
        "| ours | told that it is one digit |  |  |  |  |  |  | 58 of 58 |",
        "| Peer 1.0 | as it comes |  |  |  | 5 of 10 | 0 | 1 of 4 | 20 of 58 |",
    ]
    assert peers_table([peer], {}).splitlines()[2].startswith("| Peer 1.0 |")


def test_the_stored_peers_are_all_that_are_asked_and_read_what_ours_is_measured_on():
    figures, peers = load_manifest()["figures"], load_peers()
    assert [row["setting"] for row in peers] == [setting.words for setting in (*RAPIDOCR_SETTINGS, *TESSERACT_SETTINGS)]
    for row in peers:
        for name in {"photos", "photos_hard"} & row.keys():
            ours = figures.get(f"{name}_numbers", {"of": row[name]["written"]})  # not measured yet after a training
            assert row[name]["written"] == ours["of"]
        assert row["one"]["of"] == figures.get("photos", row["one"])["of"]
