import struct
import time
import zlib
from contextlib import suppress

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from tests.made_files import (
    GOOD_FILES,
    KINDS,
    PICTURE,
    chunk,
    damaged,
    png_header,
    png_with,
    run_length_bmp,
    saved,
    tiled_tiff,
    turned,
)
from utils.images import LONGEST_SIDE, UnreadableImage, open_picture


def colour(picture, row, column):
    return np.atleast_1d(picture[row, column])[:3]


@pytest.mark.parametrize("kind", KINDS)
def test_formats_open_with_their_content(kind):
    opened = open_picture(saved(Image.fromarray(PICTURE), kind))
    assert opened.dtype == np.uint8
    assert opened.shape[:2] == (40, 60)
    assert colour(opened, 10, 15).min() > 200
    assert colour(opened, 30, 50).max() < 50


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_colour_modes_become_grey_rgb_or_rgba(mode):
    if mode == "I;16":
        image = Image.fromarray(PICTURE[..., 0].astype(np.uint16) * 200)
    else:
        image = Image.fromarray(PICTURE).convert(mode)
    opened = open_picture(saved(image, "TIFF" if mode == "CMYK" else "PNG"))
    assert opened.dtype == np.uint8
    assert colour(opened, 10, 15).min() > 200
    assert colour(opened, 30, 50).max() < 50


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_small_pictures_keep_their_pixels_exactly(kind):
    noise = np.random.default_rng(0).integers(0, 256, (80, 50, 4), np.uint8)
    for picture in (noise[..., 0], noise[..., :3], noise):
        np.testing.assert_array_equal(open_picture(saved(Image.fromarray(picture), kind)), picture)


@pytest.mark.parametrize("brightest", [255, 4095, 65535])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_deep_grey_is_scaled_by_its_range(kind, brightest):
    ramp = np.linspace(0, brightest, 60).round().astype(np.uint16)[None].repeat(40, axis=0)
    opened = open_picture(saved(Image.fromarray(ramp), kind))
    np.testing.assert_allclose(opened, np.linspace(0, 255, 60)[None].repeat(40, axis=0), atol=1)


@pytest.mark.parametrize(("kind", "channels"), [("png", 3), ("png", 4), ("tiff", 3)])
def test_deep_colour_is_scaled_and_not_clipped(kind, channels):
    ramp = np.linspace(0, 65535, 60).astype(np.uint16)[None, :, None].repeat(40, axis=0).repeat(channels, axis=2)
    opened = open_picture(cv2.imencode(f".{kind}", ramp)[1].tobytes())
    np.testing.assert_allclose(opened[..., 0], ramp[..., 0] / 257, atol=1)


def test_deep_grey_with_alpha_opens():
    rows = b"".join(
        b"\0" + struct.pack(">120H", *[column * 1000 for column in range(60) for _ in "ga"]) for _ in "x" * 40
    )
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 60, 40, 16, 4, 0, 0, 0))
    opened = open_picture(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    np.testing.assert_allclose(opened[20], np.arange(60)[:, None].repeat(4, axis=1) * 1000 / 257, atol=1)


def test_float_pictures_with_holes_open():
    values = np.full((20, 20), 0.25, np.float32)
    values[3:9, 3:9], values[0, 0], values[19, 19] = 0.75, np.nan, np.inf
    assert open_picture(saved(Image.fromarray(values), "TIFF")).shape == (20, 20)


def test_transparency_of_a_palette_or_one_colour_is_kept():
    palette = Image.fromarray(PICTURE).quantize(4)
    clear = palette.getpixel((50, 30))
    opened = open_picture(saved(palette, "PNG", transparency=clear))
    assert opened[30, 50, 3] == 0
    assert opened[10, 15].min() > 200
    grey = open_picture(saved(Image.fromarray(PICTURE[..., 0]), "PNG", transparency=0))
    assert grey[30, 50, 3] == 0
    assert grey[10, 15].min() > 200


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "L"),
        ("JPEG", "RGB"),
        *[(kind, mode) for kind in ("PNG", "WEBP", "TIFF", "HEIF") for mode in ("RGB", "RGBA")],
    ],
)
def test_the_cameras_rotation_is_applied_once(kind, mode):
    opened = open_picture(saved(Image.fromarray(PICTURE).convert(mode), kind, exif=turned()))
    assert opened.shape[:2] == (60, 40)
    assert colour(opened, 15, 29).min() > 200
    assert colour(opened, 15, 10).max() < 50


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_garbled_note_of_the_camera_spoils_no_picture():
    opened = open_picture(png_with(chunk(b"eXIf", b"II*\0\x08\0\0\0\xff\xff\x12\x01")))
    np.testing.assert_array_equal(opened, PICTURE)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF", "MPO", "HEIF"])
