"""The auditor finds what happened by case, person, actor and period, and takes it along proven."""

import json
from pathlib import Path
from typing import Any

import pytest

from kaketsuke.accounts import context
from kaketsuke.audit import checkpoints, proofs
from kaketsuke.cases.models import Case
from tests import stories
from tests.web.console.conftest import Desk, shown
from tests.world import NOW, SATO_PHONE, World

pytestmark = pytest.mark.django_db
SEARCH, EXPORT = "/office/record/search/", "/office/record/export/"


@pytest.fixture
def case(small_world: World, settings: Any, tmp_path: Path) -> Case:
    settings.CHECKPOINT_FOLDER = tmp_path
    with context.as_system():
        return stories.sato_is_helped(small_world)


def test_the_record_is_found_by_case_person_actor_and_period(auditor: Desk, case: Case):
    name = f"case {case.pk}"
    for asked in (
        {"number": f"K-{case.number}"},
        {"phone": SATO_PHONE},
        {"account": "operator"},
        {"since": "2026-11-22T00:00", "until": "2026-11-23T00:00"},
    ):
        assert name in shown(auditor.get(SEARCH, **asked)), asked
    for other in (
        {"phone": "090-9999-9999"},
        {"account": "nobody"},
        {"since": "2026-11-23T00:00"},
        {"number": "K-1"},
    ):
        assert "あてはまる記録はありません" in shown(auditor.get(SEARCH, **other)), other
    assert "佐藤" not in shown(auditor.get(SEARCH, number=str(case.number)))


def test_another_companys_record_is_not_found(auditor: Desk, case: Case, small_world: World):
    with context.as_system():
        Case.objects.update(company=small_world.other_company)
    assert f"case {case.pk}" not in shown(auditor.get(SEARCH, number=str(case.number)))
    assert auditor.get(EXPORT, number=str(case.number)).status_code == 302


def test_the_export_stands_by_itself_once_there_is_a_checkpoint(auditor: Desk, case: Case):
    assert auditor.get(EXPORT, number=f"K-{case.number}").status_code == 302  # nothing signed yet
    with context.as_system():
        checkpoints.make(now=NOW)
    answer = auditor.get(EXPORT, number=f"K-{case.number}")
    found = proofs.verify_export(json.loads(answer.content))
    assert (found.faults, len(found.chains)) == ((), 2)


def test_only_auditors_are_let_in(case: Case, small_world: World):
    for account in (small_world.operator, small_world.supervisor, small_world.mori_account):
        for path in (SEARCH, EXPORT):
            assert Desk(account).get(path).status_code == 403
