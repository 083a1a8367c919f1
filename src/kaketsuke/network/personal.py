"""What this room holds of persons: technicians, when they work and where they were."""

from kaketsuke.database.personal_data import (
    CONTRACTOR,
    DESK,
    SELF,
    Erasure,
    Held,
    Keep,
    Purpose,
    Source,
    Table,
)

PLACE = Held(Purpose.SERVE, Source.FIRM, DESK)

TABLES = (
    Table(
        "network.Technician",
        keep=Keep.CONTRACT,
        named_by=("person_id",),
        ends="ended_at",
        fields={
            "person": Held(Purpose.IDENTIFY, Source.FIRM, (*DESK, *CONTRACTOR, *SELF)),
            "home_latitude": PLACE,
            "home_longitude": PLACE,
        },
        also_shown=("badge", "skills", "papers_until", "ended_at"),
    ),
    Table(
        "network.Portrait",
        keep=Keep.CONTRACT,
        named_by=("technician__person_id",),
        on_erasure=Erasure.DELETE,
        key=("person", "technician__person_id"),
        fields={
            "picture_sealed": Held(
                Purpose.IDENTIFY,
                Source.FIRM,
                (*DESK, *CONTRACTOR, *SELF),
                sealed_to="network.portrait:{id}",
                withheld="a picture, shown on the page of whoever it is",
            ),
        },
        also_shown=("added_at",),
    ),
    Table(
        "network.Shift",
        keep=Keep.CASE,
        named_by=("technician__person_id",),
        ends="during",
        fields={"during": Held(Purpose.SERVE, Source.FIRM, (*DESK, *CONTRACTOR, *SELF))},
    ),
    Table(
        "network.Position",
        keep=Keep.POSITION,
        named_by=("technician__person_id",),
        on_erasure=Erasure.DELETE,
        ends="at",
        fields={
            "latitude": Held(Purpose.SERVE, Source.TECHNICIAN, DESK),
            "longitude": Held(Purpose.SERVE, Source.TECHNICIAN, DESK),
        },
        also_shown=("at", "accuracy_m"),
    ),
)
