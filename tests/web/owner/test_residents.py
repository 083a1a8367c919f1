"""The owner says who lives there and who moved out; each person shown is a provision (2.2, 4.9)."""

from datetime import timedelta

import pytest

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.database import ids
from kaketsuke.notify.models import Message
from kaketsuke.parties import services as party_services
from kaketsuke.privacy import services as privacy_services
from kaketsuke.privacy.models import Provision
from kaketsuke.residents import queries as resident_queries
from kaketsuke.residents import services as resident_services
from kaketsuke.residents.models import Registration
from tests import world
from tests.web.console.conftest import Desk, shown
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.clause("2.2"), pytest.mark.clause("4.9")]
AN_HOUR_AGO = NOW - timedelta(hours=1)


def path(w: World, rest: str = "") -> str:
    return f"/owner/buildings/{w.building.pk}/registrants/{rest}"


@pytest.fixture
def pending(small_world: World) -> Registration:
    """Somebody registered in 305 whom neither a roster nor a code names."""
    with context.as_system():
        (home,) = party_services.add_dwellings(small_world.building, rooms=["305"])
        person = world.add_resident(
            small_world.company, family="見本", given="待", phone="090-0000-0305"
        )
        terms = small_world.terms
        seen = resident_services.present(
            home.pk, version_id=terms.pk, channel="paper", now=AN_HOUR_AGO
        )
        resident_services.consent(person.pk, presentation=seen, now=AN_HOUR_AGO)
        return resident_services.register(
            person.pk,
            dwelling_id=home.pk,
            version_id=terms.pk,
            channel="paper",
            proof=None,
            now=AN_HOUR_AGO,
        )


def told(registration: Registration) -> list[str]:
    with context.as_system():
        sent = Message.objects.filter(person_id=registration.person_id)
        return sorted(sent.values_list("template", flat=True))


def block(w: World, registration: Registration) -> None:
    with context.as_system():
        privacy_services.block(
            registration.person_id,
            owner_id=None,
            reason="つきまとい",
            actor=Actor(ActorRole.PRIVACY, ids.new_id()),
            now=NOW,
        )


def test_the_owner_confirms_who_lives_there(
    owner: Desk, small_world: World, pending: Registration, as_app_role: None
):
    page = shown(owner.get(path(small_world)))
    for words in ("お住まいの確認を待つ方", "305", "見本 待", "090-0000-0305"):
        assert words in page
    with context.as_system():
        assert Provision.objects.filter(person_id=pending.person_id).count() == 1
    for _twice in range(2):
        assert owner.post(path(small_world, f"{pending.pk}/confirm/")).status_code == 302
    assert "お住まいの確認を待つ方" not in shown(owner.get(path(small_world)))
    with context.as_system():
        pending.refresh_from_db()
        status = resident_queries.registration_status(
            pending.dwelling_id, pending.person_id, at=NOW, usable_before=NOW
        )
    assert (pending.proof, pending.owner_confirmed_by_id) == ("owner", owner.user.pk)
    assert status == "registered"
    assert told(pending) == ["registration_confirmed"]


def test_the_owner_says_who_moved_out_and_the_resident_is_told(
    owner: Desk, small_world: World, as_app_role: None
):
    with context.as_system():
        lives = small_world.sato.registrations.get()
    assert "退去した" in shown(owner.get(path(small_world)))
    for _twice in range(2):
        owner.post(path(small_world, f"{lives.pk}/moved-out/"))
    page = shown(owner.get(path(small_world)))
    assert "佐藤" not in page
    with context.as_system():
        lives.refresh_from_db()
    assert (lives.end_reason, lives.valid.upper) == ("moved_out", NOW)
    assert set(told(lives)) == {"registration_ended"}


@pytest.mark.parametrize("act", ["confirm", "moved-out"])
def test_no_act_reaches_whom_the_owner_may_not_know(
    owner: Desk, other_owner: Desk, small_world: World, pending: Registration, act: str
):
    assert other_owner.post(path(small_world, f"{pending.pk}/{act}/")).status_code == 404
    assert owner.post(path(small_world, f"{ids.new_id()}/{act}/")).status_code == 404
    assert owner.get(path(small_world, f"{pending.pk}/{act}/")).status_code == 405
    block(small_world, pending)
    assert "見本" not in shown(owner.get(path(small_world))).split("<main", 1)[1]
    assert owner.post(path(small_world, f"{pending.pk}/{act}/")).status_code == 404
    with context.as_system():
        pending.refresh_from_db()
    assert (pending.proof, pending.valid.upper) == (None, None)
