"""Recipes: an architecture with its way of training, as data."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import keras

from training.fitting.schedules import Rows, constant, falling, on_plateau
from training.networks import architectures
from training.networks.muon import ConvolutionMuon


@dataclass(frozen=True)
class DataMix:
    """Which samples are made, of digits from every source and of what is no digit: `augmentation/samples.py`."""

    batches_per_epoch: int
    kept_epochs: int  # of samples that are made; after them they are seen again
    hands: str  # whose pen-drawn digits and signs they are: a split of `training.data.datasets`
    strokes_share: float  # of the samples that are pen-drawn digits; what no other share says is MNIST's
    lines_share: float  # that are groups of strokes out of numbers with marks
    marks_share: float  # that are letters, signs, small pictures and scribbles
    spoilt_whole_share: float  # that are parts of digits, or several
    photographed_share: float  # that went over paper and through a camera
    degraded_share: float  # of all, that are spoilt
    bend: float  # how far glyphs are turned, sheared and bent: 1 is the usual


@dataclass(frozen=True)
class Turned:
    """MNIST's digits, every one once an epoch, turned, enlarged and moved by so much: `augmentation/turned.py`."""

    held_out: float  # of the training digits, the last ones: they validate
    rotation: float = 0.0  # degrees
    zoom: float = 0.0  # share of the size
    shift: float = 0.0  # share of the side


@dataclass(frozen=True)
class Recipe:
    """How a network is trained. The loss is the cross-entropy of the ten, and of the kind where there is one."""

    build: Callable[[], keras.Model]
    samples: DataMix | Turned
    epochs: int
    batch_size: int
    optimizer: type[keras.optimizers.Optimizer]
    learning_rate: float
    schedule: Callable[[Rows], float] | None = None  # what to multiply the rate by; None: up, then down by a cosine
    warmup: float = 1.0  # epochs on the way up
    weight_decay: float = 0.0
    kind_weight: float = 0.0  # of its loss; none: the network has the ten-way softmax alone
    numbers: int = 0  # that validation hands write, to fit the bound of "sure"
    patience: int | None = None  # epochs without a lower validation loss after which training stops
    file: str = "digits.keras"
    published: str = ""  # the figure that its author states


_DIGITS = Recipe(
    build=architectures.digits,
    samples=DataMix(
        batches_per_epoch=330,
        kept_epochs=30,
        hands="train",
        strokes_share=0.34,
        lines_share=0.18,
        marks_share=0.1,
        spoilt_whole_share=0.02,
        photographed_share=0.08,
        degraded_share=0.2,
        bend=0.85,
    ),
    epochs=60,
    batch_size=256,
    optimizer=ConvolutionMuon,
    learning_rate=3e-3,
    weight_decay=0.05,
    kind_weight=0.5,
    numbers=4_000,
)

OURS = {"digits": _DIGITS}


def of_half(recipe: Recipe, half: str) -> Recipe:
    """How a network is trained that learns from half of the hands, a third as long: to be asked of the other half."""
    samples = recipe.samples
    fewer = replace(samples, hands=half, kept_epochs=-(-samples.kept_epochs // 4), photographed_share=0.0)
    return replace(recipe, samples=fewer, epochs=-(-recipe.epochs // 3))


PUBLISHED = {
    "keras-730k": Recipe(
        build=architectures.keras_730k,
        samples=Turned(held_out=0.1, rotation=10, zoom=0.1, shift=0.1),
        epochs=20,
        batch_size=64,
        optimizer=keras.optimizers.RMSprop,
        learning_rate=1e-3,
        schedule=on_plateau(factor=0.5, patience=2),
        file="keras-730k.keras",
        published="99.55 % of validation digits",
    ),
    "simple-cnn": Recipe(
        build=architectures.simple_cnn,
        samples=Turned(held_out=1 / 12),
        epochs=20,
        batch_size=128,
        optimizer=keras.optimizers.Adam,
        learning_rate=1e-3,
        schedule=constant,
        file="simple-cnn.keras",
        published="99.31 % of test digits",
    ),
    "small-bn": Recipe(
        build=architectures.small_bn,
        samples=Turned(held_out=0.2),
        epochs=10,
        batch_size=32,
        optimizer=keras.optimizers.Adam,
        learning_rate=6e-3,
        file="small-bn.keras",
        published="its file: 99.18 % of test digits",
    ),
    "kaggle-augmented": Recipe(
        build=architectures.kaggle_augmented,
        samples=Turned(held_out=0.1, rotation=10, zoom=0.1, shift=0.1),
        epochs=14,
        batch_size=64,
        optimizer=keras.optimizers.RMSprop,
        learning_rate=1e-3,
        schedule=falling(0.8),
        patience=5,
        file="mnist_cnn_improved_gpu.h5",
    ),
    "deep-l2": Recipe(
        build=architectures.deep_l2,
        samples=Turned(held_out=1 / 12, rotation=10, zoom=0.1, shift=0.1),
        epochs=9,
        batch_size=64,
        optimizer=keras.optimizers.Adam,
        learning_rate=1e-3,
        schedule=falling(0.65),
        file="deep-l2.keras",
    ),
}

# For MNIST alone, to race a published recipe (`training/experiments/race.py`).
QUICK = {
    "quick": Recipe(
        build=architectures.quick,
        samples=Turned(held_out=0.1, rotation=12, zoom=0.1, shift=0.05),
        epochs=3,
        batch_size=80,
        optimizer=ConvolutionMuon,
        learning_rate=1e-2,
        warmup=0.3,
        weight_decay=0.05,
    ),
}

RECIPES = OURS | PUBLISHED | QUICK
