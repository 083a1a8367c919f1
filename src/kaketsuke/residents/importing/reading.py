"""From a file to checked rows: the header is found, and every row is answered."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from kaketsuke.database.refusals import Refusal
from kaketsuke.residents.importing import columns, words
from kaketsuke.residents.importing.checking import Checker, Fault, RosterRow
from kaketsuke.sheets import reading
from kaketsuke.sheets.faults import CannotRead, Why
from kaketsuke.sheets.rows import SheetRow

MOST_ROWS: Final = 200_000


class NotARoster(Refusal):
    """The file is no roster: no table, no header, or more than a file may be."""


_UNREADABLE: Final[dict[Why, "Promise"]] = {
    Why.EMPTY: _("ファイルが空です。"),
    Why.TOO_LARGE: _("ファイルが大きすぎます。64 MB までの CSV または .xlsx にしてください。"),
    Why.NO_TABLE: _("表として読めません。CSV または .xlsx で保存し直してください。"),
    Why.OLD_OR_LOCKED: _(
        "古い形式か、パスワードの付いたファイルです。"
        "パスワードなしの .xlsx で保存し直してください。"
    ),
    Why.UNKNOWN_ENCODING: _(
        "文字コードを読み取れません。UTF-8 または Shift_JIS の CSV で保存し直してください。"
    ),
    Why.UNPACKS_TOO_LARGE: _(
        "展開すると大きすぎるか、読むのに資源を使いすぎるファイルです。"
        "名簿の表だけを新しいファイルに写して保存してください。"
    ),
    Why.CELL_TOO_LONG: _(
        '長すぎるセルがあります。引用符（"）の閉じ忘れがないかを確かめてください。'
    ),
}


class Roster:
    """One roster, read once from top to bottom. Iterate it; what was passed over is in `titles`.

    Opening finds the header. Raises NotARoster, also on the way through a workbook.
    """

    def __init__(self, path: Path, *, who: Callable[[str, str], bytes]) -> None:
        with _readable():
            self._rows = reading.rows(path)
            self.titles: list[int] = []
            self.header, self._sheet = self._find_header()
        self._checker = Checker(self.header.places, who=who)

    def names(self, room: str, who: bytes) -> bool:
        """Return whether a usable row that was read named this person in this room."""
        return self._checker.names(room, who)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Return the words of the columns that were passed over."""
        return self.header.unknown

    def __iter__(self) -> Iterator[RosterRow | Fault]:
        """Yield each row that holds anything, usable or with its first fault."""
        count = 0
        with _readable():
            for sheet, line, cells in self._rows:
                if sheet != self._sheet:
                    break
                if not any(map(str.strip, cells)) or self._repeats_header(cells):
                    continue
                count += 1
                if count > MOST_ROWS:
                    raise NotARoster(
                        _text("一つの名簿は %(most)s 行までです。建物ごとに分けてください。")
                        % {"most": MOST_ROWS}
                    )
                yield self._checker.check(line, cells)

    def _repeats_header(self, cells: list[str]) -> bool:
        words = self.header.words
        return len(cells) == len(words) and tuple(map(str.strip, cells)) == words

    def _find_header(self) -> tuple[columns.Header, int]:
        best: columns.Header | None = None
        for sheet, rows in itertools.groupby(self._rows, key=lambda row: row.sheet):
            titles: list[int] = []
            for line, cells in _first(rows):
                found = columns.header(cells)
                if found.places and not found.missing:
                    self.titles = titles
                    return found, sheet
                if best is None or len(found.places) > len(best.places):
                    best = found
                if any(cell.strip() for cell in cells):
                    titles.append(line)
        if best is None:
            raise NotARoster(_UNREADABLE[Why.EMPTY])
        raise NotARoster(_what_is_missing(best))


def _first(rows: Iterator[SheetRow]) -> Iterator[tuple[int, list[str]]]:
    for row in itertools.islice(rows, columns.HEADER_WITHIN):
        yield row.line, row.cells


def _what_is_missing(found: columns.Header) -> str:
    if len(found.places) < 2:
        return _text("見出しの行が見つかりません。部屋番号・氏名・電話番号の列が必要です。")
    named = _text("、").join(str(words.COLUMNS[field]) for field in found.missing)
    return _text("見出しに、必要な列がありません: %(columns)s") % {"columns": named}


class _readable:  # noqa: N801 - reads as a word in a with statement
    """Turns what the sheets cannot read into a sentence."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, CannotRead):
            raise NotARoster(_UNREADABLE[error.why]) from error
