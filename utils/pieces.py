"""The pieces of ink in a mask: what hangs together."""

import cv2
import numpy as np

MOST_SHORT_NUMBERS = 65_535


def pieces_of(mask: np.ndarray) -> tuple[int, np.ndarray, np.ndarray]:
    """Number the pieces of a mask, corners touching.

    Args:
        mask: (h, w) uint8, 0 or 1.

    Returns:
        How many there are, the ground counted as one; (h, w) uint16 or int32, the number of the piece at each place,
        0 for the ground; and (n, 5) of each: x, y, width, height, area, as `cv2.connectedComponentsWithStats` does.
    """
    # Short numbers are two to three times as fast; OpenCV never gives out more than there are starts of rows of ink.
    starts = np.count_nonzero(mask[:, 1:] > mask[:, :-1]) + np.count_nonzero(mask[:, 0])
    kind = cv2.CV_16U if starts < MOST_SHORT_NUMBERS else cv2.CV_32S
    count, parts, figures, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=kind)
    return count, parts, figures
