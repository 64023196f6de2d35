"""Writing files so that they are never seen half written."""

import hashlib
from collections.abc import Callable
from pathlib import Path


def write_whole(path: Path, write: Callable[[Path], object]) -> str:
    """Write a file under another name and move it into place.

    Args:
        path: of the file.
        write: writes the content to the path it is given.

    Returns:
        The sha256 of what was written.
    """
    partial = path.with_name(f".partial-{path.name}")
    try:
        write(partial)
        sha256 = hashlib.sha256(partial.read_bytes()).hexdigest()
        partial.replace(path)
        return sha256
    finally:
        partial.unlink(missing_ok=True)
