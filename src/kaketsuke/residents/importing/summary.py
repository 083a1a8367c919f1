"""What a roster holds and what it changes, without anybody's name in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from kaketsuke.residents.importing import words
from kaketsuke.residents.importing.checking import Fault, Reason

LISTED: Final = 1_000


@dataclass
class Summary:
    """Counts of one reading. `moved_in`: new since last time; `moved_out`: not named any more."""

    rows: int = 0
    accepted: int = 0
    rejected_count: int = 0
    rejected: list[Fault] = field(default_factory=list)
    titles: list[int] = field(default_factory=list)
    unknown: tuple[str, ...] = ()
    lost_zeros: int = 0
    moved_in: int = 0
    moved_out: int = 0
    unchanged: int = 0
    registered: int = 0
    left_rows: int = 0
    new_rooms: int = 0
    unnamed_registrants: int = 0
    committed: bool = False

    def reject(self, fault: Fault) -> None:
        """Count a row that cannot be used; the first thousand are kept."""
        self.rejected_count += 1
        if len(self.rejected) < LISTED:
            self.rejected.append(fault)

    @staticmethod
    def words(fault: Fault) -> str:
        """Return a fault's reason in words."""
        return str(words.REASONS[fault.reason])

    def to_json(self) -> dict[str, Any]:
        """Return the fixed form of the command's answer."""
        return {
            "rows": self.rows,
            "accepted": self.accepted,
            "rejected_count": self.rejected_count,
            "rejected": [
                {"line": each.line, "column": each.column, "reason": self.words(each)}
                for each in self.rejected
            ],
        }

    def notes(self) -> Iterator[str]:
        """Yield what was passed over or deserves a look, in words."""
        if self.titles:
            lines = _("、").join(map(str, self.titles[:10]))
            yield _("見出しより上の行は読み飛ばしました: %(lines)s 行目") % {"lines": lines}
        if self.unknown:
            named = _("、").join(each[:30] for each in self.unknown[:20])
            yield _("使わない列は読み飛ばしました: %(columns)s") % {"columns": named}
        if self.lost_zeros:
            yield _("先頭の 0 が落ちた電話番号を補いました: %(count)s 行") % {
                "count": self.lost_zeros
            }
        if self.left_rows:
            yield _("退去日が過ぎている方は案内しません: %(count)s 行") % {"count": self.left_rows}
        if self.unnamed_registrants:
            yield _(
                "登録のある方で、名簿に見当たらない方が %(count)s 人います。"
                "退去されたときはお知らせください。"
            ) % {"count": self.unnamed_registrants}

    def to_kept(self) -> dict[str, Any]:
        """Return it for keeping: reasons as codes, so that the reader's language decides."""
        kept = {name: getattr(self, name) for name in self.__dataclass_fields__}
        kept["rejected"] = [[each.line, each.column, each.reason] for each in self.rejected]
        kept["unknown"] = list(self.unknown)
        return kept

    @classmethod
    def from_kept(cls, kept: dict[str, Any]) -> "Summary":
        """Return what `to_kept` gave."""
        faults = [Fault(line, column, Reason(code)) for line, column, code in kept["rejected"]]
        return cls(**{**kept, "rejected": faults, "unknown": tuple(kept["unknown"])})
