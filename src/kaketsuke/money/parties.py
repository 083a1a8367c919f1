"""Who sells and where: what every paper of money names beside its sums."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Trader:
    """The firm as it names itself on its papers."""

    name: str
    address: str
    representative: str
    phone: str
    tax_number: str


NOBODY_YET: Final = Trader("", "", "", "", "")


@dataclass(frozen=True, slots=True)
class Place:
    """Where and for whom the work is done. It prints without the name."""

    case_number: int
    company: str
    where: str
    customer: str
    technician_badge: str
    reads_english: bool = False

    def __repr__(self) -> str:
        """Keep the customer's name out of logs."""
        return f"Place({self.case_number})"
