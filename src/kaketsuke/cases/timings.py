"""How long things may take before somebody is told. The terms promise none of these times."""

from datetime import timedelta
from typing import Final

# At the door: how long a technician waits for an attendant, or for another one (A1.2.1).
WAITING: Final = timedelta(minutes=20)
# Nobody has taken the case for this long: a human looks at it.
UNFILLED_AFTER: Final = timedelta(minutes=10)
# A live case on which nothing was entered for this long is overdue.
SILENT_AFTER: Final = {
    "offering": timedelta(minutes=10),
    "unfilled": timedelta(minutes=5),
    "assigned": timedelta(minutes=30),
    "en_route": timedelta(minutes=90),
    "arrived": timedelta(minutes=45),
    "verified": timedelta(minutes=30),
    "turned_away": timedelta(minutes=30),
    "working": timedelta(minutes=75),
    "opened": timedelta(minutes=45),
    "settled": timedelta(minutes=5),
}
# A resident's link lives this long after the case has ended.
LINK_LIVES_ON: Final = timedelta(hours=24)
# Undelivered for this long, an operator tries to call the registrants instead.
OWNER_NOTICE_PATIENCE: Final = timedelta(minutes=2)
