"""Whoever asks about their own data gets an answer with reasons, in time (4.10)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, Viewer
from kaketsuke.audit import queries as audit_queries
from kaketsuke.privacy import services
from kaketsuke.privacy.models import DataRequest
from kaketsuke.privacy.refusals import CannotAnswerRequest, CannotOpenRequest
from tests import stories
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(w: World, desk: Actor, system: None) -> DataRequest:
    return services.open_request(
        kind="disclosure", channel="phone", person_id=w.sato.pk, actor=desk, now=NOW
    )


@pytest.mark.clause("4.10")
def test_the_clock_is_fourteen_days_with_an_alarm_at_ten(asked: DataRequest):
    assert (asked.alarm_on, asked.due_on) == (date(2026, 12, 2), date(2026, 12, 6))


@pytest.mark.clause("4.10")
def test_a_person_is_identified_before_anything_is_granted(asked: DataRequest, desk: Actor):
    with pytest.raises(CannotAnswerRequest):
        services.grant(asked.pk, reasons="ご本人です", actor=desk, now=NOW)
    services.check_identity(asked.pk, how="document", actor=desk, now=NOW)
    with pytest.raises(CannotAnswerRequest, match="理由"):
        services.grant(asked.pk, reasons=" ", actor=desk, now=NOW)
    granted = services.grant(asked.pk, reasons="ご本人の求めです", actor=desk, now=NOW)
    assert (granted.state, granted.decision) == ("granted", "granted")
    services.finish(asked.pk, facts={"rows": 3}, actor=desk, now=NOW)
    assert [each.event for each in asked.entries.order_by("seq")] == [
        "Received",
        "IdentityChecked",
        "Granted",
        "CarriedOut",
    ]
    assert list(audit_queries.verify_chains(("data_request", asked.pk))) == []


@pytest.mark.clause("4.10")
def test_who_cannot_be_identified_is_refused_with_reasons(asked: DataRequest, desk: Actor):
    refused = services.refuse(asked.pk, reasons="確認できませんでした", actor=desk, now=NOW)
    assert (refused.state, refused.ended_at) == ("refused", NOW)
    with pytest.raises(CannotAnswerRequest):
        services.withdraw(asked.pk, actor=desk, now=NOW)


@pytest.mark.clause("4.10")
def test_an_agent_shows_by_what_they_may_speak(w: World, desk: Actor, system: None):
    by_agent = services.open_request(
        kind="deletion",
        channel="post",
        person_id=w.sato.pk,
        by_agent=True,
        applicant="見本法律事務所",
        actor=desk,
        now=NOW,
    )
    with pytest.raises(CannotAnswerRequest, match="代理"):
        services.check_identity(by_agent.pk, how="document", actor=desk, now=NOW)
    checked = services.check_identity(
        by_agent.pk, how="document", agent_authority="委任状", actor=desk, now=NOW
    )
    assert checked.state == "checked"


@pytest.mark.clause("4.10")
def test_my_page_is_the_persons_own_proof(w: World):
    with context.acting_as(Viewer(person_ids=frozenset({w.sato.pk}))):
        asked = services.open_request(
            kind="correction",
            channel="my_page",
            person_id=w.sato.pk,
            words="名前の字が違います",
            actor=stories.resident(w.sato.pk),
            now=NOW,
        )
        assert (asked.state, asked.identity_how) == ("checked", "my_page")
        services.withdraw(asked.pk, actor=stories.resident(w.sato.pk), now=NOW)
    with context.acting_as(Viewer(person_ids=frozenset({w.aoki.pk}))):
        assert not DataRequest.objects.exists()


@pytest.mark.clause("4.10")
def test_a_caller_who_never_registered_may_ask_by_number(w: World, desk: Actor, system: None):
    asked = services.open_request(
        kind="disclosure",
        channel="phone",
        company_id=w.company.pk,
        contact="０９０-1111-2222",
        applicant="だれか",
        actor=desk,
        now=NOW,
    )
    assert asked.person_id is None
    assert asked.contact_index is not None
    with pytest.raises(CannotOpenRequest):
        services.open_request(kind="disclosure", channel="phone", actor=desk, now=NOW)
    with pytest.raises(CannotOpenRequest):
        services.open_request(kind="spy", channel="phone", person_id=w.sato.pk, actor=desk, now=NOW)


def test_the_database_keeps_a_decision_to_its_reasons(asked: DataRequest):
    for wrong in (
        {"state": "granted"},
        {"state": "refused"},
        {"person_id": None},
        {"state": "done"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            DataRequest.objects.filter(pk=asked.pk).update(**wrong)
