"""What could not be done with a complaint or a claim, in sentences for whoever tried."""

from kaketsuke.database.refusals import Refusal


class CannotComplain(Refusal):
    """There is nothing to complain about, or no words."""


class CannotStep(Refusal):
    """The step is not listed for this state and actor, or a guard does not hold."""
