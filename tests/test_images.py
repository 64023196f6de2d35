import io

import numpy as np
import pytest
from PIL import Image

from utils.images import UnreadableImage, open_picture

PICTURE = np.zeros((40, 60, 3), np.uint8)
PICTURE[5:15, 10:20] = 250


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "GIF", "JPEG", "WEBP"])
def test_formats_open_with_their_content(kind):
    opened = open_picture(saved(Image.fromarray(PICTURE), kind))
    assert opened.dtype == np.uint8
    assert opened.shape[:2] == (40, 60)
    assert opened[10, 15].max() > 200
    assert opened[30, 50, :3].max() < 50


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_colour_modes_become_grey_rgb_or_rgba(mode):
    if mode == "I;16":
        image = Image.fromarray(PICTURE[..., 0].astype(np.uint16) * 200)
    else:
        image = Image.fromarray(PICTURE).convert(mode)
    opened = open_picture(saved(image, "TIFF" if mode == "CMYK" else "PNG"))
    assert opened.dtype == np.uint8
    assert opened[10, 15].max() > 200


def test_the_cameras_rotation_is_applied():
    exif = Image.Exif()
    exif[0x0112] = 6
    opened = open_picture(saved(Image.fromarray(PICTURE), "JPEG", exif=exif))
    assert opened.shape[:2] == (60, 40)
    assert opened[15, 29].max() > 200


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"hello, I am text", "no picture"),
        (saved(Image.fromarray(PICTURE), "PNG")[:60], "damaged"),
        (saved(Image.fromarray(PICTURE), "JPEG")[:300], "damaged|no picture"),
        (saved(Image.new("L", (5, 40)), "PNG"), "at least 8"),
        (saved(Image.new("1", (9000, 6000)), "PNG"), "more than 50 million"),
    ],
)
def test_bad_files_are_refused_in_words(data, words):
    with pytest.raises(UnreadableImage, match=words):
        open_picture(data)
