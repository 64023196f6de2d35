"""Fifteen ways to spoil a glyph, used to measure and never to train.

After the idea of MNIST-C (Mu and Gilmer, 2019): the same test digits, each corruption at one strength that a person
still reads through. The functions are this project's own.
"""

import cv2
import numpy as np

from training.augmentation.stroke_geometry import rotation_matrix

SIDE = 28
ROWS, COLUMNS = np.mgrid[:SIDE, :SIDE].astype(np.float32)


def corrupt(glyphs: np.ndarray, name: str, seed: int = 0) -> np.ndarray:
    """Spoil every glyph.

    Args:
        glyphs: (n, 28, 28) uint8.
        name: one of `CORRUPTIONS`.
        seed: of the random choices, which are others for every glyph.

    Returns:
        (n, 28, 28) uint8.
    """
    generator = np.random.default_rng(seed)
    spoilt = [CORRUPTIONS[name](glyph.astype(np.float32) / 255, generator) for glyph in glyphs]
    return np.round(np.clip(spoilt, 0, 1) * 255).astype(np.uint8)


def noise(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Photon noise: brighter pixels are noisier."""
    return generator.poisson(ink * 12 + 1) / 12


def impulse_noise(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """A tenth of the pixels black or white."""
    lots = generator.random(ink.shape)
    return np.where(lots < 0.05, 0, np.where(lots > 0.95, 1, ink))


def blur(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Out of focus: the mean over a disc."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5)).astype(np.float32)
    return cv2.filter2D(ink, -1, disc / disc.sum())


def motion_blur(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """The mean along a line of seven pixels in any direction."""
    kernel = np.zeros((7, 7), np.float32)
    angle = generator.uniform(0, np.pi)
    reach = 3 * np.array([np.cos(angle), np.sin(angle)])
    start, end = (tuple(round(3 + sign * r) for r in reach) for sign in (-1, 1))
    cv2.line(kernel, start, end, 1)
    return cv2.filter2D(ink, -1, kernel / kernel.sum())


def shear(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Slanted by up to 0.6 pixels a row."""
    return _transformed(ink, [[1, generator.choice([-1, 1]) * generator.uniform(0.4, 0.6)], [0, 1]])


def scale(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Half to two thirds of its size."""
    factor = generator.uniform(0.5, 0.67)
    return _transformed(ink, [[1 / factor, 0], [0, 1 / factor]])


def rotate(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Turned by 15 to 30 degrees."""
    angle = np.deg2rad(generator.choice([-1, 1]) * generator.uniform(15, 30))
    return _transformed(ink, rotation_matrix(angle))


def translate(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Moved by three or four pixels each way."""
    shift = generator.choice([-4, -3, 3, 4], 2)
    return cv2.warpAffine(ink, np.float32([[1, 0, shift[0]], [0, 1, shift[1]]]), ink.shape)


def brightness(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """The ground at half of white."""
    return 0.5 + 0.5 * ink


def fog(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Drifts of grey of several sizes over the digit."""
    mist = np.zeros_like(ink)
    for cells, weight in ((3, 1.0), (6, 0.5), (12, 0.25)):
        mist += weight * cv2.resize(generator.random((cells, cells)).astype(np.float32), ink.shape)
    mist /= 1.75
    return 0.55 * ink + 0.65 * mist


def stripes(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Four bright bars behind the digit, which is dark on them."""
    inside = ((COLUMNS + generator.integers(0, 8)) // 4) % 2 == 0
    return np.where(inside, 1 - ink, ink)


def spatter(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Drops of ink."""
    spoilt = ink.copy()
    for _ in range(8):
        x, y = generator.integers(0, SIDE, 2)
        cv2.circle(spoilt, (int(x), int(y)), int(generator.integers(1, 3)), float(generator.uniform(0.5, 1)), -1)
    return spoilt


def lines_across(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Two thin straight lines from side to side."""
    spoilt = ink.copy()
    for _ in range(2):
        left, right = (int(y) for y in generator.integers(2, SIDE - 2, 2))
        cv2.line(spoilt, (0, left), (SIDE - 1, right), 0.8, 1)
    return spoilt


def occlusion(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """A grey square of seven pixels over the middle part."""
    spoilt = ink.copy()
    x, y = generator.integers(7, 15, 2)
    spoilt[y : y + 7, x : x + 7] = 0.5
    return spoilt


def contrast(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """A fifth of the contrast, around grey."""
    return 0.5 + 0.2 * (ink - 0.5)


CORRUPTIONS = {
    function.__name__: function
    for function in (
        *(noise, impulse_noise, blur, motion_blur, shear, scale, rotate, translate, brightness, fog),
        *(stripes, spatter, lines_across, occlusion, contrast),
    )
}


def _transformed(ink: np.ndarray, matrix: list) -> np.ndarray:
    """Every pixel taken from where a (2, 2) matrix sends it, around the middle."""
    middle = (SIDE - 1) / 2
    places = np.stack([COLUMNS - middle, ROWS - middle], axis=-1) @ np.float32(matrix).T + middle
    return cv2.remap(ink, places.astype(np.float32), None, cv2.INTER_LINEAR, borderValue=0)
