"""From the bytes of an uploaded file to a picture, and from any picture to grey."""

import io
import math
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from .formats import ENDINGS

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile
    from PIL.TiffImagePlugin import TiffImageFile

MOST_PIXELS = 50_000_000
MOST_SLOW_PIXELS = 25_000_000  # of HEIC and of 16 bits a colour, which take twice the time
MOST_WEBP_PIXELS = 24_000_000  # its decoder holds four copies
FEWEST_PIXELS_A_SIDE = 8
LONGEST_SIDE = 3200  # a larger picture is shrunk by a whole factor; a smaller one keeps its pixels exactly
MOST_PIXELS_AT_ONCE = 4_000_000  # converting a large picture band by band needs little memory
MOST_RUNS = 5_000_000  # pixels and bytes of a run-length coded BMP, which Pillow decodes slowly
MOST_JPEG_SCANS = 32  # a progressive photo has about ten; each costs time, however few bytes it has
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")

warnings.filterwarnings("ignore", module=r"PIL\.")  # about damaged files, whose senders never see a log


class UnreadableImage(ValueError):
    """An uploaded file that is no usable picture; the message is a sentence for the person who sent it."""


def open_picture(data: bytes) -> np.ndarray:
    """Decode a picture file as `open_scaled` does, where its own size does not matter."""
    return open_scaled(data)[0]


