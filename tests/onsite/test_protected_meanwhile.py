"""A flag or a block is set while a case runs: a supervisor looks before it goes on (X-8)."""

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from kaketsuke.cases import services as case_services
from kaketsuke.cases import tasks
from kaketsuke.cases.models import Case, Entry
from kaketsuke.cases.protection import LOOKS
from kaketsuke.cases.refusals import CannotAdvance
from kaketsuke.onsite import refusals
from kaketsuke.privacy import services as privacy_services
from tests import door, stories
from tests.pages import signed_in, words
from tests.world import LONG_AGO

pytestmark = pytest.mark.clause("4.7.5")


def flagged(at, **about):
    stories.recorded(at.world, "protective", **{"now": at.wait(1).now, **about})
    [job] = ProcrastinateJob.objects.filter(task_name="cases.look_after_flag")
    for _again in range(2):
        tasks.look_after_flag(**job.args)


def needed(at):
    return Case.objects.values_list("human_needed", flat=True).get(pk=at.case.pk)


def looked(at, actor=None):
    case_services.answer_ring(
        at.case.pk, why=LOOKS, actor=actor or door.supervisor(at.world), now=at.wait(1).now
    )


def check(at):
    return at.answer_check(facts=door.SATO_HERE, code_word_said=True)


@pytest.mark.parametrize("on", ["person", "dwelling"])
def test_a_flag_rings_once_and_holds_the_check_until_another_supervisor_looked(at, on):
    at.at_the_door()
    home = {"person_id": None, "dwelling_id": at.world.home.pk}
    flagged(at, **(home if on == "dwelling" else {}))
    assert needed(at) == LOOKS
    assert Entry.objects.filter(event="HumanRung", facts__why=LOOKS).count() == 1
    with pytest.raises(refusals.CannotAct) as refused:
        check(at)
    assert refused.value.sentence == refusals.LOOKED_AT_FIRST
    with pytest.raises(CannotAdvance, match="別の責任者"):
        looked(at, door.operator(at.world))
    looked(at)
    assert needed(at) == ""
    check(at)
    assert at.state == "verified"


def test_checked_already_the_work_does_not_begin_before_it_and_the_ring_outlasts_a_halt(at):
    at.verified()
    flagged(at)
    with pytest.raises(refusals.CannotAct):
        at.begin_work()
    at.ask_to_refuse(words="様子がおかしい")
    assert needed(at) == LOOKS
    looked(at)
    assert needed(at) == "halted"


def test_what_stood_before_the_case_was_decided_on_and_rings_nobody(at):
    at.at_the_door()
    flagged(at, now=LONG_AGO)
    assert needed(at) == ""
    check(at)
    assert at.state == "verified"


def test_a_flag_about_others_and_a_record_of_conduct_ring_nobody(at):
    at.at_the_door()
    flagged(at, person_id=at.world.aoki.pk)
    stories.recorded(at.world, "4.7.5", now=at.now)
    assert needed(at) == ""
    check(at)


def test_a_block_set_while_the_case_runs_rings_as_well(at):
    at.at_the_door()
    privacy_services.block(
        at.world.sato.pk,
        owner_id=None,
        reason="裁判所",
        actor=door.supervisor(at.world),
        now=at.now,
    )
    assert needed(at) == LOOKS
    # A second time it is said once.
    assert case_services.look_after_block(at.world.sato.pk, now=at.now) == 1
    assert Entry.objects.filter(event="HumanRung", facts__why=LOOKS).count() == 1


def test_case_page_and_board_say_that_one_must_look_and_not_why(at):
    at.at_the_door()
    flagged(at)
    client = signed_in(at.world.operator)
    path = f"/console/cases/{at.case.pk}/"
    page = words(client.get(path).content.decode())
    board = client.get(reverse("console_board")).content.decode()
    assert "責任者が確かめるまで" in page
    assert "保護" not in page
    assert "責任者が確かめるまで" in words(board)
    assert "needs-human" in board
