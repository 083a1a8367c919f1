"""The pages of this desk in English, and the technician's own report of damage."""

import uuid
from typing import Any

import pytest
from django.test import Client

from kaketsuke.accounts import context
from kaketsuke.claims import doors, services
from kaketsuke.claims.doors import Door
from kaketsuke.claims.models import Claim
from kaketsuke.parties import events
from tests import door
from tests.claims.conftest import Claims
from tests.web.console.conftest import Desk, shown
from tests.web.test_english import english, unmarked
from tests.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(here: Claims) -> Claims:
    """One of everything: a complaint, a decided claim, an event, an extent to record."""
    with context.as_system():
        door.Door(here.world, here.case).accept()
        services.open_complaint(
            "visit", words="x", channel="phone", case_id=here.case.pk,
            person_id=here.world.sato.pk, actor=here.by_operator, now=NOW,
        )  # fmt: skip
        claim = services.open_claim(
            here.case.pk, harm="door", occurred_on=NOW.date(), known_on=NOW.date(), words="x",
            channel="phone", person_id=here.world.sato.pk, actor=here.by_operator, now=NOW,
        )  # fmt: skip
        services.take_claim(claim.pk, actor=here.by_handler, now=NOW)
        services.decide_claim(
            claim.pk, damage_yen=100_000, caused_by="contractor", connected=True,
            fault="slight_negligence", firm_id=here.world.firm.pk, reason="x",
            actor=here.by_handler, now=NOW,
        )  # fmt: skip
        services.second_decision(claim.pk, actor=here.by_second, now=NOW)
        events.declare_area_event(
            events.AreaEventKind.FLOOD, municipality_codes=["13104"], source="x",
            declared_by_id=here.world.supervisor.pk, now=NOW,
        )  # fmt: skip
    return here


def test_every_page_of_the_desk_in_english(full: Claims) -> None:
    with context.as_system():
        claim = Claim.objects.get()
        complaint = full.case.complaints.get()
    paths = [
        "/claims/", f"/claims/damages/{claim.pk}/", "/claims/complaints/",
        f"/claims/complaints/{complaint.pk}/", f"/claims/about/{full.case.pk}/",
        f"/claims/complaints/about/case/{full.case.pk}/", "/claims/area-events/",
        "/claims/area-events/new/", f"/claims/extents/{full.case.pk}/", "/claims/statistics/",
        "/start/",
    ]  # fmt: skip
    desk = Desk(full.world.supervisor)
    english(desk.client)
    found = {path: unmarked(desk.get(path)) for path in paths}
    assert {path: left for path, left in found.items() if left} == {}
    handler = Desk(full.handler)
    english(handler.client)
    assert unmarked(handler.get(f"/claims/damages/{claim.pk}/")) == []
    of_case, sato = full.case.pk, full.world.sato.pk
    for opens in (
        Door("claim", claim.pk, sato),
        Door("complaint", complaint.pk, sato),
        Door("damage", of_case, sato),
        Door("case", of_case, sato),
    ):
        assert unmarked(english(Client()).get(f"/c/{doors.token_of(opens)}/")) == []


@pytest.mark.clause("4.2")
def test_the_technician_reports_damage_from_the_phone_once(here: Claims) -> None:
    with context.as_system():
        at = door.Door(here.world, here.case).at_the_door()
    assert at.technician == here.world.mori.pk
    phone = Desk(here.world.mori_account)
    path = f"/field/cases/{here.case.pk}/damage/"
    assert path in shown(phone.get(f"/field/cases/{here.case.pk}/"))
    assert phone.post(path).status_code == 422
    sent: dict[str, Any] = {"harm": "lock", "words": "芯が折れた", "key": str(uuid.uuid4())}
    for _twice in range(2):
        assert phone.post(path, **sent).status_code == 302
    with context.as_system():
        claim = Claim.objects.get()
    assert (claim.channel, claim.harm, claim.person_id) == (
        "technician",
        "lock",
        here.world.sato.pk,
    )
    assert Desk(here.world.hayashi_account).get(path).status_code == 404
    assert "損害を報告しました" in shown(phone.get(path))
    assert unmarked(english(phone.client).get(path)) == []
