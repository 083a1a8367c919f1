from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import THE_SYSTEM
from kaketsuke.database import ids
from kaketsuke.network import queries, services
from kaketsuke.network.models import Firm, Position, Technician
from kaketsuke.people import services as people_services

pytestmark = pytest.mark.django_db

SINCE = datetime(2026, 2, 1, tzinfo=UTC)
NIGHT = datetime(2026, 6, 1, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)
COMPANY = ids.new_id()
HERE = (35.69, 139.70)


@pytest.fixture(autouse=True)
def _as_system(db: None) -> None:
    context.set_viewer(THE_SYSTEM)


def add_firms() -> tuple[Firm, Firm]:
    prime = services.add_firm("見本駆けつけ", label="prime")
    below = services.add_firm("見本かぎ店", label="kagi", parent=prime)
    services.sign_edge(COMPANY, firm=prime, processor_contract="P-1", now=SINCE)
    services.sign_edge(
        COMPANY, firm=below, parent=prime, processor_contract="P-2", approved_at=SINCE, now=SINCE
    )
    return prime, below


def add_technician(
    firm: Firm, *, badge: str = "W-01", papers_until: date = date(2027, 3, 31)
) -> Technician:
    person = people_services.add_person(
        kind="technician", company_id=None, family="見本", given="一郎", now=SINCE
    )
    technician = services.add_technician(
        person.id,
        firm=firm,
        badge=badge,
        papers_until=papers_until,
        home_latitude=35.70,
        home_longitude=139.71,
    )
    services.add_shift(
        technician.id, from_=NIGHT - timedelta(hours=4), until=NIGHT + timedelta(hours=4)
    )
    return technician


@pytest.mark.clause("4.1")
def test_a_chain_runs_from_the_company_down_to_the_firm():
    prime, below = add_firms()
    assert queries.chain_of(prime.id, COMPANY, NIGHT) == (prime,)
    assert queries.chain_of(below.id, COMPANY, NIGHT) == (prime, below)
    assert queries.chain_of(below.id, ids.new_id(), NIGHT) is None
    assert queries.chain_of(below.id, COMPANY, SINCE - SECOND) is None


@pytest.mark.clause("4.1")
def test_a_dead_link_above_takes_all_below_out():
    prime, below = add_firms()
    add_technician(below)
    assert len(queries.available_technicians(COMPANY, NIGHT, HERE)) == 1
    services.end_edge(prime.above.get().id, now=NIGHT)
    assert queries.chain_of(below.id, COMPANY, NIGHT - SECOND) == (prime, below)
    assert queries.chain_of(below.id, COMPANY, NIGHT) is None
    assert queries.available_technicians(COMPANY, NIGHT, HERE) == []


@pytest.mark.clause("4.8")
def test_a_contract_with_a_last_day_may_end_before_it():
    firm = services.add_firm("期限付き", label="limited")
    last = NIGHT + timedelta(days=90)
    edge = services.sign_edge(COMPANY, firm=firm, processor_contract="P-5", until=last, now=SINCE)
    services.end_edge(edge.pk, now=NIGHT)
    assert queries.chain_of(firm.id, COMPANY, NIGHT) is None
    services.end_edge(edge.pk, now=NIGHT + SECOND)
    edge.refresh_from_db()
    assert edge.valid.upper == NIGHT


def test_firms_that_name_each_other_are_no_chain():
    prime, below = add_firms()
    edge = prime.above.get()
    edge.parent = below
    edge.save()
    assert queries.chain_of(below.id, COMPANY, NIGHT) is None


@pytest.mark.clause("4.8")
def test_no_contract_on_personal_data_no_work():
    prime = services.add_firm("見本駆けつけ", label="prime")
    with pytest.raises(services.CannotRecordFirm, match="個人情報"):
        services.sign_edge(COMPANY, firm=prime, processor_contract=" ", now=SINCE)


def test_only_who_is_on_shift_with_valid_papers_is_available():
    prime, _below = add_firms()
    fit = add_technician(prime, badge="W-01")
    add_technician(prime, badge="W-02", papers_until=date(2026, 6, 1))
    left = add_technician(prime, badge="W-03")
    services.end_technician(left.id, now=NIGHT)
    found = queries.available_technicians(COMPANY, NIGHT, HERE)
    assert [each.badge for each in found] == ["W-01"]
    assert found[0].position_at is None
    assert found[0].chain == (prime.id,)
    end = NIGHT + timedelta(hours=4)
    assert len(queries.available_technicians(COMPANY, end - SECOND, HERE)) == 1
    assert queries.available_technicians(COMPANY, end, HERE) == []
    assert queries.technician(fit.id).firm == prime


