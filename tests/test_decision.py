"""What three networks say of boxes becomes one decision, whatever boxes there are."""

import numpy as np
import pytest

from utils.decision import EVIDENCE, FEATURES, Looked, decision_of, evidence_of, features_of
from utils.engines import Outputs
from utils.finder import Found
from utils.manifest import MODELS, load_page_manifest

BELOW_BEST_HERE, BEST_ELSEWHERE, BELOW_BEST = -3, -2, -1  # columns of the features


def looked_at(boxes, digit):
    """Boxes of which the page network alone is in doubt."""
    count = len(boxes)
    boxes = np.array(boxes, np.float32).reshape(-1, 4)
    kind = np.tile(np.float32([1, 0, 0]), (count, 1))
    said = Outputs(np.full((count, 10), 0.1, np.float32), kind, np.zeros((count, 0), np.float32))
    found = Found(boxes, np.array(digit, float), np.full(count, 0.1), np.zeros((count, 10), np.float32))
    glyphs, none = np.zeros((count, 28, 28), np.uint8), np.zeros(count, bool)
    return Looked(found, glyphs, np.full(count, 90, np.float32), boxes.astype(float), none, none, said, said, said)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_each_box_has_its_features_and_evidence(count):
    looked = looked_at([[30 * number, 0, 20, 30] for number in range(count)], [0.5] * count)
    assert features_of(looked).shape == (count, FEATURES)
    assert evidence_of(looked).shape == (count, EVIDENCE, 10)
    assert np.isfinite(features_of(looked)).all()


def test_a_box_knows_of_better_ones_over_it_and_elsewhere():
    weak, strong = np.log(0.2), np.log(0.9)
    over = features_of(looked_at([[0, 0, 20, 30], [0, 0, 18, 28]], [0.2, 0.9]))
    apart = features_of(looked_at([[0, 0, 20, 30], [50, 0, 18, 28]], [0.2, 0.9]))
    assert over[0, BELOW_BEST_HERE] == pytest.approx(weak - strong)
    assert apart[0, BELOW_BEST_HERE] == 0
    assert apart[0, BEST_ELSEWHERE] == pytest.approx(strong)
    assert over[0, BEST_ELSEWHERE] < weak
    assert over[0, BELOW_BEST] == apart[0, BELOW_BEST] == pytest.approx(weak - strong)


def test_the_larger_and_clearer_the_ink_the_more_its_evidence_grows():
    looked = looked_at([[0, 0, 20, 30], [0, 0, 20, 60], [0, 0, 200, 300], [0, 0, 20, 30]], [0.5] * 4)
    looked.contrasts[3] = 45
    clear = evidence_of(looked)[:, 6:] / evidence_of(looked)[:, :3]
    half_grey = 90 / 255
    np.testing.assert_allclose(clear[:, 1, 0], [half_grey / 2, half_grey, half_grey, half_grey / 4], rtol=1e-5)


def test_a_decision_for_other_features_is_refused():
    entry = load_page_manifest(MODELS)["decision"]
    assert decision_of(entry).sure == entry["sure"]
    for fault in ({"powers": entry["powers"][1:]}, {"one_weights": []}, {"kinds": {}}):
        with pytest.raises((ValueError, TypeError)):
            decision_of(entry | fault)
