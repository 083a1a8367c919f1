"""Who is told what as a case goes on, and how live pages learn of it."""

from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import TIMER
from kaketsuke.cases import services as case_services
from kaketsuke.cases import tasks
from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import Case
from kaketsuke.cases.services import notices
from kaketsuke.intake import services as intake_services
from kaketsuke.notify import queries as notify_queries
from kaketsuke.notify.models import Message
from kaketsuke.runtime import postgres, roles
from tests import cluster, stories, world
from tests.world import NOW, World

LATER = NOW + timedelta(minutes=3)


def templates_of(case: Case) -> list[str]:
    found = Message.objects.filter(subject_id=case.id).order_by("created_at", "pk")
    return list(found.values_list("template", flat=True))


@pytest.mark.clause("A1.2")
def test_registrants_hear_of_a_halt_and_of_the_end_once_each(here: World) -> None:
    case = stories.sato_is_helped(here)
    token = case_services.make_link(case.id, here.sato.pk, now=NOW)
    case_services.press_stop(token, now=LATER)
    for _twice in range(2):
        case_services.tell_of_state(case.id, now=LATER)
    assert templates_of(case) == ["case_opened", "halted"]
    case_services.advance(
        case.id,
        event=Event.ENDED,
        actor=stories.supervisor(here),
        now=LATER,
        words="身に覚えがないとのこと",
        facts={"door_state": "locked"},
    )
    for _twice in range(2):
        tasks.tell_residents(case_id=str(case.id))
    assert templates_of(case) == ["case_opened", "halted", "case_ended"]


def test_whoever_was_not_told_of_the_case_is_not_told_of_its_progress(here: World) -> None:
    intake_services.record_flag(
        "protective",
        company_id=here.company.pk,
        facts="申入れ",
        set_by_id=here.supervisor.pk,
        review_on=NOW.date(),
        dwelling_id=here.home.pk,
        now=NOW,
    )
    second = world.add_account(
        "second", label="見本 二人目", role="operator", company_id=here.company.pk
    )
    request = stories.sato_calls(here)
    actor = stories.operator(here)
    intake_services.decide(request.id, actor=actor, now=NOW, words_told="確認いたします")
    intake_services.second(request.id, actor=stories.colleague(second), now=NOW)
    case = case_services.allow_request(
        request.id,
        supervisor=stories.supervisor(here),
        reason="本人と確認",
        second_person=second.pk,
        now=NOW,
    )
    case_services.advance(case.id, event=Event.NOBODY_LEFT, actor=TIMER, now=NOW)
    assert case_services.tell_of_state(case.id, now=LATER) == 0
    assert templates_of(case) == []


def test_since_a_flag_stands_on_a_running_case_nobody_is_told_by_the_product(here: World) -> None:
    case = stories.sato_is_helped(here)
    intake_services.record_flag(
        "protective",
        company_id=here.company.pk,
        facts="申入れ",
        set_by_id=here.supervisor.pk,
        review_on=NOW.date(),
        person_id=here.sato.pk,
        now=LATER,
    )
    case_services.advance(case.id, event=Event.NOBODY_LEFT, actor=TIMER, now=LATER)
    assert case_services.tell_of_state(case.id, now=LATER) == 0
    assert templates_of(case) == ["case_opened"]


def test_each_reader_gets_their_language(here: World) -> None:
    here.sato.__class__.objects.filter(pk=here.sato.pk).update(language="en")
    case = stories.sato_is_helped(here)
    shown = notify_queries.about("case", [case.id])[0]
    assert shown.language == "en"
    assert "Stop" in shown.body


@pytest.mark.django_db(transaction=True)
def test_every_entry_is_told_to_live_pages_by_ids_only(test_cluster: postgres.Cluster) -> None:
    built = world.build()
    with psycopg.connect(
        host=str(test_cluster.socket), dbname=cluster.DATABASE, user=roles.APP, autocommit=True
    ) as listener:
        listener.execute("LISTEN kaketsuke_timeline")
        with context.as_system():
            case = stories.sato_is_helped(built)
        told = [each.payload for each in listener.notifies(timeout=60, stop_after=1)]
    assert told == [f"{case.company_id}:{case.id}:1"]
    connection.close()


def test_a_number_taken_later_gets_the_link_and_nobody_elses_words(here: World) -> None:
    case = stories.sato_is_helped(here)
    case_services.take_temporary_number(
        case.id, number="090-0000-7777", actor=stories.operator(here), now=LATER
    )
    fresh = Case.objects.get(pk=case.pk)
    assert fresh.phone_inside
    case_services.to_temporary_number(fresh, now=LATER, template="case_ended")
    shown = notify_queries.about("case", [case.id])[1:]
    assert [message.template for message in shown] == ["case_opened", "case_ended"]
    assert all(message.address_hint.endswith("7777") for message in shown)
    assert all(case.code_word not in message.body for message in shown)


@pytest.mark.clause("3.3")
def test_whoever_holds_a_number_that_was_heard_wrongly_answers_for_nobody(here: World) -> None:
    case = stories.sato_is_helped(here)
    desk = stories.operator(here)
    case_services.take_temporary_number(case.id, number="090-0000-7777", actor=desk, now=LATER)
    [own, wrong] = case.links.order_by("pk")
    case_services.take_temporary_number(case.id, number="090-0000-7778", actor=desk, now=LATER)
    [*_before, right] = case.links.order_by("pk")
    wrong.refresh_from_db()
    assert wrong.ended_at == LATER
    assert (own.ended_at, right.ended_at) == (None, None)
    assert (own.stands_in, right.stands_in) == (False, True)


def test_telling_again_makes_a_link_of_its_own_each_time(here: World) -> None:
    case = stories.sato_is_helped(here)
    notices.case_opened(case, now=LATER)
    assert case.links.count() == 2