def open_scaled(data: bytes) -> tuple[np.ndarray, float]:
    """Decode a picture file, turned upright as its camera recorded.

    The content decides what kind of file it is, not its name. The size is checked before anything is decoded.

    Args:
        data: the file's bytes: JPEG, PNG, WebP, BMP, TIFF, GIF or HEIC; of several pictures in it, the first.

    Returns:
        (h, w), (h, w, 3) or (h, w, 4) uint8: grey, RGB or RGBA, at most 3200 pixels a side. Deeper grey is
        stretched from its darkest to its brightest value. And how many times larger the file's picture is, 1 or more.

    Raises:
        UnreadableImage: empty, no picture, damaged, too small or too large; the message says what to do.
    """
    if not data:
        raise UnreadableImage("The file is empty. Choose another one.")
    try:
        image = _open(data)
        _check_size(image)
        _check_cost(image, data)
        longest = max(image.size)
        factor = math.ceil(longest / LONGEST_SIDE)
        if image.format in ("JPEG", "MPO"):
            image.draft(None, (max(1, image.width // factor), max(1, image.height // factor)))
        image.load()
        picture = np.array(_upright(_shrunk(image)))
        return picture, longest / max(picture.shape[:2])
    except UnreadableImage:
        raise
    except UnidentifiedImageError as error:
        raise UnreadableImage(f"This is no picture that can be read. Send one of {', '.join(ENDINGS)}.") from error
    except Image.DecompressionBombError as error:
        raise UnreadableImage(f"The picture has far too many pixels, {_too_many(MOST_PIXELS)}") from error
    except Exception as error:  # the decoders raise whatever they stumble over
        raise UnreadableImage("The picture is damaged or cut off. Save or photograph it again.") from error


def opaque(picture: np.ndarray) -> np.ndarray:
    """Put a transparent picture on the background that its own colours stand out from.

    Args:
        picture: (h, w) or (h, w, 1 to 4) uint8, the last of two or four channels the opacity.

    Returns:
        (h, w, 1 or 3) uint8.

    Raises:
        ValueError: not an array of such a shape and type.
    """
    picture = np.asarray(picture)
    shape_fits = picture.ndim == 2 or (picture.ndim == 3 and 1 <= picture.shape[2] <= 4)
    if picture.dtype != np.uint8 or not shape_fits or picture.size == 0:
        raise ValueError(
            f"A picture is a (height, width), (height, width, 3) or (height, width, 4) array of uint8, "
            f"not {picture.shape} of {picture.dtype}."
        )
    picture = picture.reshape(*picture.shape[:2], -1)
    if picture.shape[2] in (1, 3):
        return picture
    colours = picture[..., :-1].astype(np.float32)
    alpha = picture[..., -1:].astype(np.float32) / 255
    if alpha.min() == 1:
        return picture[..., :-1]
    if not alpha.any():
        return np.zeros_like(picture[..., :-1])
    brightness = (colours * alpha).sum() / (alpha.sum() * colours.shape[2])
    background = 255.0 if brightness < 128 else 0.0
    return np.round(colours * alpha + background * (1 - alpha)).astype(np.uint8)


def grey_of(picture: np.ndarray) -> np.ndarray:
    """How bright each pixel is, (h, w) uint8, of a picture as `opaque` takes it."""
    colours = np.ascontiguousarray(opaque(picture))
    return cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY) if colours.shape[2] == 3 else colours[..., 0]


def _open(data: bytes) -> "ImageFile":
    """The picture with its header read and nothing decoded."""
    if data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS:
        from pillow_heif import HeifImageFile  # only here: few files need it

        return HeifImageFile(io.BytesIO(data))
    return Image.open(io.BytesIO(data), formats=[name for name in ENDINGS if name != "HEIC"])


def _check_size(image: "ImageFile") -> None:
    width, height = image.size
    most = _most_pixels(image)
    if width * height > most:
        raise UnreadableImage(f"The picture has {width} x {height} pixels, {_too_many(most)}")
    if min(width, height) < FEWEST_PIXELS_A_SIDE:
        raise UnreadableImage(
            f"The picture has {width} x {height} pixels; at least {FEWEST_PIXELS_A_SIDE} a side are needed. "
            "Send a larger one."
        )


def _most_pixels(image: "ImageFile") -> int:
    if image.format == "WEBP":
        return MOST_WEBP_PIXELS
    deep_colour = bool(image.tile) and ";16" in str(image.tile[0].args) and not _is_deep(image)
    return MOST_SLOW_PIXELS if image.format == "HEIF" or deep_colour else MOST_PIXELS


def _check_cost(image: "ImageFile", data: bytes) -> None:
    """Refuse the few packings that let a small file work for minutes or fill the memory."""
    slow_scans = image.format in ("JPEG", "MPO") and data.count(b"\xff\xda") > MOST_JPEG_SCANS
    runs = image.width * image.height + len(data)
    slow_runs = image.format == "BMP" and image.tile[0].codec_name == "bmp_rle" and runs > MOST_RUNS
    tags: Mapping[int, Any] = cast("TiffImageFile", image).tag_v2 if image.format == "TIFF" else {}
    large_tiles = tags.get(322, 1) * tags.get(323, 1) > MOST_PIXELS
    if slow_scans or slow_runs or large_tiles:
        raise UnreadableImage("The picture is packed so that it takes too long to open. Save it as PNG or JPEG.")


def _shrunk(image: Image.Image) -> Image.Image:
    """The picture as L, RGB or RGBA, no side above the longest allowed."""
    factor = math.ceil(max(image.size) / LONGEST_SIDE)
    extremes = cast(tuple[float, float], image.getextrema()) if _is_deep(image) else None
    rows = max(1, MOST_PIXELS_AT_ONCE // (image.width * factor)) * factor
    bands = [
        _eight_bits(image.crop((0, top, image.width, min(top + rows, image.height))), extremes).reduce(factor)
        for top in range(0, image.height, rows)
    ]
    whole = Image.fromarray(np.concatenate([np.asarray(band) for band in bands]))
    whole.info = image.info  # with what the camera recorded
    return whole


def _is_deep(image: Image.Image) -> bool:
    return image.mode.startswith("I") or image.mode == "F"


def _eight_bits(image: Image.Image, extremes: tuple[float, float] | None) -> Image.Image:
    if extremes:
        darkest, brightest = extremes
        with np.errstate(all="ignore"):
            values = (np.asarray(image, np.float64) - darkest) * (255 / max(brightest - darkest, 1e-9))
        return Image.fromarray(np.nan_to_num(values).round().clip(0, 255).astype(np.uint8))
    mode = "RGBA" if image.has_transparency_data else "L" if image.mode in ("1", "L") else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # a garbled note of the camera spoils no picture
        return image


def _too_many(most: int) -> str:
    return f"more than {most // 1_000_000} million. Save it smaller, as JPEG, and send that."
