"""The auditor finds what happened by case, person, actor and period, and takes it along proven."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kaketsuke.accounts import context
from kaketsuke.audit import checkpoints, proofs
from kaketsuke.cases.models import Case
from kaketsuke.claims import services as claim_services
from kaketsuke.privacy import services as privacy_services
from kaketsuke.privacy.models import Hold
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
        assert name in shown(auditor.post(SEARCH, **asked)), asked
    for other in ({"since": "2026-11-23T00:00"}, {"number": "K-1"}):
        assert "あてはまる記録はありません" in shown(auditor.post(SEARCH, **other)), other
    assert "佐藤" not in shown(auditor.post(SEARCH, number=str(case.number)))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"phone": "090-9999-9999"}, "この番号の登録はありません"),
        ({"account": "nobody"}, "このサインイン名のアカウントはありません"),
        ({"number": "K"}, "K- に続く番号"),
        ({"since": "きのう"}, "のように入力してください"),
        ({"since": "2026-11-23T00:00", "until": "2026-11-22T00:00"}, "より後の日時"),
    ],
)
def test_what_cannot_be_searched_is_told_and_stays(auditor: Desk, asked: dict[str, str], said: str):
    page = shown(auditor.post(SEARCH, **asked), 422)
    assert said in page
    assert all(typed in page for typed in asked.values())


def test_another_companys_record_is_not_found(auditor: Desk, case: Case, small_world: World):
    with context.as_system():
        Case.objects.update(company=small_world.other_company)
    assert f"case {case.pk}" not in shown(auditor.post(SEARCH, number=str(case.number)))
    assert "見つかりません" in shown(auditor.get(EXPORT, number=str(case.number)), 422)
    assert auditor.get(f"{EXPORT}case/{case.pk}/").status_code == 404


def test_the_export_stands_by_itself_once_there_is_a_checkpoint(auditor: Desk, case: Case):
    page = shown(auditor.get(EXPORT, number=f"K-{case.number}"), 422)  # nothing signed yet
    assert "署名された記録がまだない" in page
    assert f"K-{case.number}" in page
    with context.as_system():
        checkpoints.make(now=NOW)
    answer = auditor.get(EXPORT, number=f"K-{case.number}")
    found = proofs.verify_export(json.loads(answer.content))
    assert (found.faults, len(found.chains)) == ((), 2)


@pytest.fixture
def matters(small_world: World, case: Case) -> dict[str, UUID]:
    """A complaint, a claim, an incident, a hold, a block and a request, all of Sato."""
    at: dict[str, Any] = {"actor": stories.supervisor(small_world), "now": NOW}
    sato = small_world.sato.pk
    with context.as_system():
        complaint = claim_services.open_complaint(
            "visit", words="遅い", case_id=case.pk, person_id=sato, channel="phone", **at
        )
        today = NOW.date()
        claim = claim_services.open_claim(
            case.pk, harm="door", words="傷", channel="phone", person_id=sato,
            occurred_on=today, known_on=today, **at,
        )  # fmt: skip
        incident = privacy_services.open_incident(
            small_world.company.pk, kind="other", known_at=NOW, outline="x", **at
        )
        privacy_services.add_affected(incident.pk, person_ids=[sato], reason="x", **at)
        hold = privacy_services.hold(
            sato, reason="x", review_on=NOW.date() + timedelta(days=9), **at
        )
        block = privacy_services.block(sato, owner_id=None, reason="x", **at)
        asked = privacy_services.open_request(
            kind="disclosure", channel="phone", person_id=sato, contact=SATO_PHONE, **at
        )
    return {
        "complaint": complaint.pk,
        "claim": claim.pk,
        "incident": incident.pk,
        "hold": hold.pk,
        "block": block.pk,
        "data_request": asked.pk,
    }


@pytest.mark.clause("4.8")
def test_every_kind_of_chain_is_found_and_taken_along_proven(
    auditor: Desk, matters: dict[str, UUID]
):
    for asked in ({"phone": SATO_PHONE}, {"account": "supervisor"}, {"since": "2026-11-22T00:00"}):
        page = shown(auditor.post(SEARCH, **asked))
        for kind, subject_id in matters.items():
            assert f"{kind} {subject_id}" in page, (asked, kind)
    for words in ("保存を指定しました", "事故を知らせました", "オーナーへの提供を止めました", "I-"):
        assert words in page
    with context.as_system():
        checkpoints.make(now=NOW)
    for kind, subject_id in matters.items():
        answer = auditor.get(f"{EXPORT}{kind}/{subject_id}/")
        found = proofs.verify_export(json.loads(answer.content))
        assert (found.faults, len(found.chains)) == ((), 1), kind
    answer = auditor.post(SEARCH, phone=SATO_PHONE, export="1")
    found = proofs.verify_export(json.loads(answer.content))
    assert found.faults == ()
    assert len(found.chains) >= len(matters) + 2  # and the case with its request


def test_what_is_newer_than_the_signature_is_not_handed_out_yet(
    auditor: Desk, case: Case, small_world: World
):
    with context.as_system():
        checkpoints.make(now=NOW)
        hold = privacy_services.hold(
            small_world.sato.pk, reason="x", review_on=NOW.date() + timedelta(days=9),
            actor=stories.supervisor(small_world), now=NOW,
        )  # fmt: skip
    answer: Any = auditor.client.get(f"{EXPORT}hold/{hold.pk}/", follow=True)
    assert "今夜の署名の後に" in shown(answer)


def test_another_companys_chains_are_neither_found_nor_handed_out(
    auditor: Desk, matters: dict[str, UUID], small_world: World
):
    with context.as_system():
        Hold.objects.update(company_id=small_world.other_company.pk)
    hold = matters["hold"]
    for asked in ({"phone": SATO_PHONE}, {"since": "2026-11-22T00:00"}):
        assert f"hold {hold}" not in shown(auditor.post(SEARCH, **asked))
    assert auditor.get(f"{EXPORT}hold/{hold}/").status_code == 404
    assert auditor.get(f"{EXPORT}nothing/{hold}/").status_code == 404


def test_only_auditors_are_let_in(case: Case, small_world: World):
    for account in (small_world.operator, small_world.supervisor, small_world.mori_account):
        for path in (SEARCH, EXPORT):
            assert Desk(account).get(path).status_code == 403
