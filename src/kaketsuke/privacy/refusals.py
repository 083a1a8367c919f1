"""What this room refuses, each with the sentence that people are shown."""

from kaketsuke.database.refusals import Refusal


class CannotProvide(Refusal):
    """Data of a person do not go to this recipient on this ground."""


class CannotOpenRequest(Refusal):
    """A request about one's own data lacks what it needs."""


class CannotAnswerRequest(Refusal):
    """A step of such a request is not possible now."""


class CannotErase(Refusal):
    """A person cannot be forgotten yet."""


class CannotHold(Refusal):
    """A legal hold lacks its reason or its day of review."""


class CannotRunRetention(Refusal):
    """A run of the clocks is under way."""


class CannotReport(Refusal):
    """An incident's report lacks something, or was made already."""


class CannotLook(Refusal):
    """A person is not looked at without a case and without a reason."""


class CannotRecordProcessor(Refusal):
    """A processor lacks its selection or its contract."""