def test_papers_hold_through_their_last_day_in_japan():
    prime, _below = add_firms()
    add_technician(prime, papers_until=date(2026, 6, 1))
    midnight = datetime(2026, 6, 1, 15, tzinfo=UTC)
    assert len(queries.available_technicians(COMPANY, midnight - SECOND)) == 1
    assert queries.available_technicians(COMPANY, midnight) == []


def test_the_latest_position_counts_and_an_old_one_does_not():
    prime, _below = add_firms()
    who = add_technician(prime)
    for minutes, latitude in ((800, 35.1), (30, 35.2), (5, 35.3), (-1, 35.4)):
        services.record_position(
            who.id,
            at=NIGHT - timedelta(minutes=minutes),
            latitude=latitude,
            longitude=139.7,
            now=NIGHT,
        )
    at_night = queries.available_technicians(COMPANY, NIGHT)[0]
    assert at_night.latitude == 35.3
    assert at_night.position_at == NIGHT - timedelta(minutes=5)


def test_available_technicians_take_three_queries_however_many(django_assert_num_queries):
    prime, below = add_firms()
    for number in range(6):
        add_technician(prime if number % 2 else below, badge=f"W-{number}")
    with django_assert_num_queries(3):
        found = queries.available_technicians(COMPANY, NIGHT, HERE)
    assert len(found) == 6


def test_positions_off_the_earth_or_in_the_future_are_refused():
    prime, _below = add_firms()
    who = add_technician(prime)
    with pytest.raises(services.CannotRecordPosition):
        services.record_position(who.id, at=NIGHT, latitude=91, longitude=0, now=NIGHT)
    late = NIGHT + timedelta(minutes=3)
    with pytest.raises(services.CannotRecordPosition):
        services.record_position(who.id, at=late, latitude=35, longitude=139, now=NIGHT)
    services.record_position(who.id, at=NIGHT, latitude=35, longitude=139, now=NIGHT)
    services.record_position(who.id, at=NIGHT, latitude=36, longitude=139, now=NIGHT)
    assert Position.objects.get(technician=who).latitude == 35
    assert services.forget_positions(before=NIGHT + SECOND) == 1


def test_shifts_badges_and_paths_do_not_collide():
    prime, _below = add_firms()
    who = add_technician(prime)
    with pytest.raises(services.CannotRecordTechnician, match="勤務"):
        services.add_shift(who.id, from_=NIGHT, until=NIGHT + SECOND)
    with pytest.raises(services.CannotRecordTechnician, match="作業員証"):
        add_technician(prime)
    with pytest.raises(services.CannotRecordFirm):
        services.add_firm("別の会社", label="prime")
    with pytest.raises(services.CannotRecordFirm):
        services.add_firm("別の会社", label="駆けつけ")
    with pytest.raises(services.CannotRecordTechnician, match="終わり"):
        services.add_shift(who.id, from_=NIGHT, until=NIGHT)


def test_a_firm_has_one_contract_with_a_company_at_a_time():
    _prime, below = add_firms()
    with pytest.raises(services.CannotRecordFirm, match="同じ期間"):
        services.sign_edge(COMPANY, firm=below, processor_contract="P-9", now=NIGHT)


def test_the_card_shows_whom_to_expect():
    prime, _below = add_firms()
    who = add_technician(prime)
    card = queries.technician_card(who.id)
    assert card.name is not None
    assert (card.name.full, card.badge, card.firm_name) == ("見本 一郎", "W-01", "見本駆けつけ")


@pytest.mark.clause("4.8")
def test_a_sub_contractor_is_handed_nothing_before_the_company_approved_it():
    prime, below = add_firms()
    later = services.add_firm("孫請け", label="third", parent=below)
    edge = services.sign_edge(
        COMPANY, firm=later, parent=below, processor_contract="P-3", now=SINCE
    )
    assert queries.chain_of(later.id, COMPANY, NIGHT) is None
    services.approve_edge(edge.pk, approved_by_id=None, now=SINCE)
    assert queries.chain_of(later.id, COMPANY, NIGHT) == (prime, below, later)


@pytest.mark.clause("4.8")
def test_a_contract_that_ran_out_hands_on_nothing():
    firm = services.add_firm("期限付き", label="limited")
    edge = services.sign_edge(COMPANY, firm=firm, processor_contract="P-4", until=NIGHT, now=SINCE)
    assert queries.chain_of(firm.id, COMPANY, NIGHT - timedelta(minutes=1)) == (firm,)
    assert queries.chain_of(firm.id, COMPANY, NIGHT) is None
    services.review_edge(edge.pk, now=NIGHT)
    edge.refresh_from_db()
    assert edge.review_on == timezone.localdate(NIGHT) + timedelta(days=365)
