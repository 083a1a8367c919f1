"""What could not be done with a case, in sentences for whoever tried."""

from kaketsuke.database.refusals import Refusal


class CannotAdvance(Refusal):
    """The step is not listed for this state and actor, or a guard does not hold."""


class CannotOpenCase(Refusal):
    """A case cannot be opened from this request now."""


class CannotUseLink(Refusal):
    """The link is unknown or ended, or its registrant has moved out."""


class CannotRecordExtent(Refusal):
    """The extent lies outside the event's area or time, or nobody may record it."""
