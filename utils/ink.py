"""From a picture to ink: bright writing on black, whatever it was written on."""

import cv2
import numpy as np

from .photo import FAINTEST_CONTRAST, ink_of_photo, sampled, shrunk

MOST_PIXELS_A_SIDE = 1600  # a larger picture is shrunk: no digit needs more
EVEN_PICTURE = 0.4  # of all pixels exactly alike: a drawing program made it, no camera
EVEN_RIM = 0.6  # of the pixels along the rim exactly alike: likewise
FLOOR = 0.1  # of the writing's contrast: fainter is the halo that JPEG leaves around lines
GROUND_SIDE = 500  # pixels: at this size the ground of a photograph is found
CHANNEL_SIDE = 250  # pixels: at this size it shows which channel has most contrast
CLEARER = 1.1  # times the contrast of the best channel: worth looking at a second one
MEDIAN_SIDE = 96  # pixels: at this size the median around each place is found
WIDEST_STROKE = 0.22  # of the picture's shorter side: what is wider is ground
SMALL_SIDE = 64  # pixels; in a smaller picture the faint rim of a line is part of its shape
TINY_SIDE = 32  # pixels; no camera made a picture no larger
CLOSE_SIDE = 100  # pixels: at this size a digit is looked for that may fill the picture
GRAIN = 3.0  # times the spread of the one ground: fainter is no ink


def inks_of_picture(picture: np.ndarray) -> list[tuple[np.ndarray, float]]:
    """Find the writing in a picture of dark on bright or bright on dark.

    After a camera this looks for strokes, which a fat digit that was cut out closely hardly has; so there is a second
    way then, which takes the ground for equally bright all over, as it is behind such a digit.

    Args:
        picture: (h, w) or (h, w, 1 to 4) uint8: grey, RGB or RGBA. Transparent pixels count as background.

    Returns:
        In each way (h', w') float32 in 0..1, exactly 0 where nothing is written; and h' / h, below 1 where the
        picture was shrunk.

    Raises:
        ValueError: not an array of such a shape and type.
    """
    colours = opaque(_checked(picture))
    colours, scale = _scaled_down(colours, MOST_PIXELS_A_SIDE)
    ink = _ink_on_even_ground(colours)
    if ink is not None:
        return [(ink, scale)]
    close, smaller = _scaled_down(colours, CLOSE_SIDE)
    return [(ink_of_photo(*_strongest_structures(colours)), scale), (_ink_on_one_ground(close), scale * smaller)]


