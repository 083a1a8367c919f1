"""By which ways a resident may register: the list that the operating company has set (2.2)."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kaketsuke.database.refusals import Refusal

ALL = ("web", "paper", "counter", "phone")
ENTERED_BY_A_CLERK = ("counter", "phone")


class CannotUseChannel(Refusal):
    """The way in is not on the list of the operating company (2.2)."""


def check(channel: str) -> None:
    """Refuse a way in that is not on the list. Raises CannotUseChannel."""
    if channel not in ALL or channel not in settings.REGISTRATION_CHANNELS:
        raise CannotUseChannel(_("この方法での登録は、運営会社が受け付けていません。"))
