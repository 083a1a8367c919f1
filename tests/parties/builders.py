"""A small company with one covered building, for the tests of the lower rooms."""

from dataclasses import dataclass
from datetime import date, datetime

from kaketsuke.parties import services
from kaketsuke.parties.models import Building, Company, ContractBuilding, Dwelling, Owner

TOWN = {"postal_code": "1600023", "municipality_code": "13104"}


@dataclass(frozen=True)
class Estate:
    company: Company
    owner: Owner
    building: Building
    cover: ContractBuilding
    home: Dwelling


def add_estate(*, name: str = "東", code: str = "AOBA-1", since: datetime) -> Estate:
    company = services.add_company(f"見本{name}株式会社", sample=True, now=since)
    owner = services.add_owner(company, legal_name="見本不動産株式会社")
    contract = services.sign_contract(
        owner, document_reference="覚書-1", signed_on=date(2026, 1, 5)
    )
    building = services.add_building(
        company,
        code=code,
        name="青葉ハイツ",
        kana="アオバハイツ",
        address="東京都新宿区西新宿八丁目1-2",
        latitude=35.695,
        longitude=139.695,
        postal_code=TOWN["postal_code"],
        municipality_code=TOWN["municipality_code"],
    )
    services.attach_owner(building, owner=owner, now=since)
    cover = services.cover_building(contract, building=building, from_=since)
    home = services.add_dwellings(building, rooms=["203"])[0]
    services.fit_lock(home, model="SL-1", serial="S-203", now=since)
    return Estate(company, owner, building, cover, home)
