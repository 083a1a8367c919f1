"""Conduct: a breach names its clause, reviews and appeals are kept, calls only prompt."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole, Viewer
from kaketsuke.audit import queries as audit_queries
from kaketsuke.cases import services as case_services
from kaketsuke.database import ids
from kaketsuke.intake import flag_queries
from kaketsuke.intake import queries as intake_queries
from kaketsuke.intake import services as intake_services
from kaketsuke.intake.models import Flag, FlagNote, Request
from kaketsuke.intake.refusals import CannotRecordFlag
from tests import stories, world
from tests.world import NOW, SATO_PHONE, World

pytestmark = pytest.mark.django_db
ANOTHER = Actor(ActorRole.SUPERVISOR, ids.new_id())
DAY = timedelta(days=1)


@pytest.mark.clause("4.7.8")
def test_a_breach_names_the_document_and_its_clause(here: World) -> None:
    for wrong in ({}, {"document": "重要事項説明書"}, {"clause": "4.5"}):
        with pytest.raises(CannotRecordFlag):
            stories.recorded(here, "4.7.8", **wrong)
    flag = stories.recorded(here, "4.7.8", document="重要事項説明書 2022-06-15", clause="4.5")
    line = flag_queries.live_flag(world.viewer(here.supervisor), flag.pk, at=NOW)
    assert (line.document, line.clause) == ("重要事項説明書 2022-06-15", "4.5")
    with pytest.raises(IntegrityError, match="intake_flag_breach"), transaction.atomic():
        Flag.objects.filter(pk=flag.pk).update(clause="")


@pytest.mark.clause("4.7.5", "4.7.6")
def test_a_record_ends_by_itself_on_its_day(here: World) -> None:
    with pytest.raises(CannotRecordFlag):
        stories.recorded(here, "4.7.7", until=NOW)
    stories.recorded(here, "4.7.6", until=NOW + 2 * DAY)
    asked = stories.sato_calls(here)
    assert asked.facts["conduct"] == ["4.7.6"]
    assert stories.sato_calls(here, now=NOW + 2 * DAY).facts["conduct"] == []


def test_a_review_keeps_the_record_with_a_reason_and_a_next_day(here: World) -> None:
    flag, by = stories.recorded(here, "4.7.7"), stories.supervisor(here)
    for wrong in ({"words": " "}, {"next_review_on": NOW.date()}):
        said: dict[str, Any] = {"words": "続ける", "next_review_on": date(2027, 2, 1), **wrong}
        with pytest.raises(CannotRecordFlag):
            intake_services.review_flag(flag.pk, actor=by, now=NOW, **said)
    kept = intake_services.review_flag(
        flag.pk, words="続ける", next_review_on=date(2027, 2, 1), actor=by, now=NOW
    )
    assert kept.review_on == date(2027, 2, 1)
    note = FlagNote.objects.get(flag=flag)
    assert "続ける".encode() not in bytes(note.words_sealed or b"")
    assert flag_queries.notes_of(flag.pk)[0].words == "続ける"
    assert not list(audit_queries.verify_chains(("flag", flag.pk)))


@pytest.mark.clause("4.7.7")
def test_an_appeal_is_decided_by_somebody_else(here: World) -> None:
    flag, by = stories.recorded(here, "4.7.7"), stories.supervisor(here)
    with pytest.raises(CannotRecordFlag):
        intake_services.uphold_flag(flag.pk, words="x", actor=ANOTHER, now=NOW)
    intake_services.appeal_flag(flag.pk, words="人違いです", actor=by, now=NOW)
    assert flag_queries.appeal_open(flag.pk)
    with pytest.raises(CannotRecordFlag):
        intake_services.uphold_flag(flag.pk, words="正しい", actor=by, now=NOW)
    intake_services.uphold_flag(flag.pk, words="録音で確かめた", actor=ANOTHER, now=NOW + DAY)
    assert not flag_queries.appeal_open(flag.pk)
    intake_services.appeal_flag(flag.pk, words="もう一度", actor=by, now=NOW + 2 * DAY)
    intake_services.end_flag(flag.pk, reason="人違い", actor=ANOTHER, now=NOW + 2 * DAY)
    assert flag_queries.live_flag(world.viewer(here.supervisor), flag.pk, at=NOW + 3 * DAY) is None


@pytest.mark.clause("4.7.7")
def test_many_calls_prompt_and_refuse_nothing(here: World) -> None:
    for _each in range(4):
        intake_services.open_call(SATO_PHONE, actor=stories.operator(here), now=NOW)
    request = stories.sato_calls(here, now=NOW + timedelta(hours=1))
    load = intake_queries.call_load(request, now=NOW + timedelta(hours=1))
    assert (load.prompts, load.calls) == (("often",), 5)
    case_services.open_case(request.pk, actor=stories.operator(here), now=NOW)
    later = stories.sato_calls(here, now=NOW + timedelta(hours=2))
    assert intake_queries.call_load(later, now=NOW + timedelta(hours=2)).calls == 5
    Request.objects.filter(pk=later.pk).update(call=None)
    later.refresh_from_db()
    assert intake_queries.call_load(later, now=NOW) is None


def test_a_protective_flag_is_seen_by_no_owner_contractor_technician_or_resident(
    here: World,
) -> None:
    flag = stories.recorded(here, "protective", dwelling_id=here.home.pk, person_id=None)
    intake_services.appeal_flag(flag.pk, words="x", actor=ANOTHER, now=NOW)
    for viewer in (
        Viewer(owner_ids=frozenset({here.owner.pk})),
        Viewer(firm_ids=frozenset({here.firm.pk})),
        Viewer(technician_id=here.mori.pk, person_ids=frozenset({here.sato.pk})),
        Viewer(person_ids=frozenset({here.sato.pk, here.aoki.pk})),
        world.viewer(here.other_operator),
    ):
        with context.acting_as(viewer):
            assert not Flag.objects.exists()
            assert not FlagNote.objects.exists()
        assert flag_queries.live_flags(viewer, at=NOW) == []
    assert flag_queries.live_flags(world.viewer(here.operator), at=NOW) == []
