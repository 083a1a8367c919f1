"""Which column holds what? By the words of the header, in any order, with anything above it."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

FIELDS: Final = ("room", "name", "kana", "phone", "email", "moved_in_on", "moved_out_on")
REQUIRED: Final = ("room", "name", "phone")
# How far down a header may stand: titles, a date, a few lines of notes.
HEADER_WITHIN: Final = 100
# The usual words first: where two columns could be meant, the earlier word wins.
WORDS: Final[dict[str, tuple[str, ...]]] = {
    "room": ("部屋番号", "部屋", "部屋NO", "号室", "居室番号", "住戸番号", "室番号", "ROOM"),
    "name": ("氏名", "お名前", "名前", "入居者氏名", "入居者名", "居住者氏名", "居住者名", "NAME"),
    "kana": ("フリガナ", "ふりがな", "カナ", "氏名カナ", "氏名フリガナ", "名前カナ", "KANA"),
    "phone": ("電話番号", "電話", "携帯電話番号", "携帯電話", "携帯番号", "TEL", "PHONE"),
    "email": ("メール", "メールアドレス", "Eメール", "電子メール", "EMAIL", "E-MAIL", "MAIL"),
    "moved_in_on": ("入居日", "入居年月日", "入居開始日", "MOVED_IN_ON"),
    "moved_out_on": ("退去日", "退去年月日", "退去予定日", "MOVED_OUT_ON"),
}
_NOISE: Final = str.maketrans("", "", " 　.\n\r\t()[]【】「」:*※・_")
_NOTES: Final = ("必須", "任意")


def _folded(text: str) -> str:
    words = unicodedata.normalize("NFKC", text).upper().translate(_NOISE)
    for note in _NOTES:
        words = words.replace(note, "")
    return words


_KNOWN: Final = {
    _folded(word): (field, place)
    for field, words in WORDS.items()
    for place, word in enumerate(words)
}


@dataclass(frozen=True, slots=True)
class Header:
    """Where each field stands (places from 0), and which columns mean nothing to us."""

    places: dict[str, int]
    unknown: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the required fields that no column holds."""
        return tuple(field for field in REQUIRED if field not in self.places)


def header(cells: Sequence[str]) -> Header:
    """Read a row as a header, whatever it is; `missing` says whether it is one."""
    best: dict[str, tuple[int, int]] = {}
    for place, text in enumerate(cells):
        known = _KNOWN.get(_folded(text))
        if known is not None:
            field, rank = known
            best[field] = min(best.get(field, (rank, place)), (rank, place))
    places: dict[str, int] = {field: best[field][1] for field in FIELDS if field in best}
    taken = set(places.values())
    unknown = tuple(
        text.strip() for place, text in enumerate(cells) if text.strip() and place not in taken
    )
    return Header(places, unknown, tuple(text.strip() for text in cells))
