"""Makes the Photo tab's example pictures: `python -m tests.examples`."""

import cv2
import numpy as np

from tests.made_photographs import photograph
from utils.views.sources import EXAMPLES

CONTENTS = {  # file: text, surface, pen
    "squared paper": ("2026\n1984", "squared", "ballpoint"),
    "blackboard": ("31415", "chalkboard", "marker"),
    "pencil, ruled paper": ("12\n345\n6789", "ruled", "pencil"),
    "page on a desk": ("4096", "page on a desk", "marker"),
}


def main() -> None:
    """Write every example as a JPEG of 960 x 720 pixels."""
    EXAMPLES.mkdir(exist_ok=True)
    for seed, (name, content) in enumerate(CONTENTS.items(), 3):
        picture = photograph(*content, np.random.default_rng(seed), 720, 960)
        cv2.imwrite(str(EXAMPLES / f"{name}.jpg"), picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 80])


if __name__ == "__main__":
    main()
