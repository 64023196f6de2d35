from dataclasses import replace

import numpy as np

from training.augmentation.turned import TurnedBatches, turn_glyph
from training.fitting.recipes import PUBLISHED, Turned

BAR = np.zeros((28, 28), np.uint8)
BAR[6:22, 12:16] = 255


def test_a_glyph_is_left_alone_where_the_recipe_turns_nothing():
    assert turn_glyph(BAR, Turned(held_out=0.1), np.random.default_rng(0)) is BAR


def test_a_turned_glyph_keeps_about_its_ink_and_stays_inside():
    by = Turned(held_out=0.1, rotation=10, zoom=0.1, shift=0.1)
    for seed in range(20):
        turned = turn_glyph(BAR, by, np.random.default_rng(seed))
        assert turned.sum() / BAR.sum() == np.clip(turned.sum() / BAR.sum(), 0.75, 1.3)
        assert not np.array_equal(turned, BAR)


def batches(seed, first=0):
    glyphs = np.arange(8, dtype=np.uint8)[:, None, None].repeat(28, axis=1).repeat(28, axis=2)
    recipe = replace(PUBLISHED["small-bn"], batch_size=2)
    return TurnedBatches(recipe, glyphs, np.arange(8), batches=8, seed=seed, first=first)


def test_every_digit_comes_once_an_epoch_in_another_order_each_time():
    seen = [batches(1)[number][1].argmax(axis=1).tolist() for number in range(8)]
    first, second = np.concatenate(seen[:4]).tolist(), np.concatenate(seen[4:]).tolist()
    assert sorted(first) == sorted(second) == list(range(8))
    assert first != second


def test_a_resumed_run_sees_the_same_batches():
    whole, resumed = batches(1), batches(1, first=5)
    assert len(resumed) == 3
    for one, other in zip(whole[5], resumed[0], strict=True):
        np.testing.assert_array_equal(one, other)


def test_labels_stay_with_their_glyphs():
    glyphs, targets = batches(1)[0]
    np.testing.assert_array_equal(glyphs[:, 0, 0, 0], targets.argmax(axis=1))
