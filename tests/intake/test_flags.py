"""Records of conduct and protection: facts, a day of review, and a second person for the last."""

from typing import Any

import pytest

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.audit import queries as audit_queries
from kaketsuke.database import ids
from kaketsuke.intake import flag_queries
from kaketsuke.intake import services as intake_services
from kaketsuke.intake.models import Flag
from kaketsuke.intake.refusals import CannotRecordFlag
from tests import stories, world
from tests.world import NOW, World

pytestmark = pytest.mark.django_db
ANOTHER = Actor(ActorRole.SUPERVISOR, ids.new_id())


def conduct(here: World) -> list[str]:
    return list(stories.sato_calls(here).facts["conduct"])


def test_a_record_needs_facts_and_somebody_and_keeps_them_sealed(here: World) -> None:
    assert "事実".encode() not in bytes(stories.recorded(here, "4.7.5").facts_sealed)
    for wrong in ({"facts": " "}, {"person_id": None}):
        with pytest.raises(CannotRecordFlag):
            stories.recorded(here, "4.7.5", **wrong)


@pytest.mark.clause("4.7.9")
def test_the_last_ground_binds_only_once_another_supervisor_confirmed_it(here: World) -> None:
    flag = stories.recorded(here)
    assert conduct(here) == []
    for nobody in (stories.supervisor(here), stories.operator(here)):
        with pytest.raises(CannotRecordFlag):
            intake_services.confirm_flag(flag.pk, actor=nobody, now=NOW)
    assert conduct(here) == []
    intake_services.confirm_flag(flag.pk, actor=ANOTHER, now=NOW)
    assert conduct(here) == ["4.7.9"]
    assert not list(audit_queries.verify_chains())


def test_a_record_ends_with_a_reason_and_only_once(here: World) -> None:
    flag = stories.recorded(here, "4.7.7")
    with pytest.raises(CannotRecordFlag):
        intake_services.end_flag(flag.pk, reason=" ", actor=ANOTHER, now=NOW)
    with pytest.raises(CannotRecordFlag):
        intake_services.end_flag(flag.pk, reason="済", actor=stories.operator(here), now=NOW)
    intake_services.end_flag(flag.pk, reason="見直しの結果", actor=ANOTHER, now=NOW)
    ended = Flag.objects.get(pk=flag.pk)
    assert (ended.until, ended.ended_by_id) == (NOW, ANOTHER.id)
    assert "見直し".encode() not in bytes(ended.end_reason_sealed or b"")
    assert conduct(here) == []
    with pytest.raises(CannotRecordFlag):
        intake_services.end_flag(flag.pk, reason="もう一度", actor=ANOTHER, now=NOW)


def test_a_protective_flag_is_set_and_ended(here: World) -> None:
    flag = stories.recorded(here, "protective", dwelling_id=here.home.pk, person_id=None)
    assert stories.sato_calls(here).facts["protected"] is True
    intake_services.end_flag(flag.pk, reason="命令の終わり", actor=ANOTHER, now=NOW)
    assert stories.sato_calls(here).facts["protected"] is False


def test_live_records_are_listed_for_supervisors_only_in_constant_queries(
    here: World, django_assert_max_num_queries: Any
) -> None:
    supervisor = world.viewer(here.supervisor)
    for ground in ("4.7.5", "4.7.6", "4.7.9"):
        stories.recorded(here, ground)
    stories.recorded(here, "protective", dwelling_id=here.home.pk, person_id=None)
    with django_assert_max_num_queries(6):
        lines = flag_queries.live_flags(supervisor, at=NOW)
    assert [line.awaits_second for line in lines] == [False, False, True, False]
    assert all("203" in line.places[0] for line in lines)
    assert flag_queries.live_flags(world.viewer(here.operator), at=NOW) == []
    assert flag_queries.live_flags(world.viewer(here.other_operator), at=NOW) == []
