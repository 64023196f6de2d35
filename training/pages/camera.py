"""What cameras, scanners and files do to a page: light, shadow, glare, blur, noise, size and JPEG.

Everything takes a `numpy.random.Generator`. Pictures are (256, 256) float32 in 0..255 until they are files.
"""

import cv2
import numpy as np

from training.pages.hand import SIDE


def view_of_page(generator: np.random.Generator, steepest: float) -> np.ndarray:
    """How a camera sees a page: (3, 3), turned by up to that many degrees, a little from the side."""
    angle = np.deg2rad(np.clip(generator.normal(0, steepest / 3), -steepest, steepest))
    middle = np.array([[1, 0, -SIDE / 2], [0, 1, -SIDE / 2], [0, 0, 1.0]])
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    lean = np.eye(3)
    lean[0, 1] = generator.normal(0, 0.05)
    lean[2, :2] = generator.normal(0, 0.0004, 2) if generator.random() < 0.5 else 0
    return np.linalg.inv(middle) @ lean @ turn @ middle


def half_plane(generator: np.random.Generator, soft: float) -> np.ndarray:
    """What lies beyond a straight edge somewhere in the crop: (256, 256) float32 in 0..1."""
    angle = generator.uniform(0, 2 * np.pi)
    if generator.random() < 0.5:  # pages are photographed nearly straight
        angle = np.deg2rad(90 * generator.integers(4) + generator.normal(0, 5))
    columns, rows = np.meshgrid(np.arange(SIDE, dtype=np.float32), np.arange(SIDE, dtype=np.float32))
    distance = (columns - SIDE / 2) * np.cos(angle) + (rows - SIDE / 2) * np.sin(angle)
    distance -= generator.uniform(-0.2, 0.47) * SIDE
    return np.clip(distance / max(2 * soft, 1) + 0.5, 0, 1).astype(np.float32)


def light(picture: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Uneven light, shadows and glare."""
    if generator.random() < 0.4:
        corners = generator.uniform(0.55, 1.1, (2, 2)).astype(np.float32)
        picture = picture * cv2.resize(corners, (SIDE, SIDE))
    for _ in range(int(generator.random() < 0.3) + int(generator.random() < 0.08)):
        picture = picture * (1 - half_plane(generator, generator.uniform(0.5, 30)) * generator.uniform(0.1, 0.55))
    if generator.random() < 0.12:
        spot = np.zeros((SIDE // 4, SIDE // 4), np.float32)
        middle = tuple(int(side) for side in generator.uniform(0, SIDE // 4, 2))
        axes = tuple(int(side) for side in generator.uniform(2, 24, 2))
        cv2.ellipse(spot, middle, axes, generator.uniform(0, 180), 0, 360, 1, -1)
        spot = cv2.GaussianBlur(spot, (0, 0), generator.uniform(0.7, 6))
        picture = picture + cv2.resize(spot, (SIDE, SIDE)) * generator.uniform(30, 160)
    return picture


def photograph(picture: np.ndarray, generator: np.random.Generator, contrast: float) -> np.ndarray:
    """Blur, motion, noise, another size and JPEG, each now and then: (256, 256) uint8.

    Args:
        contrast: of the ink, which the noise must not hide.
    """
    picture = np.clip(picture, 0, 255)
    if generator.random() < 0.25:
        picture = _coarse(picture, generator.uniform(1.2, 3))
    blur = generator.uniform(0, 1.4)
    if blur > 0.35:
        picture = cv2.GaussianBlur(picture, (0, 0), blur)
    if generator.random() < 0.08:
        picture = _moved(picture, generator)
    strength = min(generator.uniform(0, 1) ** 2 * 14, contrast / 6)
    grains = generator.standard_normal((SIDE, SIDE), np.float32) * np.float32(strength)
    if generator.random() < 0.3:
        grains = cv2.GaussianBlur(grains, (0, 0), 0.7) * 1.5
    picture = picture + grains
    if generator.random() < 0.15:  # a faint picture: little between its darkest and its brightest
        middle = float(picture.mean())
        picture = middle + (picture - middle) * generator.uniform(0.25, 0.8)
    return as_file(picture, generator, 0.6, 25)


def as_file(picture: np.ndarray, generator: np.random.Generator, share: float, lowest: int) -> np.ndarray:
    """A picture saved and opened again, that share of them as JPEG: (256, 256) uint8."""
    picture = np.clip(np.round(picture), 0, 255).astype(np.uint8)
    if generator.random() >= share:
        return picture
    quality = int(generator.integers(lowest, 95))
    return cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)


def _coarse(picture: np.ndarray, factor: float) -> np.ndarray:
    """As a smaller picture looks when it is enlarged."""
    side = round(SIDE / factor)
    small = cv2.resize(picture.astype(np.float32), (side, side), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)


def _moved(picture: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    length = int(generator.integers(3, 7))
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1
    turn = cv2.getRotationMatrix2D((length / 2 - 0.5, length / 2 - 0.5), generator.uniform(0, 180), 1)
    kernel = cv2.warpAffine(kernel, turn, (length, length))
    return cv2.filter2D(picture, -1, kernel / max(float(kernel.sum()), 0.1))
