"""From the bytes of an uploaded file to a picture."""

import io
import warnings

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
MOST_PIXELS = 50_000_000
FEWEST_PIXELS_A_SIDE = 8


class UnreadableImage(ValueError):
    """An uploaded file that is no usable picture; the message is a sentence for the person who sent it."""


def open_picture(data: bytes) -> np.ndarray:
    """Decode a picture file, turned upright as its camera recorded.

    Args:
        data: the file's bytes: JPEG, PNG, WebP, BMP, TIFF or GIF (its first frame).

    Returns:
        (h, w), (h, w, 3) or (h, w, 4) uint8: grey, RGB or RGBA.

    Raises:
        UnreadableImage: empty, no picture, damaged, too small or too large.
    """
    if not data:
        raise UnreadableImage("The file is empty. Choose another one.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            _check_size(*image.size)
            image.draft("RGB", (3200, 3200))
            image.load()
            return _as_array(ImageOps.exif_transpose(image))
    except UnreadableImage:
        raise
    except UnidentifiedImageError as error:
        raise UnreadableImage(f"This is no picture that can be read. Send one of {', '.join(FORMATS)}.") from error
    except Exception as error:  # Pillow's decoders raise whatever they stumble over
        raise UnreadableImage("The picture is damaged or cut off. Save or photograph it again.") from error


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise UnreadableImage(
            f"The picture has {width} x {height} pixels, more than {MOST_PIXELS // 1_000_000} million. "
            "Send a smaller one."
        )
    if min(width, height) < FEWEST_PIXELS_A_SIDE:
        raise UnreadableImage(
            f"The picture has {width} x {height} pixels; at least {FEWEST_PIXELS_A_SIDE} a side are needed."
        )


def _as_array(image: Image.Image) -> np.ndarray:
    if image.mode.startswith("I") or image.mode == "F":
        values = np.asarray(image, np.float64)
        low, high = values.min(), values.max()
        return np.round((values - low) * (255 / max(high - low, 1e-9))).astype(np.uint8)
    if image.mode == "L":
        return np.asarray(image)
    if image.has_transparency_data:
        return np.asarray(image.convert("RGBA"))
    return np.asarray(image.convert("RGB"))
