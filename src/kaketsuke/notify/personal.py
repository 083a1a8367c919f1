"""What this room holds of persons: what was written to them, and a temporary number."""

import json

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


def _said(content: str) -> object:
    """Leave out the link: it is a key to a page, not something known of a person."""
    return json.loads(content)["parameters"]


TABLES = (
    Table(
        "notify.Message",
        keep=Keep.MESSAGE,
        named_by=("person_id",),
        key=("{subject_kind}", "subject_id"),
        on_erasure=Erasure.ROOM,
        ends="created_at",
        fields={
            "person_id": Held(Purpose.REACH, Source.PRODUCT, NOBODY),
            "contact_point_id": Held(Purpose.REACH, Source.PRODUCT, NOBODY),
            "address_sealed": Held(
                Purpose.REACH, Source.CALLER, NOBODY, sealed_to="notify.message.address:{id}"
            ),
            "content_sealed": Held(
                Purpose.REACH,
                Source.PRODUCT,
                DESK,
                sealed_to="notify.message.content:{id}",
                shown_as=_said,
            ),
        },
        also_shown=("channel", "template", "state", "created_at", "sent_at"),
    ),
)
