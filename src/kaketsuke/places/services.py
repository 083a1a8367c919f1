"""Loads towns and their postal codes. Loading again refreshes coordinates and adds what is new."""

from collections.abc import Collection

from django.db import transaction

from kaketsuke.places import towntable
from kaketsuke.places.models import PostalTown, Town


@transaction.atomic
def load_towns(municipality_codes: Collection[str]) -> int:
    """Load the towns of the municipalities with their postal codes; return how many there are."""
    Town.objects.bulk_create(
        [
            Town(
                prefecture=row.prefecture,
                municipality_code=row.municipality_code,
                municipality=row.municipality,
                name=row.name,
                latitude=row.latitude,
                longitude=row.longitude,
            )
            for row in towntable.rows(municipality_codes)
        ],
        update_conflicts=True,
        unique_fields=["municipality_code", "name"],
        update_fields=["prefecture", "municipality", "latitude", "longitude"],
    )
    towns = Town.objects.filter(municipality_code__in=municipality_codes).values_list(
        "id", "municipality_code", "name"
    )
    codes = towntable.postal_codes(municipality_codes)
    PostalTown.objects.bulk_create(
        [
            PostalTown(postal_code=code, town_id=town_id)
            for town_id, municipality, name in towns
            for code in sorted(codes.get(_postal_key(municipality, name), ()))
        ],
        ignore_conflicts=True,
    )
    return len(towns)


def _postal_key(municipality_code: str, name: str) -> tuple[str, str]:
    return municipality_code, towntable.folded(towntable.without_block(name))
