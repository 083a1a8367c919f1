"""What this room holds of persons."""

from kaketsuke.database.personal_data import (
    DESK,
    NOBODY,
    OFFICE,
    OWNER,
    PRIVACY,
    SELF,
    TECHNICIAN,
    Erasure,
    Held,
    Keep,
    Purpose,
    Source,
    Table,
)

NAME_SEEN_BY = (*DESK, *PRIVACY, *TECHNICIAN, *OWNER, *SELF)


def _name(column: str) -> Held:
    return Held(
        Purpose.IDENTIFY,
        Source.PERSON,
        NAME_SEEN_BY,
        sealed_to=f"people.person.{column}:{{id}}",
    )


TABLES = (
    Table(
        "people.Person",
        keep=Keep.REGISTRATION,
        named_by=("id",),
        key=("person", "id"),
        on_erasure=Erasure.ROOM,
        fields={
            "family_sealed": _name("family"),
            "given_sealed": _name("given"),
            "kana_sealed": _name("kana"),
            "romaji_sealed": _name("romaji"),
            "can_phone_sealed": Held(
                Purpose.REACH,
                Source.PERSON,
                (*DESK, *SELF),
                sealed_to="people.person.can_phone:{id}",
                special_care=True,
            ),
            "language": Held(Purpose.REACH, Source.PERSON, (*DESK, *TECHNICIAN, *SELF)),
        },
        also_shown=("kind", "created_at"),
    ),
    Table(
        "people.ContactPoint",
        keep=Keep.REGISTRATION,
        named_by=("person_id",),
        key=("person", "person_id"),
        on_erasure=Erasure.ROOM,
        fields={
            "person": Held(Purpose.REACH, Source.PRODUCT, NOBODY),
            "value_sealed": Held(
                Purpose.REACH,
                Source.PERSON,
                (*DESK, *PRIVACY, *SELF),
                sealed_to="people.contact_point.value:{id}",
            ),
            "index": Held(Purpose.IDENTIFY, Source.PRODUCT, NOBODY),
        },
        also_shown=("kind", "created_at", "proven_at", "ended_at"),
    ),
    Table(
        "people.FormerName",
        keep=Keep.REGISTRATION,
        named_by=("person_id",),
        key=("person", "person_id"),
        on_erasure=Erasure.DELETE,
        fields={
            "person": Held(Purpose.IDENTIFY, Source.PRODUCT, NOBODY),
            "names_sealed": Held(
                Purpose.IDENTIFY,
                Source.PERSON,
                (*OFFICE, *SELF),
                sealed_to="people.former_name.names:{id}",
            ),
        },
        also_shown=("corrected_at",),
    ),
)
