"""Does every postal code lead to exactly one company? Gaps, and codes between companies (F-3)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kaketsuke.parties.models import Area, Building
from kaketsuke.places import queries as place_queries


@dataclass(frozen=True, slots=True)
class Gap:
    """A municipality of which no company is in charge, though its towns or buildings are known."""

    code: str
    name: str
    postal_codes: int
    buildings: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """A postal code whose towns lie in the areas of several companies: a person must choose."""

    postal_code: str
    towns: tuple[str, ...]
    companies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the known postal codes lead to one company each."""

    postal_codes: int
    gaps: list[Gap]
    overlaps: list[Overlap]

    @property
    def is_whole(self) -> bool:
        """Return whether every postal code leads to exactly one company."""
        return not self.gaps and not self.overlaps


def coverage(at: datetime) -> Coverage:
    """Return gaps and overlaps at a moment. Four queries."""
    in_charge = dict(
        Area.objects.filter(valid__contains=at).values_list("municipality_code", "company__name")
    )
    places = place_queries.postal_places()
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for place in places:
        codes[place.municipality_code].add(place.postal_code)
    return Coverage(
        postal_codes=len({place.postal_code for place in places}),
        gaps=list(_gaps(codes, in_charge)),
        overlaps=list(_overlaps(places, in_charge)),
    )


def _gaps(codes: dict[str, set[str]], in_charge: dict[str, str]) -> Iterator[Gap]:
    names = {each.code: each for each in place_queries.municipalities()}
    stands: defaultdict[str, int] = defaultdict(int)
    for code in Building.objects.values_list("municipality_code", flat=True):
        stands[code] += 1
    for code in sorted((names.keys() | stands.keys()) - in_charge.keys()):
        known = names.get(code)
        name = f"{known.prefecture}{known.name}" if known else code
        yield Gap(code, name, len(codes.get(code, ())), stands.get(code, 0))


def _overlaps(
    places: list[place_queries.PostalPlace], in_charge: dict[str, str]
) -> Iterator[Overlap]:
    by_code: defaultdict[str, list[place_queries.PostalPlace]] = defaultdict(list)
    for place in places:
        by_code[place.postal_code].append(place)
    for code, served in sorted(by_code.items()):
        companies = {in_charge.get(each.municipality_code, "") for each in served} - {""}
        if len(companies) > 1:
            towns = tuple(f"{each.municipality}{each.town}" for each in served)
            yield Overlap(code, towns, tuple(sorted(companies)))
