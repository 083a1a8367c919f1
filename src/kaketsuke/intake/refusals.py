"""What could not be done with a request, in sentences for whoever tried."""

from kaketsuke.database.refusals import Refusal


class CannotAdvance(Refusal):
    """The step is not listed for this state and actor, or a guard does not hold."""


class CannotStateFact(Refusal):
    """The fact is read from the record, or is none of the closed vocabulary."""


class CannotRecordFlag(Refusal):
    """A flag needs facts, a review date and somebody to be on."""
