"""What this room holds of persons: results of the checks at the door, no number and no picture."""

from kaketsuke.cases.personal import OF_CASE
from kaketsuke.database.personal_data import (
    DESK,
    SELF,
    TECHNICIAN,
    Held,
    Keep,
    Purpose,
    Source,
    Table,
)

TABLES = (
    Table(
        "onsite.Check",
        keep=Keep.CASE,
        named_by=(*(f"case__{each}" for each in OF_CASE), "checked_by__person_id"),
        ends="event_at",
        fields={
            "document_kind": Held(Purpose.IDENTIFY, Source.TECHNICIAN, (*DESK, *TECHNICIAN, *SELF)),
            "checked_by": Held(Purpose.PROVE, Source.PRODUCT, DESK),
        },
        also_shown=(
            "attendee_role",
            "has_photo",
            "expired",
            "name_matches",
            "face_matches",
            "address_matches",
            "outcome",
            "event_at",
        ),
    ),
    Table(
        "onsite.PhoneAction",
        keep=Keep.CASE,
        named_by=(*(f"case__{each}" for each in OF_CASE), "technician__person_id"),
        ends="entered_at",
        fields={"technician": Held(Purpose.PROVE, Source.PRODUCT, DESK)},
        also_shown=("step", "phone_at", "event_at", "entered_at", "outcome"),
    ),
)
