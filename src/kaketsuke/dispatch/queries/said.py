"""Why somebody is asked or not, in the reader's language."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from kaketsuke.engine import reasons


def words(found: Collection[reasons.Reason]) -> tuple[str, ...]:
    """Return the reasons in the reader's language."""
    return tuple(sentence_of(reason.to_json()) for reason in found)


def sentence_of(kept: dict[str, object]) -> str:
    """Return a reason as it is kept with an offer, in the reader's language."""
    template = _(reasons.SENTENCES[reasons.Code(str(kept["code"]))])
    return reasons.sentence(kept, template=template)
