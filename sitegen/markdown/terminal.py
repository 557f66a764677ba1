"""Output of terminals: escape sequences for colours become classes, all others vanish."""

import re
from collections.abc import Iterator

import msgspec

from sitegen.markdown.lexing import Piece

# Colours and styles, other commands, titles and addresses, the rest. `␛` is for editors that can't write an escape.
SEQUENCE = re.compile(
    r"[\x1b\u241b](?:"
    r"\[([0-9;:]*)m"
    r"|\[[0-9;:?<=>]*[ -/]*[@-~]"
    r"|\][^\x07\x1b\u241b\n]*(?:\x07|[\x1b\u241b]\\)?"
    r"|[ -/]*[0-Z\\^-~])"
)
HUES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
NAMES = (*HUES, *(f"bright-{hue}" for hue in HUES))
# What xterm shows for the sixteen, to find the nearest for any other colour.
PALETTE = (
    *((0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229)),
    *((127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255)),
    (255, 255, 255),
)
CUBE = (0, 95, 135, 175, 215, 255)  # the steps of red, green and blue in the 256 colours
STYLES = {1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "inverse", 9: "strike"}
ENDS = {22: ("bold", "dim"), 23: ("italic",), 24: ("underline",), 27: ("inverse",), 29: ("strike",)}


class Pen(msgspec.Struct, frozen=True):
    """How the terminal writes at a moment."""

    text: str = ""
    background: str = ""
    styles: frozenset[str] = frozenset()

    @property
    def classes(self) -> str:
        """On a background, text has the colour of the page: no other would be readable on all of them."""
        is_inverse = "inverse" in self.styles
        ground = self.background or ((self.text or "white") if is_inverse else "")
        colour = [f"ansi-{ground}", "ansi-on"] if ground else [f"ansi-{self.text}"] if self.text else []
        return " ".join([*colour, *(f"ansi-{style}" for style in sorted(self.styles - {"inverse"}))])


def pieces_of_terminal(code: str) -> list[Piece]:
    pieces, pen, end = [], Pen(), 0
    for found in SEQUENCE.finditer(code):
        pieces.append((pen.classes, code[end : found.start()]))
        end = found.end()
        if found[1] is not None:
            pen = _obeyed(pen, iter([int(number[:4] or 0) for number in re.split("[;:]", found[1])]))
    return [piece for piece in (*pieces, (pen.classes, code[end:])) if piece[1]]


def _obeyed(pen: Pen, numbers: Iterator[int]) -> Pen:
    for number in numbers:
        if number == 0:
            pen = Pen()
        elif number in STYLES:
            pen = msgspec.structs.replace(pen, styles=pen.styles | {STYLES[number]})
        elif number in ENDS:
            pen = msgspec.structs.replace(pen, styles=pen.styles - set(ENDS[number]))
        else:
            pen = _coloured(pen, number, numbers)
    return pen


def _coloured(pen: Pen, number: int, more: Iterator[int]) -> Pen:
    tens, unit = divmod(number, 10)
    field = {3: "text", 9: "text", 4: "background", 10: "background"}.get(tens)
    if field is None or unit == 9:
        return msgspec.structs.replace(pen, **{field: ""}) if field else pen
    name = _chosen(more) if unit == 8 else NAMES[unit + (8 if tens in (9, 10) else 0)]
    return msgspec.structs.replace(pen, **{field: name})


def _chosen(numbers: Iterator[int]) -> str:
    """The nearest of the sixteen to one of 256 (`5;N`) or of all colours (`2;R;G;B`)."""
    kind = next(numbers, 0)
    if kind == 2:
        red, green, blue = (next(numbers, 0) for _ in range(3))
        return _nearest((red, green, blue))
    number = next(numbers, 0) if kind == 5 else 0
    if number < 16:
        return NAMES[number]
    if number >= 232:
        grey = 8 + 10 * (min(number, 255) - 232)
        return _nearest((grey, grey, grey))
    return _nearest((CUBE[(number - 16) // 36], CUBE[(number - 16) // 6 % 6], CUBE[(number - 16) % 6]))


def _nearest(colour: tuple[int, int, int]) -> str:
    distances = [sum((one - other) ** 2 for one, other in zip(colour, known, strict=True)) for known in PALETTE]
    return NAMES[distances.index(min(distances))]
