"""What does the company pay for damage? In place of the owner and the contractors (4.2, 4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

from kaketsuke.rules import facts, figures
from kaketsuke.rules.facts import MalformedFacts, Word
from kaketsuke.rules.findings import Effect, Finding

PAYER: Final = "operating_company"
ON_BEHALF_OF: Final = ("owner", "contractor")


class Fault(Word):
    """How far the contractor is to blame; a person decides it, and it has no default."""

    INTENT = "intent"
    GROSS_NEGLIGENCE = "gross_negligence"
    SLIGHT_NEGLIGENCE = "slight_negligence"
    NONE = "none"


class CausedBy(Word):
    """Whose doing the damage is."""

    CONTRACTOR = "contractor"
    FORCE_MAJEURE = "force_majeure"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class DamageFacts:
    """The damage and its cause.

    The link to the work and the fault are needed only where they decide: of a contractor.
    """

    occurred_on: date
    damage_yen: int
    caused_by: CausedBy
    connected_to_unlock_work: bool | None = None
    fault: Fault | None = None

    def __post_init__(self) -> None:
        """Refuse facts that leave the question open."""
        if self.caused_by is not CausedBy.CONTRACTOR:
            return
        if self.connected_to_unlock_work is None:
            raise MalformedFacts("connected_to_unlock_work", "is needed and was not given")
        if self.connected_to_unlock_work and self.fault is None:
            raise MalformedFacts("fault", "is needed and was not given")

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """Facts from their JSON object.

        Raises facts.MalformedFacts, naming the path of the fault or of a missing needed fact.
        """
        return cls(**READER.read(obj))

    def to_json(self) -> dict[str, Any]:
        """The JSON object that `from_json` reads back to equal facts."""
        return READER.write(self)


@dataclass(frozen=True, slots=True)
class DamageAnswer:
    """What is paid, up to which cap (none: None), by whom and for whom."""

    payable_yen: int
    cap_yen: int | None
    payer: str
    on_behalf_of: tuple[str, ...]
    findings: tuple[Finding, ...]

    def to_json(self) -> dict[str, Any]:
        """The answer as the decision interface prints it."""
        return {
            "payable_yen": self.payable_yen,
            "cap_yen": self.cap_yen,
            "payer": self.payer,
            "on_behalf_of": list(self.on_behalf_of),
            "findings": [finding.to_json() for finding in self.findings],
        }


READER: Final = facts.Reader(
    (
        facts.Fact("occurred_on", facts.DAY, needed=True),
        facts.Fact("damage_yen", facts.whole(at_least=0), needed=True),
        facts.Fact("fault", facts.choice(Fault)),
        facts.Fact("caused_by", facts.choice(CausedBy), needed=True),
        facts.Fact("connected_to_unlock_work", facts.FLAG),
    )
)

WORDS: Final = {
    "4.2": "当社がオーナーと業務委託先に代わって償います",
    "4.4": "オーナー、当社、業務委託先は責任を負いません",
}

_FORCE_MAJEURE: Final = Finding(
    "4.4",
    Effect.DECLINES,
    "不可抗力による損害です。お支払いはありません。",
    "恐れ入りますが、避けられない事情による損害は、お支払いの対象ではございません。",
    "damage_force_majeure",
)
_NOT_OF_CONTRACTOR: Final = Finding(
    "4.2",
    Effect.INFORMS,
    "業務委託先による損害ではないため、この条項は定めていません。一般の法律によって決まります。",
    "担当の者がお話をうかがい、あらためてご連絡いたします。",
    "damage_outside_clause",
)
_NOT_CONNECTED: Final = Finding(
    "4.2",
    Effect.DECLINES,
    "開錠等作業と関係のない損害です。",
    "恐れ入りますが、開錠の作業と関わりのない損害は、お支払いの対象ではございません。",
    "damage_not_connected",
)
_NO_FAULT: Final = Finding(
    "4.2",
    Effect.DECLINES,
    "業務委託先に故意も過失もありません。",
    "恐れ入りますが、作業した者の落ち度によらない損害は、お支払いの対象ではございません。",
    "damage_no_fault",
)
_WHOLE: Final = Finding(
    "4.2",
    Effect.ALLOWS,
    "業務委託先の故意または重過失です。損害の全額を支払います。",
    "損害の全額を当社がお支払いいたします。",
    "damage_whole",
)
_CAPPED: Final = Finding(
    "4.2",
    Effect.ALLOWS,
    "業務委託先の軽過失です。条項の上限まで支払います（上限の有効性は法務が確認します）。",
    "お支払いについて、担当の者からあらためてご案内いたします。",
    "damage_capped",
)
FINDINGS: Final = (
    _FORCE_MAJEURE,
    _NOT_OF_CONTRACTOR,
    _NOT_CONNECTED,
    _NO_FAULT,
    _WHOLE,
    _CAPPED,
)


def decide(facts: DamageFacts) -> DamageAnswer:
    """What the operating company pays (4.2; nothing for force majeure, 4.4).

    Raises figures.FigureUnknown before the consumption tax began.
    """
    cap_yen = figures.slight_negligence_cap_yen(facts.occurred_on)
    if facts.caused_by is CausedBy.FORCE_MAJEURE:
        return _nothing(_FORCE_MAJEURE)
    if facts.caused_by is CausedBy.OTHER:
        return _nothing(_NOT_OF_CONTRACTOR)
    if not facts.connected_to_unlock_work:
        return _nothing(_NOT_CONNECTED)
    if facts.fault is Fault.NONE:
        return _nothing(_NO_FAULT)
    if facts.fault is Fault.SLIGHT_NEGLIGENCE:
        payable_yen = min(facts.damage_yen, cap_yen)
        return DamageAnswer(payable_yen, cap_yen, PAYER, ON_BEHALF_OF, (_CAPPED,))
    return DamageAnswer(facts.damage_yen, None, PAYER, ON_BEHALF_OF, (_WHOLE,))


def _nothing(finding: Finding) -> DamageAnswer:
    return DamageAnswer(0, None, PAYER, (), (finding,))
