"""From a picture to ink: bright writing on black, whatever it was written on."""

import cv2
import numpy as np

MOST_PIXELS_A_SIDE = 1600  # a larger picture is shrunk: no digit needs more
FAINTEST_CONTRAST = 14  # of 255: less is paper, noise and compression
EVEN_PICTURE = 0.4  # of all pixels exactly alike: a drawing program made it, no camera
EVEN_RIM = 0.6  # of the pixels along the rim exactly alike: likewise
FLOOR = 0.1  # of the writing's contrast: fainter is the halo that JPEG leaves around lines
SMALL_SIDE = 64  # pixels; in a smaller picture the faint rim of a line is part of its shape


def picture_to_ink(picture: np.ndarray) -> tuple[np.ndarray, float]:
    """Find the writing in a picture of dark on bright or bright on dark.

    Args:
        picture: (h, w) or (h, w, 1 to 4) uint8: grey, RGB or RGBA. Transparent pixels count as background.

    Returns:
        (h', w') float32 in 0..1, exactly 0 where nothing is written; and h' / h, below 1 where the
        picture was shrunk.

    Raises:
        ValueError: not an array of such a shape and type.
    """
    colours = opaque(_checked(picture))
    scale = min(1.0, MOST_PIXELS_A_SIDE / max(colours.shape[:2]))
    if scale < 1:
        size = (max(1, round(colours.shape[1] * scale)), max(1, round(colours.shape[0] * scale)))
        colours = cv2.resize(colours, size, interpolation=cv2.INTER_AREA).reshape(size[1], size[0], -1)
    background, drawn = _background(colours)
    contrast = _contrast(colours.astype(np.float32), background.astype(np.float32), drawn)
    noise = 0.0 if drawn else _noise_level(contrast)
    if contrast.max(initial=0) < max(FAINTEST_CONTRAST, 6 * noise):
        return np.zeros(contrast.shape, np.float32), scale
    if drawn:
        floor = FLOOR if max(contrast.shape) > SMALL_SIDE else 0.0
        ink = contrast / contrast.max()
        return np.where(ink > floor, ink, 0).astype(np.float32), scale
    return _ink_of_photo(contrast, noise), scale


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


def _background(colours: np.ndarray) -> tuple[np.ndarray, bool]:
    """The colours without the writing, and whether the ground is exactly even, as drawing programs leave it."""
    packed = colours.astype(np.uint32) @ (1 << 8 * np.arange(colours.shape[2], dtype=np.uint32))
    rim = np.concatenate([packed[0], packed[-1], packed[1:-1, 0], packed[1:-1, -1]])
    for pixels, share in ((packed.ravel(), EVEN_PICTURE), (rim, EVEN_RIM)):
        values, counts = np.unique(pixels, return_counts=True)
        if counts.max() >= share * pixels.size:
            return colours[np.unravel_index((packed == values[counts.argmax()]).argmax(), packed.shape)], True
    height, width = colours.shape[:2]
    shrink = 96 / max(height, width)
    size = (max(8, round(width * shrink)), max(8, round(height * shrink)))
    small = cv2.resize(colours, size, interpolation=cv2.INTER_AREA).reshape(size[1], size[0], -1)
    reach = min(size) // 2 | 1
    channels = [
        cv2.medianBlur(cv2.copyMakeBorder(channel, *[reach] * 4, cv2.BORDER_REPLICATE), reach)
        for channel in np.ascontiguousarray(small.transpose(2, 0, 1))
    ]
    smooth = np.stack(channels, axis=-1)[reach:-reach, reach:-reach]
    smooth = cv2.GaussianBlur(smooth, (0, 0), 3)
    full = cv2.resize(smooth, (width, height), interpolation=cv2.INTER_LINEAR)
    return full.reshape(height, width, -1), False


def _contrast(colours: np.ndarray, background: np.ndarray, drawn: bool) -> np.ndarray:
    """How far each pixel is from the ground, in the channel where the writing shows most; 0..255."""
    difference = colours - background
    if drawn:
        return np.abs(difference).max(axis=2)
    darker, brighter = np.maximum(-difference, 0), np.maximum(difference, 0)
    sides = [side[..., channel] for side in (darker, brighter) for channel in range(side.shape[2])]
    # The writing is the side with the strongest far tail: paper and its shading are on neither.
    return max(sides, key=lambda side: np.percentile(side, 99) + 0.5 * np.percentile(side, 99.8))


def _noise_level(contrast: np.ndarray) -> float:
    fine = contrast - cv2.GaussianBlur(contrast, (0, 0), 2)
    return float(1.4826 * np.median(np.abs(fine)))


def _ink_of_photo(contrast: np.ndarray, noise: float) -> np.ndarray:
    """Keep whole strokes: what is faint stays where it hangs together with what is plain."""
    smooth = cv2.GaussianBlur(contrast, (0, 0), 0.7)
    strong = max(np.percentile(smooth, 99.7), FAINTEST_CONTRAST)
    plain, faint = max(0.5 * strong, 5 * noise), max(0.28 * strong, 3 * noise)
    count, parts, figures, _ = cv2.connectedComponentsWithStats((smooth > faint).astype(np.uint8), connectivity=8)
    has_plain = np.zeros(count, bool)
    has_plain[np.unique(parts[smooth > plain])] = True
    longest = figures[:, 2:4].max(axis=1)
    longest[0] = 0
    large_enough = longest >= 0.12 * longest[has_plain].max(initial=0)
    keep = has_plain & large_enough
    keep[0] = False
    ink = np.clip((smooth - faint) / max(0.75 * strong - faint, 1e-6), 0, 1)
    return np.where(keep[parts], np.maximum(ink, 1e-3), 0).astype(np.float32)
