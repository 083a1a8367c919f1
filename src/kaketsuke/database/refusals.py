"""The base of everything that could not be done: it carries the sentence that people are shown."""

from django.utils.functional import Promise


class Refusal(Exception):
    """What was asked cannot be done; `sentence` says why and what to do instead.

    `field` names the argument that has to change, where it is one: a page shows the sentence there.
    """

    def __init__(self, sentence: "str | Promise", *, field: str = "") -> None:
        super().__init__(str(type(self).__name__))
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        """Translate only when somebody reads it."""
        return str(self.sentence)
