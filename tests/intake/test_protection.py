"""A new registration at a protected home: supervisors hear of it, and nobody hears who it is."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kaketsuke.accounts import context
from kaketsuke.accounts import services as account_services
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.audit.queries import verify_chains
from kaketsuke.intake import services, tasks
from kaketsuke.intake.models import Flag, FlagNote
from kaketsuke.notify import queries as notify_queries
from kaketsuke.notify.models import Message
from kaketsuke.overview import alarms, my_page
from kaketsuke.residents.models import Registration
from tests import stories, world
from tests.web.console.conftest import Desk, at_the_time, shown, small_world
from tests.web.office.conftest import staff
from tests.world import NOW, World

__all__ = ["at_the_time", "small_world"]  # the console's fixtures serve here too
pytestmark = [pytest.mark.django_db, pytest.mark.clause("4.8")]


@pytest.fixture
def flag(small_world: World) -> Flag:
    """Sato is protected, and everybody of the company has an address."""
    with context.as_system():
        for user in (small_world.operator, small_world.supervisor, small_world.other_operator):
            name = f"{user.username}@example.jp"
            account_services.set_address(user.pk, name, actor="system", now=NOW)
        return stories.recorded(small_world, "protective")


def _aoki_registers_there(w: World) -> Registration:
    with context.as_system():
        world.register(w.aoki, dwelling=w.home, terms=w.terms, now=NOW)
        return Registration.objects.get(person=w.aoki.pk)


def test_supervisors_are_told_once_and_without_a_name(flag: Flag, small_world: World):
    made = _aoki_registers_there(small_world)
    for _twice in range(2):
        tasks.new_at_protected(registration_id=str(made.pk))
    with context.as_system():
        (told,) = notify_queries.about("flag", [flag.pk])
        words = f"{told.subject} {told.body}"
        assert Message.objects.filter(template="registered_at_protected").count() == 1
        assert FlagNote.objects.get().registration_id == made.pk
        assert list(verify_chains(("flag", flag.pk))) == []
    assert "supervisor"[:1] in told.address_hint
    assert f"/console/flags/{flag.pk}/" in words
    hidden = ("青木", "佐藤", small_world.home.room, small_world.building.name)
    assert [each for each in hidden if each in words] == []


def test_the_record_stands_in_red_until_a_supervisor_looked(flag: Flag, small_world: World):
    made = _aoki_registers_there(small_world)
    tasks.new_at_protected(registration_id=str(made.pk))
    desk = Desk(small_world.supervisor)
    assert "新しい登録" in shown(desk.get("/console/flags/"))
    page = shown(desk.get(f"/console/flags/{flag.pk}/"))
    assert "保護されている方にお電話で確かめ" in page
    assert "青木" not in page
    for user, count in ((small_world.supervisor, 1), (small_world.operator, 0)):
        viewer = world.viewer(user)
        with context.acting_as(viewer):
            assert alarms.alarms(viewer, at=NOW).protected == count
    later = NOW + timedelta(minutes=5)
    supervisor = Actor(ActorRole.SUPERVISOR, small_world.supervisor.pk)
    with context.as_system():
        services.review_flag(
            flag.pk, words="電話で確かめた", actor=supervisor,
            next_review_on=(NOW + timedelta(days=30)).date(), now=later,
        )  # fmt: skip
    page = shown(desk.get(f"/console/flags/{flag.pk}/"))
    assert "保護されている方にお電話で確かめ" not in page
    assert "この住まいに新しい登録がありました" in page  # it stays in what was noted


def test_nobody_else_hears_or_sees_anything(flag: Flag, small_world: World):
    made = _aoki_registers_there(small_world)
    tasks.new_at_protected(registration_id=str(made.pk))
    for who in (
        Desk(small_world.operator),
        staff(small_world, "office"),
        Desk(small_world.stranger),
    ):
        assert who.get("/console/flags/").status_code == 403
        assert who.get(f"/console/flags/{flag.pk}/").status_code == 403
    with context.as_system():
        elsewhere = world.add_account(
            "elsewhere", label="x", role="supervisor", company_id=small_world.other_company.pk
        )
        owner = world.add_account("owner", label="x", role="owner", owner_id=small_world.owner.pk)
    assert Desk(elsewhere).get(f"/console/flags/{flag.pk}/").status_code == 404
    for user in (elsewhere, owner, small_world.mori_account):
        with context.acting_as(world.viewer(user)):
            assert not FlagNote.objects.exists()
            assert not Message.objects.filter(template="registered_at_protected").exists()


def test_the_number_of_others_on_my_page_does_not_tell_either(flag: Flag, small_world: World):
    def others() -> int:
        account = world.add_account(
            f"resident{Registration.objects.count()}",
            label="x",
            role="resident",
            person_id=small_world.sato.pk,
        )
        page = my_page.my_page(world.viewer(account), now=NOW)
        return next(home.others for home in page.homes if home.dwelling_id == small_world.home.pk)

    with context.as_system():
        brother = world.add_resident(
            small_world.company, family="佐藤", given="次郎", phone="090-0000-0777"
        )
        world.register(brother, dwelling=small_world.home, terms=small_world.terms)
        assert others() == 1
        world.register(
            small_world.aoki, dwelling=small_world.home, terms=small_world.terms, now=NOW
        )
        assert others() == 1


def test_whoever_is_protected_themselves_raises_no_alarm_by_moving(flag: Flag, small_world: World):
    with context.as_system():
        world.register(small_world.sato, dwelling=small_world.next_door, terms=small_world.terms)
        moved = Registration.objects.get(person=small_world.sato.pk, dwelling=small_world.next_door)
        assert services.note_registration(moved.pk, now=NOW) == 0


def test_a_note_without_words_is_the_products_alone(flag: Flag, small_world: World):
    with context.as_system():
        for kind in ("reviewed", "registered"):
            with pytest.raises(IntegrityError), transaction.atomic():
                FlagNote.objects.create(
                    company_id=flag.company_id, flag=flag, kind=kind, written_at=NOW
                )
