"""Settings are told apart by every number that decides the weights, and by nothing else."""

import functools
from dataclasses import dataclass, replace

import pytest

from training.fitting.fingerprint import code_of, described, fingerprint, keep_settings
from training.fitting.recipes import RECIPES
from training.fitting.schedules import constant, falling, on_plateau


@dataclass(frozen=True)
class Part:
    share: float
    rate: object = constant


def test_no_two_recipes_have_one_fingerprint():
    assert len({fingerprint(described(recipe)) for recipe in RECIPES.values()}) == len(RECIPES)


@pytest.mark.parametrize(
    "other",
    [Part(0.25), Part(0.5, falling(0.8)), Part(0.5, falling(0.7)), Part(0.5, on_plateau(0.8, 1)), Part(0.5, Part)],
)
def test_every_field_of_any_dataclass_counts(other):
    assert fingerprint(described(Part(0.5))) != fingerprint(described(other))
    assert fingerprint(described(other)) == fingerprint(described(replace(other)))


def test_partial_functions_are_told_by_their_arguments():
    one, other = (described(functools.partial(max, key=key)) for key in (abs, len))
    assert one == {"is": "builtins.max", "of": [], "with": {"key": "builtins.abs"}}
    assert one != other


def test_what_cannot_be_told_apart_is_no_setting():
    for value in (lambda rows: 1.0, object()):
        with pytest.raises(TypeError, match="is no setting"):
            described(Part(0.5, value))


def test_the_code_of_samples_goes_down_to_the_glyphs():
    names = (
        "augmentation.augment",
        "augmentation.numbers",
        "augmentation.ways",
        "augmentation.drawings",
        "pages.paper",
    )
    ours = {f"training.{name}" for name in names}
    assert ours | {"utils.glyph", "utils.grouping", "utils.box_ink"} <= set(code_of("training.augmentation.samples"))
    turned = {"training.augmentation.turned", "training.augmentation.passes", "utils.glyph"}
    assert set(code_of("training.augmentation.turned")) == turned


def test_all_that_differs_is_named(tmp_path):
    keep_settings({"one": {"two": 2, "three": 3}, "hash": "a" * 64}, tmp_path, "*.npz")
    keep_settings({"hash": "a" * 64, "one": {"three": 3, "two": 2}}, tmp_path, "*.npz")
    words = r'hash was "a+…" and is now "b+…"; one\.three was 3 and is now null; one\.two was 2 and is now 4\. '
    with pytest.raises(ValueError, match=words):
        keep_settings({"one": {"two": 4}, "hash": "b" * 64}, tmp_path, "*.npz")


def test_damaged_settings_are_named(tmp_path):
    (tmp_path / "settings.json").write_text("[")
    with pytest.raises(ValueError, match=r"settings\.json cannot be read"):
        keep_settings({}, tmp_path, "*.npz")
