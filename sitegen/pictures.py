"""Pictures to their sizes, so that a page keeps their places free while they load."""

import io
import re
import warnings

from sitegen.diagnostics import Outcome
from sitegen.model import Picture, Size

DRAWING = ".svg"
PHOTOGRAPHS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
SUFFIXES = (*PHOTOGRAPHS, DRAWING)
ORIENTATION = 0x0112  # the tag of Exif that says how the camera was held
ON_ITS_SIDE = (5, 6, 7, 8)
LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*")


def measure(picture: Picture) -> Outcome[Size]:
    """Width and height as a browser shows the picture; none for one that does not say or can't be read.

    Nothing is told here: the folders of a site hold files that no post shows.
    """
    data = picture.data.value
    try:
        return Outcome(_of_drawing(data) if picture.path.lower().endswith(DRAWING) else _of_photograph(data))
    except (OSError, SyntaxError, ValueError):
        return Outcome(None)


def _of_photograph(data: bytes) -> Size:
    # Pillow takes 30 ms to import; a site without new pictures goes without.
    from PIL import Image

    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(data)) as image:
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # only the head of the file is read
            width, height = image.size
            turned = image.getexif().get(ORIENTATION) in ON_ITS_SIDE
    except Image.DecompressionBombError as problem:
        raise ValueError(problem) from None
    return Size(height, width) if turned else Size(width, height)


def _of_drawing(data: bytes) -> Size | None:
    """By the width and height of an SVG, or else by its view box, whose units are pixels for a browser."""
    from xml.etree.ElementTree import iterparse

    # The parser stops at the first element, before anything that an entity could blow up.
    _, root = next(iter(iterparse(io.BytesIO(data), events=("start",))))  # noqa: S314
    lengths = [LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    if all(lengths):
        width, height = (float(length[1]) for length in lengths if length)
    else:
        box = [float(number) for number in re.split(r"[\s,]+", root.get("viewBox", "").strip()) if number]
        width, height = box[2:4] if len(box) == 4 else (0, 0)
    return Size(round(width), round(height)) if width >= 1 and height >= 1 else None
