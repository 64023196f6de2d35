"""Picture files of every format, made by this project's own code, and ways to damage them."""

import io
import struct
import zlib

import numpy as np
from PIL import Image
from pillow_heif import register_heif_opener

from tests.made_digits import MADE_DIGITS, picture_of, place
from tests.made_photographs import photograph

register_heif_opener()  # to write such files

KINDS = ["PNG", "BMP", "TIFF", "GIF", "JPEG", "WEBP", "HEIF"]
PICTURE = np.zeros((40, 60, 3), np.uint8)
PICTURE[5:15, 10:20] = 250
TURNED_RIGHT = 6  # EXIF: the camera's top is at the picture's right


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def turned():
    exif = Image.Exif()
    exif[0x0112] = TURNED_RIGHT
    return exif.tobytes()


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_with(*chunks):
    """A good PNG with further chunks after its header."""
    png = saved(Image.fromarray(PICTURE), "PNG")
    return png[:33] + b"".join(chunks) + png[33:]


def png_header(width, height):
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", b"")
    )


def run_length_bmp(width, height, runs):
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, len(runs), 0, 0, 256, 0)
    return b"BM" + struct.pack("<IHHI", 1078 + len(runs), 0, 0, 1078) + header + bytes(1024) + runs


def tiled_tiff(tile_side):
    values = [60, 40, 8, 1, 1, 1, tile_side, tile_side, 134, 2400]
    tags = zip([256, 257, 258, 259, 262, 277, 322, 323, 324, 325], values, strict=True)
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0" + struct.pack("<IH", 8, 10) + entries + bytes(4) + bytes(2400)


GOOD_FILES = {
    **{kind: saved(Image.fromarray(PICTURE), kind) for kind in KINDS},
    "palette PNG": saved(Image.fromarray(PICTURE).quantize(4), "PNG", transparency=0),
    "deep PNG": saved(Image.fromarray(PICTURE[..., 0].astype(np.uint16)), "PNG"),
    "progressive JPEG": saved(Image.fromarray(PICTURE), "JPEG", progressive=True, exif=turned()),
    "packed TIFF": saved(Image.fromarray(PICTURE), "TIFF", compression="tiff_lzw", exif=turned()),
    "transparent WebP": saved(Image.fromarray(PICTURE).convert("RGBA"), "WEBP", lossless=True),
    "transparent HEIC": saved(Image.fromarray(PICTURE).convert("RGBA"), "HEIF"),
    "animated GIF": saved(Image.fromarray(PICTURE), "GIF", save_all=True, append_images=[Image.fromarray(PICTURE + 5)]),
    "run-length BMP": run_length_bmp(60, 40, b"\x3c\1\0\0" * 40),
    "canvas": saved(Image.fromarray(picture_of(place(MADE_DIGITS["two, plain"][1]))), "PNG"),
    "photograph": saved(
        Image.fromarray(photograph("407", "squared", "ballpoint", np.random.default_rng(1), 300, 400)), "JPEG"
    ),
    "photograph, HEIC": saved(
        Image.fromarray(photograph("18", "plain", "marker", np.random.default_rng(2), 300, 400)), "HEIF"
    ),
}


def damaged(data, random):
    """A good file with one kind of damage: cut, flipped bytes, pieces swapped, or another number in its header."""
    data = bytearray(data)
    kind = random.integers(5)
    start, end = sorted(random.integers(0, len(data), 2).tolist())
    if kind == 0:
        return bytes(data[:end])
    if kind == 1:
        for place in random.integers(0, len(data), random.integers(1, 20)):
            data[place] = random.integers(256)
    elif kind == 2:
        middle = (start + end) // 2
        data[start:end] = data[middle:end] + data[start:middle]
    elif kind == 3:
        place = int(random.integers(0, min(len(data), 200) - 4))
        data[place : place + 4] = random.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\0\0\x1f\xff", b"\xff\x1f\0\0"])
    else:
        del data[start : start + int(random.integers(1, 30))]
    if data.startswith(b"\x89PNG") and random.integers(2):
        data = with_right_sums(bytes(data))
    return bytes(data)


def with_right_sums(png):
    """The same PNG with every chunk's check sum made right, so that damage reaches the decoder."""
    place, fixed = 8, png[:8]
    while place + 12 <= len(png):
        length = struct.unpack(">I", png[place : place + 4])[0]
        fixed += chunk(png[place + 4 : place + 8], png[place + 8 : place + 8 + length])
        place += 12 + length
    return fixed
