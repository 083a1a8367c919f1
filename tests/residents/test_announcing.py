"""A new version of the terms is told to every registrant, once, even if a worker is killed (F)."""

from datetime import timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from kaketsuke.accounts import context
from kaketsuke.notify.models import Message
from kaketsuke.parties import services as party_services
from kaketsuke.residents import announcements, notices, services
from kaketsuke.residents.models import Registration, VersionNotice
from kaketsuke.residents.services import announcing
from kaketsuke.rules import terms as document
from kaketsuke.terms import queries as term_queries
from kaketsuke.terms import services as term_services
from kaketsuke.terms.models import Version
from tests import world
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.clause("F-1")]
T = NOW + timedelta(days=3)


@pytest.fixture
def crowd(db: None) -> Any:
    """The small world, with seven registrants in all, one of them in two homes."""
    with context.as_system():
        w = world.build()
        homes = party_services.add_dwellings(w.building, rooms=[str(n) for n in range(301, 308)])
        for n, home in enumerate(homes[:6]):
            person = world.add_resident(
                w.company, family="架空", given=str(n), phone=f"090-0002-{n:04}"
            )
            world.register(person, dwelling=home, terms=w.terms)
        services.register(
            person.pk,
            dwelling_id=homes[6].pk,
            version_id=w.terms.pk,
            channel="paper",
            proof="roster",
            now=NOW,
        )
        yield w


def confirmed_version(w: World, day: str = "2026年11月25日") -> Version:
    text = document.sample_text().replace("2026年1月1日", day)
    version = term_services.import_text(text.encode(), now=NOW)
    for clause in term_queries.clause_texts(version.pk):
        term_services.confirm_clause(
            version.pk, clause=clause, confirmed_by_id=w.operator.pk, now=NOW
        )
    return version


def publish(version: Version, at: Any = T) -> VersionNotice:
    services.publish_terms(version.pk, from_=at, now=NOW)
    return VersionNotice.objects.get(version=version)


def told() -> list[Any]:
    sent = Message.objects.filter(template="terms_renewed", channel="sms")
    return sorted(sent.values_list("person_id", flat=True))


def test_it_is_told_from_its_moment_and_leads_to_my_page(crowd: World):
    notice = publish(confirmed_version(crowd))
    job = ProcrastinateJob.objects.get(task_name=announcing.TELL)
    assert job.scheduled_at == T
    assert services.tell_next_of_version(notice.pk, now=T - timedelta(seconds=1)) == 0
    assert services.tell_next_of_version(notice.pk, now=T) == 7
    assert len(told()) == len(set(told())) == 7
    message = Message.objects.filter(template="terms_renewed").first()
    assert message is not None
    done = announcements.progress([notice.version_id])[notice.version_id]
    assert (done.told, done.done_at) == (7, T)
    assert services.tell_next_of_version(notice.pk, now=T) == 0
    assert len(told()) == 7


def test_it_goes_on_from_where_a_killed_worker_stood(crowd: World, monkeypatch: Any):
    notice = publish(confirmed_version(crowd))
    assert services.tell_next_of_version(notice.pk, now=T, limit=3) == 3
    real = announcing._tell

    def killed(*given: Any, **named: Any) -> None:
        real(*given, **named)
        raise KeyboardInterrupt  # in the middle: messages are written, progress is not

    monkeypatch.setattr(announcing, "_tell", killed)
    with pytest.raises(KeyboardInterrupt):
        services.tell_next_of_version(notice.pk, now=T, limit=3)
    assert len(told()) == 3
    monkeypatch.setattr(announcing, "_tell", real)
    while services.tell_next_of_version(notice.pk, now=T, limit=3):
        pass
    assert len(told()) == len(set(told())) == 7


def test_who_left_or_has_consented_already_is_not_told(crowd: World):
    version = confirmed_version(crowd)
    notice = publish(version)
    services.withdraw(crowd.sato.registrations.get().pk, now=NOW)
    shown = services.present(crowd.home.pk, version_id=version.pk, channel="web", now=T)
    person = Registration.objects.exclude(person=crowd.sato.pk).earliest("id").person_id
    services.renew_consent(
        person, presentation=shown, lines=services.LINES, policy_version="1", now=T
    )
    assert services.tell_next_of_version(notice.pk, now=T) == 5
    assert not {crowd.sato.pk, person} & set(told())


def test_a_beginning_that_was_moved_is_told_at_the_new_one(crowd: World):
    version = confirmed_version(crowd)
    first = publish(version)
    assert publish(version) == first
    second = publish(version, T + timedelta(days=1))
    assert services.tell_next_of_version(first.pk, now=T) == 0
    assert services.tell_next_of_version(second.pk, now=T) == 0
    assert services.tell_next_of_version(second.pk, now=T + timedelta(days=1)) == 7


def test_of_two_versions_only_the_one_that_holds_is_told(crowd: World):
    older = publish(confirmed_version(crowd))
    newer = publish(confirmed_version(crowd, "2026年11月26日"), T + timedelta(minutes=1))
    late = T + timedelta(hours=1)
    assert services.tell_next_of_version(older.pk, now=late) == 0
    assert services.tell_next_of_version(newer.pk, now=late) == 7


def test_the_day_is_said_in_both_languages():
    assert notices.said_day(T.date(), "ja") == "2026年11月25日"
    assert notices.said_day(T.date(), "en") == "25 November 2026"
