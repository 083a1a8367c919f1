"""Which characters can be printed? Those the fonts lack would stop an accessible document."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTCollection

FONT = Path(str(files("manimgx_fonts_cjk") / "NotoSansCJK-VF.otf.ttc"))
MISSING = "〓"
# Not drawn by themselves: they choose the form of the character before them, or join two.
_SILENT = frozenset([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), 0x200B, 0x200D])


@cache
def _known() -> frozenset[int]:
    with TTCollection(str(FONT), lazy=True) as collection:
        return frozenset(collection.fonts[0].getBestCmap())


def printable(text: str) -> str:
    """Return the text with 〓 for each character that the fonts lack; line breaks stay.

    Browsers end the lines of a text with two characters: on paper they are one break.
    """
    known = _known()
    return "".join(
        letter if ord(letter) in known or letter in "\n\t" or ord(letter) in _SILENT else MISSING
        for letter in text.replace("\r\n", "\n").replace("\r", "\n")
    )


def all_printable(data: Any) -> Any:
    """Return plain data (mappings, sequences, texts, numbers) with every text printable."""
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, Mapping):
        return {name: all_printable(value) for name, value in data.items()}
    if isinstance(data, Sequence):
        return [all_printable(value) for value in data]
    return data
