"""How a room declares what it holds of persons: one declaration a field, in its `personal.py`.

The declarations drive the disclosure, the erasure, the retention clock and the page "what we hold
about you"; a field that holds personal data and is not declared fails a house test.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Purpose(StrEnum):
    """What a field is for; nothing of it is used for anything else (4.8)."""

    IDENTIFY = "identify"  # to know who asks and who stands at the door
    REACH = "reach"  # to call back, to send news of a visit
    SERVE = "serve"  # to carry out the unlock work
    DECIDE = "decide"  # to decide whether the service may go out
    BILL = "bill"  # estimate, receipt, refund
    CLAIM = "claim"  # damage and complaints
    PROTECT = "protect"  # to protect persons from each other
    PROVE = "prove"  # consent, decisions and the record of what happened
    SIGN_IN = "sign_in"  # accounts of staff and partners
    RIGHTS = "rights"  # requests for disclosure, correction, stop, deletion


class Source(StrEnum):
    """From whom we have it."""

    PERSON = "person"
    OWNER = "owner"
    CALLER = "caller"
    STAFF = "staff"
    TECHNICIAN = "technician"
    FIRM = "firm"
    PRODUCT = "product"  # computed or noted by the product itself


class Keep(StrEnum):
    """How long: each class has its clock; the privacy room holds the figures."""

    REGISTRATION = "registration"
    CONSENT = "consent"
    CALL = "call"
    CASE = "case"
    CONDUCT = "conduct"
    MONEY = "money"
    CLAIM = "claim"
    PROVISION = "provision"
    INVITATION = "invitation"
    CONTRACT = "contract"
    POSITION = "position"
    MESSAGE = "message"
    ACCOUNT = "account"
    RIGHTS = "rights"
    RECORD = "record"


class Erasure(StrEnum):
    """What becomes of a row when the person it names is erased."""

    ROOM = "room"  # the room's own service sees to it
    KEY = "key"  # the key goes, and with it every sealed field; ids and codes stay
    DELETE = "delete"  # the row goes
    KEEP = "keep"  # it must stay for its time: restricted, and the person is told


DESK = ("operator", "supervisor")
OFFICE = ("office",)
PRIVACY = ("privacy",)
CLAIMS = ("claims",)
AUDITOR = ("auditor",)
SUPERVISOR = ("supervisor",)
TECHNICIAN = ("technician",)
OWNER = ("owner",)
CONTRACTOR = ("contractor",)
SELF = ("self",)
NOBODY: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """One field: why we hold it, from whom, and which roles a screen shows it to.

    `sealed_to` is the context of a sealed field with `{id}` for the row's id. `withheld` says why
    a field is left out of a disclosure: the words of others, or what protects somebody. `told_to`:
    by which look-ups somebody must be named to be told it, where others of the same row are not,
    as a number is told to whoever gave it; everybody whom the row names where it is empty.
    `shown_as` makes what a reader can use of a sealed text that is no plain word.
    """

    purpose: Purpose
    source: Source
    seen_by: tuple[str, ...]
    sealed_to: str = ""
    special_care: bool = False
    withheld: str = ""
    told_to: tuple[str, ...] = ()
    shown_as: Callable[[str], object] = str


@dataclass(frozen=True, slots=True)
class Table:
    """One table that names persons.

    `model` is `room.Model`. `named_by`: look-ups that equal the person's id; `indexed_by`: look-ups
    that equal a blind index of the person's numbers and addresses. `key`: kind of the subject key
    and the look-up of its id, where fields are sealed. `ends` is the column whose moment starts the
    retention clock; without one the clock of this class is started by another row.
    """

    model: str
    keep: Keep
    fields: Mapping[str, Held]
    named_by: tuple[str, ...] = ()
    indexed_by: tuple[str, ...] = ()
    key: tuple[str, str] | None = None
    on_erasure: Erasure = Erasure.KEEP
    ends: str = ""
    also_shown: tuple[str, ...] = field(default=())

    @property
    def room(self) -> str:
        """Return the room whose table it is."""
        return self.model.split(".")[0]
