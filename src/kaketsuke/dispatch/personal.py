"""What this room holds of persons: which technician was asked and sent."""

from kaketsuke.database.personal_data import (
    CONTRACTOR,
    DESK,
    SELF,
    Held,
    Keep,
    Purpose,
    Source,
    Table,
)

SEEN_BY = (*DESK, *CONTRACTOR, *SELF)

TABLES = (
    Table(
        "dispatch.Offer",
        keep=Keep.CASE,
        named_by=("technician__person_id",),
        ends="sent_at",
        fields={"technician": Held(Purpose.SERVE, Source.PRODUCT, SEEN_BY)},
        also_shown=("sent_at", "answer", "answered_at", "pass_reason"),
    ),
    Table(
        "dispatch.Assignment",
        keep=Keep.CASE,
        named_by=("technician__person_id",),
        ends="since",
        fields={"technician": Held(Purpose.SERVE, Source.PRODUCT, SEEN_BY)},
        also_shown=("role", "since", "released_at"),
    ),
    Table(
        "dispatch.Planned",
        keep=Keep.CASE,
        named_by=("technician__person_id",),
        ends="planned_at",
        fields={"technician": Held(Purpose.SERVE, Source.PRODUCT, DESK)},
        also_shown=("planned_at", "ended_at"),
    ),
)
