"""What could not be done with a complaint or a claim, in sentences for whoever tried."""

from kaketsuke.database.refusals import Refusal


class CannotComplain(Refusal):
    """There is nothing to complain about, or no words."""


class CannotClaim(Refusal):
    """There is no harm, no case, no plausible day, or the file cannot be kept."""


class CannotDecide(Refusal):
    """A degree, a link to the work, a firm or an event is missing."""


class CannotPay(Refusal):
    """The amount does not fit what was decided, paid or asked back."""


class CannotAssign(Refusal):
    """Only the company's and the owner's claims were agreed to be assigned, and with a notice."""


class CannotStep(Refusal):
    """The step is not listed for this state and actor, or a guard does not hold."""
