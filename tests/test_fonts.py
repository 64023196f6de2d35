"""Print on synthetic pages."""

import numpy as np

from training.pages.fonts import font_files, neat_digit, set_text


def test_no_font_is_both_for_training_and_held_out():
    trained, held_out = ({file.name for file in font_files(which)} for which in (False, True))
    assert len(trained) > 25
    assert len(held_out) > 15
    assert not trained & held_out


def test_text_is_as_high_as_asked_and_as_long_as_it_says():
    for held_out in (False, True):
        for seed in range(30):
            short, long = (set_text(text, 40, np.random.default_rng(seed), held_out) for text in ("07", "070707"))
            assert short.shape[0] == 80
            assert short.dtype == np.uint8
            rows = np.flatnonzero(short.max(axis=1) > 127)
            assert 24 <= np.ptp(rows) <= 56, (held_out, seed)
            assert np.ptp(np.flatnonzero(long.max(axis=0))) > 2 * np.ptp(np.flatnonzero(short.max(axis=0)))


def test_a_neat_digit_fills_its_picture():
    for held_out in (False, True):
        for file in font_files(held_out, neat=True):
            for value in range(10):
                glyph = neat_digit(value, file, 0.1, np.random.default_rng(value))
                assert 40 <= glyph.shape[0] <= 60
                assert glyph.shape[1] < glyph.shape[0] * 1.2
                assert (glyph > 64).any(axis=1).all()
