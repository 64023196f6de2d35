import keras
import numpy as np
import pytest

from training.fitting.recipes import PUBLISHED, QUICK
from training.networks import architectures


def test_keras_730k_has_its_published_counts():
    model = architectures.keras_730k()
    layers = [layer.count_params() for layer in model.layers if layer.count_params()]
    assert layers == [320, 9248, 18496, 36928, 73856, 589952, 512, 1290]
    assert model.count_params() == 730_602
    assert (
        sum(weight.value.numpy().size for weight in model.non_trainable_variables if "seed" not in weight.path) == 256
    )


def test_small_bn_has_its_published_count():
    assert architectures.small_bn().count_params() == 57_162


@pytest.mark.parametrize("name", PUBLISHED | QUICK)
def test_every_network_for_digits_alone_goes_from_a_glyph_to_ten_probabilities(name):
    model = (PUBLISHED | QUICK)[name].build()
    assert model.input_shape == (None, 28, 28, 1)
    assert model.output_shape == (None, 10)
    assert model.layers[-1].activation.__name__ == "softmax"


def test_ours_says_which_digit_what_kind_and_what_is_alike():
    outputs = architectures.digits()(np.random.default_rng(0).uniform(0, 255, (3, 28, 28, 1)).astype(np.float32))
    assert {name: output.shape[1:] for name, output in outputs.items()} == {
        "digit": (10,),
        "kind": (3,),
        "features": (96,),
    }
    for name in ("digit", "kind"):
        np.testing.assert_allclose(np.sum(outputs[name], axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(outputs["features"], axis=1), 1, atol=1e-5)


def test_a_wider_network_that_is_given_the_weights_of_a_narrower_one_says_the_same():
    keras.utils.set_random_seed(0)
    narrow, wide = (architectures.reader_network("made", start=8, widened=16, stage=stage) for stage in (12, 20))
    generator = np.random.default_rng(0)
    narrow.set_weights([w + generator.uniform(0, 0.1, w.shape) * (w.ndim == 1) for w in narrow.get_weights()])
    architectures.give_weights(wide, narrow)
    glyphs = generator.uniform(0, 25, (3, 28, 28, 1)).astype(np.float32)
    of_narrow, of_wide = narrow(glyphs), wide(glyphs)
    for name in ("digit", "kind"):
        np.testing.assert_allclose(of_wide[name], of_narrow[name], atol=1e-5)
    assert len({*np.round(of_narrow["digit"][:, 0], 6)}) == 3
