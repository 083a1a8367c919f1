"""One small world of named people, built through the services. All of them are invented.

Sato is the registrant of 203, Aoki lives in 204 and never registered. Two operating companies, so
that there is always somebody who must not see. Build it inside `context.as_system()`; `build` does.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from kaketsuke.accounts import context
from kaketsuke.accounts import queries as account_queries
from kaketsuke.accounts import services as account_services
from kaketsuke.accounts.models import User
from kaketsuke.accounts.services import GrantSpec
from kaketsuke.accounts.viewers import Viewer
from kaketsuke.network import services as network_services
from kaketsuke.network.models import Firm, Technician
from kaketsuke.parties import services as party_services
from kaketsuke.parties.models import Building, Company, ContractBuilding, Dwelling, Owner
from kaketsuke.people import services as people_services
from kaketsuke.people.models import Person
from kaketsuke.residents import services as resident_services
from kaketsuke.terms import services as term_services
from kaketsuke.terms.models import Version
from tests import remembered

NOW = datetime(2026, 11, 22, 13, 14, tzinfo=UTC)  # a Sunday evening, 22:14 in Tokyo
LONG_AGO = NOW - timedelta(days=200)
SATO_PHONE = "090-0000-0203"
SATO_EMAIL = "sato@example.jp"


@dataclass(frozen=True)
class World:
    company: Company
    other_company: Company
    owner: Owner
    building: Building
    cover: ContractBuilding
    home: Dwelling
    next_door: Dwelling
    terms: Version
    sato: Person
    aoki: Person
    firm: Firm
    sub_firm: Firm
    mori: Technician
    hayashi: Technician
    operator: User
    supervisor: User
    other_operator: User
    mori_account: User
    hayashi_account: User
    stranger: User


def build(*, now: datetime = NOW) -> World:
    """Put the world into the running test's transaction."""
    with context.as_system():
        if now != NOW:
            return _build(now)
        return remembered.once("world", lambda: _build(NOW))


def viewer(user: User, *, now: datetime = NOW) -> Viewer:
    """Return what an account of the world may see."""
    return account_queries.viewer_of(user.pk, now=now)


def add_resident(
    company: Company,
    *,
    family: str,
    given: str,
    phone: str | None = None,
    email: str | None = None,
    kind: str = "resident",
    now: datetime = LONG_AGO,
) -> Person:
    person = people_services.add_person(
        kind=kind, company_id=company.pk, family=family, given=given, now=now
    )
    for contact_kind, value in (("phone", phone), ("email", email)):
        if value is not None:
            people_services.add_contact(
                person, kind=contact_kind, value=value, proven_at=now, now=now
            )
    return person


def register(
    person: Person, *, dwelling: Dwelling, terms: Version, now: datetime = LONG_AGO
) -> None:
    """Present the document, take all three consents and register, all on paper."""
    shown = resident_services.present(dwelling.pk, version_id=terms.pk, channel="paper", now=now)
    resident_services.consent(person.pk, presentation=shown, now=now)
    resident_services.register(
        person.pk,
        dwelling_id=dwelling.pk,
        version_id=terms.pk,
        channel="paper",
        proof="roster",
        now=now,
    )


def add_technician(
    firm: Firm, *, family: str, given: str, badge: str, latitude: float, now: datetime
) -> Technician:
    person = people_services.add_person(
        kind="technician", company_id=None, family=family, given=given, now=now
    )
    technician = network_services.add_technician(
        person.pk,
        firm=firm,
        badge=badge,
        skills=["smart_lock"],
        papers_until=date(2028, 3, 31),
        home_latitude=latitude,
        home_longitude=139.70,
    )
    network_services.add_shift(
        technician.pk, from_=now - timedelta(hours=8), until=now + timedelta(hours=16)
    )
    return technician


def add_account(username: str, *, label: str, now: datetime = LONG_AGO, **scope: object) -> User:
    """Make an account; with a `role` and its scope it is granted that."""
    grants = [GrantSpec(**scope)] if scope else []  # type: ignore[arg-type]  # a builder's shorthand
    return account_services.make_account(
        username, label=label, password=None, grants=grants, now=now
    )


def _build(now: datetime) -> World:
    terms = term_services.ensure_sample(now=LONG_AGO)
    company = party_services.add_company("見本東株式会社", sample=True, now=LONG_AGO)
    other = party_services.add_company("見本西株式会社", sample=True, now=LONG_AGO)
    owner, building, cover = _estate(company)
    home, next_door = (
        party_services.add_dwellings(building, rooms=[room])[0] for room in ("203", "204")
    )
    party_services.fit_lock(home, model="SL-1", serial="S-203", now=LONG_AGO)
    sato = add_resident(company, family="佐藤", given="花子", phone=SATO_PHONE, email=SATO_EMAIL)
    register(sato, dwelling=home, terms=terms)
    aoki = add_resident(company, family="青木", given="一郎", phone="090-0000-0204")
    firm, sub_firm = _firms(company)
    mori = add_technician(firm, family="森", given="健", badge="T-001", latitude=35.70, now=now)
    hayashi = add_technician(
        sub_firm, family="林", given="真", badge="T-002", latitude=35.74, now=now
    )
    return World(
        company=company,
        other_company=other,
        owner=owner,
        building=building,
        cover=cover,
        home=home,
        next_door=next_door,
        terms=terms,
        sato=sato,
        aoki=aoki,
        firm=firm,
        sub_firm=sub_firm,
        mori=mori,
        hayashi=hayashi,
        operator=_staff("operator", company.pk),
        supervisor=_staff("supervisor", company.pk),
        other_operator=_staff("operator", other.pk, username="other_operator"),
        mori_account=_technician_account("mori", mori),
        hayashi_account=_technician_account("hayashi", hayashi),
        stranger=add_account("stranger", label="だれか"),
    )


def _estate(company: Company) -> tuple[Owner, Building, ContractBuilding]:
    owner = party_services.add_owner(company, legal_name="見本不動産株式会社")
    contract = party_services.sign_contract(
        owner, document_reference="覚書-1", signed_on=date(2026, 1, 5)
    )
    building = party_services.add_building(
        company,
        code="AOBA-1",
        name="青葉ハイツ",
        kana="アオバハイツ",
        postal_code="1600023",
        municipality_code="13104",
        address="東京都新宿区西新宿八丁目1-2",
        latitude=35.695,
        longitude=139.695,
    )
    party_services.attach_owner(building, owner=owner, now=LONG_AGO)
    party_services.put_area_in_charge(company, municipality_code="13104", now=LONG_AGO)
    cover = party_services.cover_building(contract, building=building, from_=LONG_AGO)
    return owner, building, cover


def _firms(company: Company) -> tuple[Firm, Firm]:
    prime = network_services.add_firm("見本施錠サービス", label="prime")
    below = network_services.add_firm("見本下請ロック", label="below", parent=prime)
    network_services.sign_edge(company.pk, firm=prime, processor_contract="個-1", now=LONG_AGO)
    network_services.sign_edge(
        company.pk,
        firm=below,
        parent=prime,
        processor_contract="個-2",
        approved_at=LONG_AGO,
        now=LONG_AGO,
    )
    return prime, below


def _staff(role: str, company_id: UUID, *, username: str = "") -> User:
    return add_account(username or role, label=f"見本 {role}", role=role, company_id=company_id)


def _technician_account(username: str, technician: Technician) -> User:
    return add_account(username, label=username, role="technician", technician_id=technician.pk)
