"""How the payer's word is proven on the technician's glass: a drawn signature, or name and code.

The code stands beside the total: whoever types it has read the page. It proves a deliberate act of
somebody who cannot or will not draw, not who they are; that was checked before the work began.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

from kaketsuke.money import refusals

SALT = "money.approval.code"
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Signed:
    """What the payer left: the strokes as JSON, or the name as typed. It prints without it."""

    kind: Literal["drawn", "typed"]
    content: str

    def __repr__(self) -> str:
        """Keep names and signatures out of logs."""
        return f"Signed({self.kind})"


def code_of(estimate_id: UUID) -> str:
    """Return the four digits that stand beside the total of one version."""
    drawn = salted_hmac(SALT, str(estimate_id), algorithm="sha256").digest()
    return f"{int.from_bytes(drawn[:4]) % 10_000:04d}"


def by_name(name: str, code: str, *, estimate_id: UUID) -> Signed:
    """Return the typed signature. Raises CannotAnswerEstimate."""
    written = " ".join(name.split())
    if not written or len(written) > LONGEST_NAME:
        raise refusals.CannotAnswerEstimate(refusals.NAME_MISSING)
    digits = "".join(str(int(each)) for each in code if each.isdecimal())
    if not constant_time_compare(digits, code_of(estimate_id)):
        raise refusals.CannotAnswerEstimate(refusals.CODE_WRONG)
    return Signed("typed", written)
