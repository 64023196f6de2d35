"""How far lines are believed to climb is fitted to hands that write unevenly."""

import numpy as np
import pytest

from tests.made_network import made_hands
from training.release import levelling
from training.release.levelling import CHOICES, fit_unevenness


def test_the_same_lines_give_the_same_of_the_choices():
    fitted = fit_unevenness(made_hands(), 60)
    assert fitted == fit_unevenness(made_hands(), 60)
    assert fitted in CHOICES


def test_where_no_line_is_turned_no_slope_is_believed(monkeypatch):
    monkeypatch.setattr(levelling, "LINE_TILT", 0.0)
    assert fit_unevenness(made_hands(), 60) == max(CHOICES)


@pytest.mark.parametrize("tilt", [30.0])
def test_where_lines_are_turned_far_slopes_are_believed_sooner(monkeypatch, tilt):
    usual = fit_unevenness(made_hands(), 200)
    monkeypatch.setattr(levelling, "LINE_TILT", tilt)
    assert fit_unevenness(made_hands(), 200) <= usual < max(CHOICES)
    assert np.isfinite(usual)
