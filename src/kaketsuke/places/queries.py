"""Where a postal code, a town or a municipality lies."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from kaketsuke.places.models import PostalTown, Town


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality (市区町村) of the loaded towns."""

    code: str
    prefecture: str
    name: str


def folded_postal_code(text: str) -> str:
    """Return the seven digits of a typed postal code, whatever its width, 〒 and dashes."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isdecimal())


def towns_by_postal_code(code: str) -> list[Town]:
    """Return every town that the code serves: often several, so a person must choose."""
    return list(
        Town.objects.filter(postal_codes__postal_code=folded_postal_code(code)).order_by(
            "municipality_code", "name"
        )
    )


def towns_in(municipality_code: str) -> list[Town]:
    """Return the towns of a municipality, by name."""
    return list(Town.objects.filter(municipality_code=municipality_code).order_by("name"))


def postal_codes_in(municipality_code: str) -> dict[str, str]:
    """Return a postal code for each town of a municipality that has one, by the town's name."""
    found = (
        PostalTown.objects.filter(town__municipality_code=municipality_code)
        .order_by("-postal_code")
        .values_list("town__name", "postal_code")
    )
    return dict(found)


def municipalities() -> list[Municipality]:
    """Return the municipalities of the loaded towns in the order of their codes."""
    found = Town.objects.values_list("municipality_code", "prefecture", "municipality")
    return [Municipality(*row) for row in found.distinct().order_by("municipality_code")]


def towns_by_address(text: str, *, limit: int = 5) -> list[Town]:
    """Return one town for each municipality in whose addresses the text stands, at most `limit`.

    The text may begin with the prefecture or with the municipality, and go on past the town.
    """
    typed = "".join(unicodedata.normalize("NFKC", text).split())
    if not typed:
        return []
    return [town for town in _one_a_municipality() if _is_at(typed, town)][:limit]


def _one_a_municipality() -> list[Town]:
    return list(Town.objects.order_by("municipality_code", "name").distinct("municipality_code"))


def _is_at(typed: str, town: Town) -> bool:
    if typed in (town.municipality, f"{town.prefecture}{town.municipality}"):
        return True
    return typed.startswith((f"{town.prefecture}{town.municipality}", town.municipality))


def municipality_names(codes: Collection[str]) -> dict[str, str]:
    """Return the names of municipalities by their codes; an unknown code has none."""
    found = Town.objects.filter(municipality_code__in=codes).order_by("municipality_code")
    named = found.values_list("municipality_code", "prefecture", "municipality")
    return {code: f"{prefecture}{name}" for code, prefecture, name in named.distinct()}


@dataclass(frozen=True, slots=True)
class PostalPlace:
    """A postal code and one town that it serves."""

    postal_code: str
    municipality_code: str
    municipality: str
    town: str


def postal_places() -> list[PostalPlace]:
    """Return every known postal code with every town it serves. One query."""
    found = PostalTown.objects.values_list(
        "postal_code", "town__municipality_code", "town__municipality", "town__name"
    )
    return [PostalPlace(*row) for row in found.order_by("postal_code", "town__name")]


def municipality_name(code: str) -> str:
    """Return prefecture and name of a municipality; its code where its towns are not loaded."""
    town = Town.objects.filter(municipality_code=code).first()
    return f"{town.prefecture}{town.municipality}" if town else code
