"""The bytes of a file as text, in the one form that all places count by."""

import codecs

from sitegen.diagnostics import Outcome, Place, error
from sitegen.model import Source


def decode(source: Source) -> Outcome[str]:
    """The text of a file, line ends as newlines, without the byte-order mark."""
    data = source.data.value.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as problem:
        before = data[: problem.start].decode()
        place = Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
        message = f"the byte 0x{data[problem.start]:02x} here is not UTF-8"
        return Outcome(None, (error(source.path, place, "not-utf-8", message, "save the file as UTF-8"),))
    return Outcome(with_newlines(text))


def with_newlines(text: str) -> str:
    """The text with every line end as a newline: what all places count by."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