def test_the_first_of_several_pictures_is_read(kind):
    frames = [Image.fromarray(PICTURE), Image.fromarray(255 - PICTURE)]
    opened = open_picture(saved(frames[0], kind, save_all=True, append_images=frames[1:]))
    assert colour(opened, 10, 15).min() > 200
    assert colour(opened, 30, 50).max() < 50


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "GIF"])
def test_large_pictures_are_shrunk_whole(kind):
    picture = np.zeros((600, 7000), np.uint8)
    picture[300:, 3500:] = 250
    opened = open_picture(saved(Image.fromarray(picture), kind))
    assert LONGEST_SIDE / 2 <= opened.shape[1] <= LONGEST_SIDE
    assert opened.shape[1] / opened.shape[0] == pytest.approx(7000 / 600, rel=0.01)
    assert colour(opened, -1, -1).min() > 200
    assert colour(opened, 0, 0).max() < 50


@pytest.mark.parametrize(("kind", "width"), [("JPEG", 60_000), ("PNG", 400_000)])
def test_a_long_ribbon_opens(kind, width):
    opened = open_picture(saved(Image.new("L", (width, 9), 200), kind))
    assert opened.shape[1] <= LONGEST_SIDE
    assert opened.min() > 190


def test_a_print_profile_with_four_inks_opens():
    opened = open_picture(saved(Image.fromarray(PICTURE).convert("CMYK"), "JPEG"))
    assert opened.shape == (40, 60, 3)
    assert opened[10, 15].min() > 200


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"hello, I am text", "no picture"),
        (b"\0\0\0\x1cftypavif" + bytes(40), "no picture"),
        (b"\0\0\0\x1cftypheic" + bytes(40), "damaged"),
        (saved(Image.fromarray(PICTURE), "PNG")[:60], "damaged"),
        (saved(Image.fromarray(PICTURE), "JPEG")[:300], "damaged|no picture"),
        (saved(Image.fromarray(PICTURE), "HEIF")[:-50], "damaged"),
        (saved(Image.new("L", (5, 40)), "PNG"), "at least 8"),
        (png_header(9000, 6000), "more than 50 million"),
        (png_header(20_000, 20_000), "more than 50 million"),
        (saved(Image.new("L", (6000, 5000)), "WEBP", method=0), "more than 24 million"),
    ],
    ids=str,
)
def test_bad_files_are_refused_in_words(data, words):
    with pytest.raises(UnreadableImage, match=words):
        open_picture(data)


@pytest.mark.parametrize(
    "data",
    [
        png_with(chunk(b"zTXt", b"note\0\0" + zlib.compress(bytes(50_000_000)))),
        png_with(chunk(b"iCCP", b"icc\0\0" + zlib.compress(bytes(50_000_000)))),
        png_with(*[chunk(b"zTXt", b"note\0\0" + zlib.compress(bytes(1_000_000)))] * 100),
        saved(Image.fromarray(PICTURE), "JPEG").replace(
            b"\xff\xda", b"\xff\xda\x00\x08\x01\x01\x00\x00\x00\x00" * 99, 1
        ),
        run_length_bmp(7000, 7000, b"\1\0" + b"\1\0\0\0" * 7000),
        tiled_tiff(30_000),
    ],
    ids=["text", "profile", "many texts", "scans", "runs", "tile"],
)
def test_bombs_are_refused_at_once(data):
    start = time.process_time()
    with pytest.raises(UnreadableImage):
        open_picture(data)
    assert time.process_time() - start < 0.5


def test_files_as_unusual_as_the_bombs_but_small_open():
    assert open_picture(run_length_bmp(60, 40, b"\x3c\0\0\0" * 40)).shape[:2] == (40, 60)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    note = PngInfo()
    note.add_text("note", "a text " * 1000, zip=True)
    opened = open_picture(saved(Image.fromarray(PICTURE), "PNG", pnginfo=note, icc_profile=srgb))
    np.testing.assert_array_equal(opened, PICTURE)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", GOOD_FILES)
def test_a_damaged_file_gives_a_picture_or_is_refused(name):
    for seed in range(60):
        data = damaged(GOOD_FILES[name], np.random.default_rng(seed))
        start = time.perf_counter()
        with suppress(UnreadableImage):
            opened = open_picture(data)
            assert opened.dtype == np.uint8, seed
            assert opened.ndim == 2 or opened.shape[2] in (3, 4), seed
        assert time.perf_counter() - start < 2, seed
