"""A corrected digit speaks for its like, and for nothing else."""

import numpy as np
import pytest

from training.data.datasets import Drawing
from training.release.visit_learning import Visits, fit_adaptation, odd_hands, visits
from utils.adapt import Adaptation, Correction, adapted
from utils.engines import Outputs

BY = Adaptation(reach=0.8, strength=6.0)


def outputs(features, answer, share=0.9):
    features = np.array(features, np.float32)
    digit = np.full((len(features), 10), (1 - share) / 9, np.float32)
    digit[:, answer] = share
    kind = np.tile(np.float32([1, 0, 0]), (len(features), 1))
    return Outputs(digit, kind, features / np.linalg.norm(features, axis=1, keepdims=True))


CORRECTED = Correction(np.float32([1, 0, 0]), 1)


def test_what_looks_like_a_corrected_digit_is_read_as_it():
    read = adapted(outputs([[1, 0.05, 0]], 7), [CORRECTED], BY)
    assert read.digit.argmax() == 1
    assert read.digit.sum() == pytest.approx(1, abs=1e-5)


def test_what_does_not_look_like_it_is_read_as_before():
    before = outputs([[0, 1, 0], [1, 1.2, 0]], 7)
    np.testing.assert_array_equal(adapted(before, [CORRECTED], BY).digit, before.digit)


def test_without_corrections_or_features_nothing_changes():
    before = outputs([[1, 0, 0]], 7)
    assert adapted(before, [], BY) is before
    bare = before._replace(features=np.zeros((1, 0), np.float32))
    assert adapted(bare, [CORRECTED], BY) is bare


def test_saying_the_same_twice_says_no_more():
    before = outputs([[1, 0.2, 0]], 7)
    once, twice = (adapted(before, [CORRECTED] * times, BY).digit for times in (1, 2))
    np.testing.assert_allclose(once, twice, atol=1e-6)


def test_a_writer_whose_ones_are_read_as_sevens_is_learnt_and_the_others_lose_nothing():
    ones = outputs([[1, 0.01 * n, 0] for n in range(6)], 7)  # misread, all alike
    sevens = outputs([[0, 0, 1], [0, 0.1, 1]], 7)
    own = Outputs(*(np.concatenate(pair) for pair in zip(ones, sevens, strict=True)))
    writers = [(np.array([1] * 6 + [7] * 2), own), (np.array([7, 7]), sevens)]
    counts = visits(writers, fit_adaptation(writers))
    assert counts == Visits(wrong_without=5, wrong_with=0, spoilt=0)
    assert counts.is_worth_it()
    assert not Visits(9, 7, 0).is_worth_it()
    assert not Visits(9, 3, 1).is_worth_it()


def test_how_few_are_spoilt_is_surer_the_more_there_are():
    assert not Visits(10, 4, 0).surely_spoils_few()
    assert Visits(200, 80, 3).surely_spoils_few()
    assert not Visits(200, 80, 10).surely_spoils_few()
    assert not Visits(5, 5, 0).surely_spoils_few()


def test_what_would_spoil_as_many_as_it_mends_is_left_alone():
    alike = outputs([[1, 0.01 * n, 0] for n in range(8)], 7)
    writers = [(np.array([1, 1, 1, 1, 7, 7, 7, 7]), alike)]
    assert visits(writers, Adaptation(reach=0.9, strength=9.0)).spoilt > 0
    assert visits(writers, fit_adaptation(writers)).spoilt == 0


def test_an_odd_hand_writes_all_its_digits_alike():
    bar = np.float32([[0, 0], [0, 4], [1, 9]])
    drawings = [Drawing("3", [bar * size], writer, writer) for writer in ("a", "b") for size in (1, 2)]
    one, larger, other, _ = (drawing.strokes[0] for drawing in odd_hands(drawings, 0))
    np.testing.assert_allclose(larger, 2 * one, atol=1e-4)
    assert np.abs(one - other).max() > 0.1
    assert [drawing.label for drawing in odd_hands(drawings, 0)] == ["3"] * 4
