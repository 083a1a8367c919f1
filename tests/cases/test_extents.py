"""What an area event excuses of a case is recorded by a supervisor, within the event (4.4)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kaketsuke.cases import services
from kaketsuke.cases.models import Case, Entry, Extent
from kaketsuke.cases.refusals import CannotRecordExtent
from kaketsuke.parties import events
from kaketsuke.parties.events import AreaEventKind
from tests import stories
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4.4")]
MINUTE = timedelta(minutes=1)
LATER = NOW + 60 * MINUTE


def flood(here: World, **otherwise: Any) -> Any:
    said = {"municipality_codes": ["13104"], "from_": NOW - 30 * MINUTE}
    return events.declare_area_event(
        AreaEventKind.FLOOD, source="気象庁の発表", declared_by_id=here.supervisor.pk, now=NOW,
        **{**said, **otherwise},
    )  # fmt: skip


def record(here: World, case: Case, event: Any, **otherwise: Any) -> Extent:
    said = {
        "from_": NOW,
        "until": NOW + 40 * MINUTE,
        "reason": "道路が冠水し、迂回した。",
        "actor": stories.supervisor(here),
        "now": LATER,
    }
    return services.record_extent(case.pk, area_event_id=event.pk, **{**said, **otherwise})


def test_it_is_written_into_the_timeline_with_its_clause(here: World) -> None:
    case = stories.sato_is_helped(here)
    extent = record(here, case, flood(here))
    assert extent.during.upper - extent.during.lower == 40 * MINUTE
    assert Entry.objects.get(case=case, event="ExtentRecorded").clauses == ["4.4"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"from_": NOW - MINUTE},
        {"until": LATER + MINUTE},
        {"until": NOW},
        {"reason": " "},
    ],
)
def test_it_stays_within_event_case_and_past(here: World, wrong: dict[str, Any]) -> None:
    case = stories.sato_is_helped(here)
    with pytest.raises(CannotRecordExtent):
        record(here, case, flood(here), **wrong)


def test_it_ends_with_the_event_to_the_second(here: World) -> None:
    case, event = stories.sato_is_helped(here), flood(here)
    events.end_area_event(event.pk, now=NOW + 40 * MINUTE)
    record(here, case, event)
    with pytest.raises(CannotRecordExtent):
        record(here, case, event, until=NOW + 40 * MINUTE + timedelta(seconds=1))


def test_only_a_supervisor_records_it_and_only_where_the_event_is(here: World) -> None:
    case = stories.sato_is_helped(here)
    with pytest.raises(CannotRecordExtent):
        record(here, case, flood(here), actor=stories.operator(here))
    with pytest.raises(CannotRecordExtent):
        record(here, case, flood(here, municipality_codes=["13101"]))
    extent = record(here, case, flood(here))
    with pytest.raises(IntegrityError, match="cases_extent_lasts"), transaction.atomic():
        Extent.objects.filter(pk=extent.pk).update(during="empty")
