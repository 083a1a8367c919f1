"""Where the owner asked, the owner approves, pays and is given the paper (3.3)."""

import pytest

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case, Entry
from kaketsuke.money import payers, queries, refusals, services, tasks
from kaketsuke.notify import queries as notify_queries
from kaketsuke.onsite.models import Check
from kaketsuke.parties.models import Owner
from tests import door, rewritten, world

pytestmark = pytest.mark.clause("3.3")


@pytest.fixture
def asked(at):
    """The management company's agent asked; Sato lives there."""
    agent = world.add_resident(
        at.world.company, family="管理", given="太郎", phone="090-0000-0888", kind="agent"
    )
    door.price_list(at.world)
    at.working()
    Case.objects.filter(pk=at.case.pk).update(requested_by="owner")
    rewritten.request(
        at.case.request_id, requester_owner_id=at.world.owner.pk, requester_person_id=agent.pk
    )
    at.agent = agent
    return at


def by_link(at, estimate, person, role=ActorRole.OWNER):
    return services.answer_estimate(
        estimate.pk,
        approved=True,
        how="own_phone",
        actor=Actor(role, person.pk),
        sheet="electronic",
        now=at.wait(1).now,
    )


def messages(at, template):
    return [
        each for each in notify_queries.about("case", [at.case.pk]) if each.template == template
    ]


def test_the_owners_agent_is_sent_the_estimate_and_approves_it_by_the_own_link(asked):
    estimate = asked.estimate(("SP-1", 1))
    assert estimate.payer == "owner"
    tasks.send_estimate(estimate_id=str(estimate.pk))
    [sent] = messages(asked, "estimate")
    assert "5,500 円" in sent.body
    assert "/t/" in sent.body
    by_link(asked, estimate, asked.agent)
    assert Case.objects.get(pk=asked.case.pk).approved_total_yen == 5_500
    assert Entry.objects.get(event="EstimateApproved").actor_role == "owner"


def test_the_resident_does_not_answer_for_the_owner(asked):
    estimate = asked.estimate(("SP-1", 1))
    for role in (ActorRole.RESIDENT, ActorRole.OWNER):
        with pytest.raises(refusals.CannotAnswerEstimate) as refused:
            by_link(asked, estimate, asked.world.sato, role)
        assert refused.value.sentence == refusals.NOT_THE_PAYER


def test_whoever_lives_there_and_attends_signs_nothing_on_the_owners_account(asked):
    estimate = asked.estimate(("SP-1", 1))
    with pytest.raises(refusals.CannotAnswerEstimate, match="立ち会っていない"):
        asked.answer(estimate)
    assert queries.open_estimate(asked.case.pk) is not None


def test_the_owners_agent_who_attends_signs_at_the_door(asked):
    Check.objects.create(
        company_id=asked.case.company_id,
        case=asked.case,
        attendee_role="owner_agent",
        attendee_present=True,
        document_kind="drivers_license",
        outcome="accept",
        checked_by_id=asked.technician,
        event_at=asked.now,
        entered_at=asked.now,
    )
    asked.answer(asked.estimate(("SP-1", 1)))
    assert Case.objects.get(pk=asked.case.pk).approved_total_yen == 5_500


def test_a_registrant_who_attends_for_another_signs_nothing_on_their_account(at):
    door.price_list(at.world)
    at.working()
    wife = world.add_resident(at.world.company, family="佐藤", given="由紀")
    rewritten.request(at.case.request_id, requester_person_id=wife.pk)
    with pytest.raises(refusals.CannotAnswerEstimate, match="立ち会っていない"):
        at.answer(at.estimate(("SP-1", 1)))


def test_the_owner_who_is_elsewhere_approves_by_telephone(asked):
    estimate = asked.estimate(("SP-1", 1))
    services.answer_estimate(
        estimate.pk,
        approved=True,
        how="by_telephone",
        actor=door.operator(asked.world),
        sheet="electronic",
        now=asked.wait(1).now,
    )
    assert queries.approved_estimate(asked.case.pk).id == estimate.pk


def test_the_bill_and_the_paper_are_the_owners(asked):
    by_link(asked, asked.estimate(("SP-1", 1)), asked.agent)
    [line] = queries.approved_estimate(asked.case.pk).lines
    services.begin_line(line.id, technician=asked.technician, now=asked.wait(1).now)
    asked.open_door(method="non_destructive", lock_usable=True)
    assert queries.bill(asked.case.pk, at=asked.now).payer == "owner"
    asked.settle("cash")
    assert queries.receipt_of(asked.case.pk).recipient == "見本不動産株式会社"
    for _twice in range(2):
        tasks.send_receipt(case_id=str(asked.case.pk))
    [sent] = messages(asked, "receipt")
    assert "/receipt/" in sent.body
    case = Case.objects.select_related("request").get(pk=asked.case.pk)
    assert payers.pays(case, asked.agent.pk)
    assert not payers.pays(case, asked.world.sato.pk)
    assert not payers.pays(case, None)


def test_a_natural_owner_pays_as_a_person(asked):
    natural = Owner.objects.create(
        company=asked.world.company,
        kind="owner",
        legal_person=False,
        person_id=world.add_resident(
            asked.world.company, family="大家", given="一", kind="owner"
        ).pk,
    )
    rewritten.request(
        asked.case.request_id, requester_owner_id=natural.pk, requester_person_id=None
    )
    case = Case.objects.select_related("request").get(pk=asked.case.pk)
    assert payers.person_of(case) == natural.person_id
    assert payers.name_of(case) == "大家 一"


def test_an_owner_without_an_address_of_their_own_is_sent_nothing(asked):
    rewritten.request(asked.case.request_id, requester_person_id=None)
    estimate = asked.estimate(("SP-1", 1))
    assert services.send_estimate(estimate.pk, now=asked.now) == 0


def test_nobody_to_tell_is_nobody_told(asked):
    case = Case.objects.select_related("request", "dwelling__building").get(pk=asked.case.pk)
    given = {"template": "receipt", "parameters": {}, "now": asked.now}
    assert case_services.tell_requester(case, None, **given) == 0
    assert case_services.send_papers(case, None, since=asked.now, **given) == 0
