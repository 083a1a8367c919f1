"""Which operating company is in charge of a place: by its municipality, so there is one (F)."""

from dataclasses import dataclass
from datetime import datetime

from kaketsuke.parties import queries as party_queries
from kaketsuke.places import queries as place_queries


@dataclass(frozen=True, slots=True)
class InCharge:
    """A municipality and the company in charge of it; an empty name where there is none.

    `sample`: the company is invented, or that it serves there comes from the sample table.
    """

    municipality: str
    company: str
    sample: bool


def in_charge(place: str, *, at: datetime) -> tuple[InCharge, ...]:
    """Return the companies for a postal code or an address, one for each municipality it may mean.

    Seven figures are a postal code; anything else is held against the towns' addresses.
    """
    figures = place_queries.folded_postal_code(place)
    towns = (
        place_queries.towns_by_postal_code(figures)
        if len(figures) == 7
        else place_queries.towns_by_address(place)
    )
    named = {town.municipality_code: f"{town.prefecture}{town.municipality}" for town in towns}
    return tuple(_of(code, name, at=at) for code, name in sorted(named.items()))


def _of(code: str, municipality: str, *, at: datetime) -> InCharge:
    company = party_queries.company_of_municipality(code, at)
    if company is None:
        return InCharge(municipality, "", sample=False)
    is_sample = company.sample or party_queries.is_sample_area(code, at)
    return InCharge(municipality, company.name, sample=is_sample)
