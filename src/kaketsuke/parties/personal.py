"""What this room holds of persons: owners who are natural persons, and agents of firms."""

from kaketsuke.database.personal_data import (
    DESK,
    OFFICE,
    OWNER,
    SELF,
    Held,
    Keep,
    Purpose,
    Source,
    Table,
)

SEEN_BY = (*DESK, *OFFICE, *OWNER, *SELF)

TABLES = (
    Table(
        "parties.Owner",
        keep=Keep.CONTRACT,
        named_by=("person_id",),
        fields={
            "person_id": Held(Purpose.IDENTIFY, Source.OWNER, SEEN_BY),
            "phone_display": Held(Purpose.REACH, Source.OWNER, SEEN_BY),
        },
        also_shown=("kind", "legal_name"),
    ),
    Table(
        "parties.Mandate",
        keep=Keep.CONTRACT,
        named_by=("person_id",),
        ends="valid",
        fields={"person_id": Held(Purpose.IDENTIFY, Source.OWNER, SEEN_BY)},
        also_shown=("owner__legal_name", "valid"),
    ),
)
