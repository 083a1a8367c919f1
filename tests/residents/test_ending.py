"""An end of the service is told to everybody, once, whatever becomes of the worker (1.2)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from kaketsuke.accounts import context
from kaketsuke.notify import services as notify_services
from kaketsuke.notify.models import Message
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties import services as party_services
from kaketsuke.parties.services import CannotEndContract
from kaketsuke.residents import endings, services
from kaketsuke.residents.models import EndingNotice
from kaketsuke.residents.services import ending
from tests import door, stories, world
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.clause("1.2")]
T = NOW + timedelta(days=10)
SECOND = timedelta(seconds=1)


@pytest.fixture
def crowd(db: None) -> Any:
    """The small world, with seven registrants in all."""
    with context.as_system():
        w = world.build()
        homes = party_services.add_dwellings(w.building, rooms=[str(n) for n in range(301, 307)])
        for n, home in enumerate(homes):
            person = world.add_resident(
                w.company, family="架空", given=str(n), phone=f"090-0002-{n:04}"
            )
            world.register(person, dwelling=home, terms=w.terms)
        yield w


def end(w: World) -> EndingNotice:
    return services.end_cover(
        w.cover.pk, at=T, document_reference="解約-1", recorded_by_id=None, now=NOW
    )


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name=ending.TELL, status="todo").count()


def told() -> list[Any]:
    sent = Message.objects.filter(template="service_ends", channel="sms")
    return sorted(sent.values_list("person_id", flat=True))


def test_it_goes_on_from_where_a_killed_worker_stood(crowd: World, monkeypatch: Any):
    notice = end(crowd)
    assert jobs() == 1
    assert services.tell_next_of_ending(notice.pk, now=NOW, limit=3) == 3
    assert endings.progress([crowd.cover.pk])[crowd.cover.pk].told == 3
    assert jobs() == 2
    real = ending._tell

    def killed(*given: Any, **named: Any) -> None:
        real(*given, **named)
        raise KeyboardInterrupt  # in the middle: messages are written, progress is not

    monkeypatch.setattr(ending, "_tell", killed)
    with pytest.raises(KeyboardInterrupt):
        services.tell_next_of_ending(notice.pk, now=NOW, limit=3)
    assert len(told()) == 3
    monkeypatch.setattr(ending, "_tell", real)
    while services.tell_next_of_ending(notice.pk, now=NOW, limit=3):
        pass
    assert len(told()) == len(set(told())) == 7
    done = endings.progress([crowd.cover.pk])[crowd.cover.pk]
    assert (done.told, done.total, done.done_at) == (7, 7, NOW)
    assert services.tell_next_of_ending(notice.pk, now=NOW) == 0


def test_who_moved_out_before_is_not_told(crowd: World):
    services.move_out(crowd.sato.registrations.get().pk, now=NOW - SECOND)
    notice = end(crowd)
    assert notice.total == 6
    assert services.tell_next_of_ending(notice.pk, now=NOW) == 6
    assert crowd.sato.pk not in told()


def test_a_batch_costs_the_same_however_many_it_tells(crowd: World):
    notice = end(crowd)
    asked = []
    for limit in (1, 5):
        with CaptureQueriesContext(connection) as queries:
            assert services.tell_next_of_ending(notice.pk, now=NOW, limit=limit) == limit
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_what_many_are_told_waits_behind_what_is_urgent(crowd: World):
    notice = end(crowd)
    services.tell_next_of_ending(notice.pk, now=NOW, limit=3)
    assert {job.priority for job in ProcrastinateJob.objects.all()} == {notify_services.UNHURRIED}
    assert notify_services.UNHURRIED < 0


def test_a_case_accepted_before_the_end_is_finished(crowd: World):
    soon = NOW + timedelta(hours=1)
    case = stories.sato_is_helped(crowd, now=soon - SECOND)
    services.end_cover(
        crowd.cover.pk, at=soon, document_reference="解約-1", recorded_by_id=None, now=NOW
    )
    offer = door.first_offer(case, now=soon + SECOND)
    assert offer.case_id == case.pk
    status = [
        party_queries.contract_status_at(crowd.home.pk, moment).status
        for moment in (soon - SECOND, soon)
    ]
    assert status == ["active", "ended"]


def test_an_end_that_was_moved_is_told_anew_and_one_that_is_over_is_refused(crowd: World):
    notice = end(crowd)
    services.tell_next_of_ending(notice.pk, now=NOW)
    earlier = services.end_cover(
        crowd.cover.pk,
        at=T - timedelta(days=1),
        document_reference="解約-2",
        recorded_by_id=None,
        now=NOW,
    )
    assert earlier.told == 0
    assert services.tell_next_of_ending(notice.pk, now=NOW) == 0
    with pytest.raises(CannotEndContract):
        end(crowd)


def test_the_sentence_names_the_moment_in_both_languages():
    assert ending._said(T, "ja") == "2026年12月2日 22:14"
    assert ending._said(T, "en") == "2 December 2026, 22:14"