def is_dark_ground(channel: np.ndarray) -> bool:
    """Whether most of a small picture's rim, (h, w) uint8, is on the dark side of its brightnesses (Otsu, 1979)."""
    _, bright = cv2.threshold(channel, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return bool(_rim_of(bright).mean() <= 0.5)


def _scaled_down(colours: np.ndarray, longest: int) -> tuple[np.ndarray, float]:
    """The picture (h, w, channels) with no longer a side, and how much of its size that is."""
    scale = min(1.0, longest / max(colours.shape[:2]))
    if scale == 1:
        return colours, scale
    size = (max(1, round(colours.shape[1] * scale)), max(1, round(colours.shape[0] * scale)))
    return cv2.resize(colours, size, interpolation=cv2.INTER_AREA).reshape(size[1], size[0], -1), scale


def _ink_on_even_ground(colours: np.ndarray) -> np.ndarray | None:
    """The ink in a picture that a drawing program or a data set made; None where a camera made it."""
    if max(colours.shape[:2]) <= TINY_SIDE:
        return _ink_on_one_ground(colours)
    ground = _even_ground(colours)
    if ground is None:
        return None
    contrast = np.abs(colours.astype(np.float32) - ground).max(axis=2)
    if contrast.max(initial=0) < FAINTEST_CONTRAST:
        return np.zeros(contrast.shape, np.float32)
    floor = FLOOR if max(contrast.shape) > SMALL_SIDE else 0.0
    ink = contrast / contrast.max()
    return np.where(ink > floor, ink, 0).astype(np.float32)


def _checked(picture: np.ndarray) -> np.ndarray:
    """The picture as (h, w, channels)."""
    picture = np.asarray(picture)
    shape_fits = picture.ndim == 2 or (picture.ndim == 3 and 1 <= picture.shape[2] <= 4)
    if picture.dtype != np.uint8 or not shape_fits or picture.size == 0:
        raise ValueError(
            f"A picture is a (height, width), (height, width, 3) or (height, width, 4) array of uint8, "
            f"not {picture.shape} of {picture.dtype}."
        )
    return picture.reshape(*picture.shape[:2], -1)


def opaque(picture: np.ndarray) -> np.ndarray:
    """Put a transparent picture on the ground that its own colours stand out from.

    Args:
        picture: (h, w, 1 to 4) uint8, the last of two or four channels the opacity.

    Returns:
        (h, w, 1 or 3) uint8.
    """
    if picture.shape[2] in (1, 3):
        return picture
    colours = picture[..., :-1].astype(np.float32)
    alpha = picture[..., -1:].astype(np.float32) / 255
    if alpha.min() == 1:
        return picture[..., :-1]
    if not alpha.any():
        return np.zeros_like(picture[..., :-1])
    brightness = (colours * alpha).sum() / (alpha.sum() * colours.shape[2])
    ground = 255.0 if brightness < 128 else 0.0
    return np.round(colours * alpha + ground * (1 - alpha)).astype(np.uint8)


def _ink_on_one_ground(colours: np.ndarray) -> np.ndarray:
    """How far each pixel's brightness is beyond that of a ground which is the same all over, but for its grain.

    The side of the ground's brightnesses where no ink can be tells its grain.
    """
    channel = np.ascontiguousarray(colours[..., np.ptp(colours, axis=(0, 1)).argmax()])
    if np.ptp(channel) < FAINTEST_CONTRAST:
        return np.zeros(channel.shape, np.float32)
    channel = channel if is_dark_ground(channel) else 255 - channel
    threshold, _ = cv2.threshold(channel, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    ground, lowest = np.percentile(channel[channel <= threshold], (25, 2))
    contrast = channel - np.float32(ground)
    return np.where(contrast > GRAIN * (ground - lowest), contrast / contrast.max(), 0).astype(np.float32)


def _rim_of(picture: np.ndarray) -> np.ndarray:
    """The pixels along the rim of a picture (h, w, ...), in a row."""
    return np.concatenate([picture[0], picture[-1], picture[1:-1, 0], picture[1:-1, -1]])


def _even_ground(colours: np.ndarray) -> np.ndarray | None:
    """The colour of a ground that is exactly even, as drawing programs leave it; None where a camera saw it."""
    rim = _rim_of(colours)
    inside = sampled(colours).reshape(-1, colours.shape[2])
    shifts = 8 * np.arange(colours.shape[2], dtype=np.uint32)
    for pixels, share in ((inside, EVEN_PICTURE), (rim, EVEN_RIM)):
        counts = np.bincount(pixels[:, 0])
        if counts.max() < share * len(pixels):
            continue  # not even one channel is
        if len(shifts) == 1:
            return counts.argmax(keepdims=True).astype(np.uint8)
        packed = pixels.astype(np.uint32) @ (1 << shifts)
        values, counts = np.unique(packed, return_counts=True)
        if counts.max() >= share * packed.size:
            return (values[counts.argmax()] >> shifts & 255).astype(np.uint8)
    return None


def _strongest_structures(colours: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of the channels in which what is dark, and what is bright, stands out most: `_thin_structures`.

    It is one channel for both unless another shows one of them clearly better.
    """
    small = shrunk(colours, CHANNEL_SIDE)
    channels = np.moveaxis(small.reshape(*small.shape[:2], -1), 2, 0)
    tops = np.array([[np.percentile(side, 99.5) for side in _thin_structures(channel)] for channel in channels])
    common = tops.max(axis=1).argmax()
    clearer = tops.max(axis=0) > CLEARER * tops[common]
    best = np.where(clearer, tops.argmax(axis=0), common)
    structures = {number: _thin_structures(np.ascontiguousarray(colours[..., number])) for number in set(best)}
    return structures[best[0]][0], structures[best[1]][1]


def _thin_structures(channel: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How much darker, and how much brighter, each pixel is than the ground around it.

    The ground is what morphological closing or opening leaves (the black and white top hat), where page, desk and
    shadow keep their own brightness up to their edges; or the median around, where the gaps between strokes are ground
    too, if the pixel is nearer to that.

    Args:
        channel: (h, w) uint8.

    Returns:
        Twice (h, w) float32, 0..255.
    """
    height, width = channel.shape
    small = shrunk(channel, GROUND_SIDE)
    reach = max(3, round(WIDEST_STROKE * min(small.shape))) | 1
    padded = cv2.copyMakeBorder(cv2.GaussianBlur(small, (0, 0), 1), *[reach] * 4, cv2.BORDER_REPLICATE)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (reach, reach))
    closed, opened, usual = (
        cv2.resize(ground, (width, height), interpolation=cv2.INTER_LINEAR)
        for ground in (
            cv2.morphologyEx(padded, cv2.MORPH_CLOSE, kernel)[reach:-reach, reach:-reach],
            cv2.morphologyEx(padded, cv2.MORPH_OPEN, kernel)[reach:-reach, reach:-reach],
            _median_around(small),
        )
    )
    darker = _without_grain(cv2.subtract(cv2.min(closed, usual), channel))
    brighter = _without_grain(cv2.subtract(channel, cv2.max(opened, usual)))
    return darker, brighter


def _without_grain(contrast: np.ndarray) -> np.ndarray:
    """The contrast above the grain of the paper, which is everywhere."""
    return np.maximum(contrast - np.float32(np.median(sampled(contrast))), 0)


def _median_around(channel: np.ndarray) -> np.ndarray:
    """The median over half the picture around each place, coarsely."""
    coarse = shrunk(channel, MEDIAN_SIDE)
    reach = max(3, min(coarse.shape) // 2) | 1
    padded = cv2.copyMakeBorder(coarse, *[reach] * 4, cv2.BORDER_REPLICATE)
    return cv2.GaussianBlur(cv2.medianBlur(padded, reach)[reach:-reach, reach:-reach], (0, 0), 1.5)
