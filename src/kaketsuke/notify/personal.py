"""What this room holds of persons: what was written to them, and a temporary number."""

from kaketsuke.database.personal_data import (
    DESK,
    NOBODY,
    Erasure,
    Held,
    Keep,
    Purpose,
    Source,
    Table,
)

TABLES = (
    Table(
        "notify.Message",
        keep=Keep.MESSAGE,
        named_by=("person_id",),
        key=("{subject_kind}", "subject_id"),
        on_erasure=Erasure.DELETE,
        ends="created_at",
        fields={
            "person_id": Held(Purpose.REACH, Source.PRODUCT, NOBODY),
            "contact_point_id": Held(Purpose.REACH, Source.PRODUCT, NOBODY),
            "address_sealed": Held(
                Purpose.REACH, Source.CALLER, NOBODY, sealed_to="notify.message.address:{id}"
            ),
            "content_sealed": Held(
                Purpose.REACH, Source.PRODUCT, DESK, sealed_to="notify.message.content:{id}"
            ),
        },
        also_shown=("channel", "template", "state", "created_at", "sent_at"),
    ),
)
