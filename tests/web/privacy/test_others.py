"""Incidents, processors, provisions, looks and clocks, as the privacy desk sees to them."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.audit import services as audit_services
from kaketsuke.network import services as network_services
from kaketsuke.network.models import Edge
from kaketsuke.privacy import services, tasks
from kaketsuke.privacy.models import BreakGlass, Incident, RetentionRun
from kaketsuke.privacy.services.incidents import ITEMS
from tests import world
from tests.web.console.conftest import Desk, shown
from tests.world import NOW, SATO_PHONE, World

pytestmark = pytest.mark.django_db
MOMENT = "2026-11-22T20:00"


def account_of(username: str, **scope: Any) -> Desk:
    with context.as_system():
        return Desk(world.add_account(username, label=username, **scope))


def test_whoever_works_for_no_company_is_told_where_to_call(small_world: World):
    with context.as_system():
        alone = network_services.add_firm("見本ひとり鍵店", label="alone")
    told = account_of("alone", role="contractor", firm_id=alone.pk).post(
        "/privacy/incidents/report/", kind="wrongful", known_at=MOMENT, outline="端末をなくした"
    )
    assert "カスタマーセンターへお電話ください" in shown(told, 422)


@pytest.mark.parametrize("who", ["resident", "owner"])
def test_a_resident_or_owner_reports_to_the_company_of_the_home(small_world: World, who: str):
    scope = {
        "resident": {"person_id": small_world.sato.pk},
        "owner": {"owner_id": small_world.owner.pk},
    }
    told = account_of(who, role=who, **scope[who]).post(
        "/privacy/incidents/report/", kind="other", known_at=MOMENT, outline="名前を言われた"
    )
    assert told.status_code == 302
    with context.as_system():
        assert Incident.objects.get().company_id == small_world.company.pk


@pytest.mark.clause("4.8")
def test_a_technician_reports_and_the_desk_takes_it_to_the_final_report(
    privacy: Desk, small_world: World
):
    told = Desk(small_world.mori_account).post(
        "/privacy/incidents/report/", kind="wrongful", known_at=MOMENT, outline="端末をなくした"
    )
    assert told.status_code == 302
    with context.as_system():
        found = Incident.objects.get()
        audit_services.record_access(
            viewer_id=small_world.mori_account.pk,
            viewer_role="operator",
            person_id=small_world.sato.pk,
            case_id=None,
            purpose="case_page",
            ground="assignment",
            now=NOW,
        )
    assert (found.company_id, found.opened_by_role) == (small_world.company.pk, "technician")
    path = f"/privacy/incidents/{found.pk}/"
    assert f"I-{found.number}" in shown(privacy.get("/privacy/incidents/"))
    privacy.post(
        f"{path}affected/", account="mori", since="2026-11-22T00:00", until="2026-11-23T00:00"
    )
    assert "1 名" in shown(privacy.get(path))
    privacy.post(f"{path}preliminary/")
    with context.as_system():
        found.refresh_from_db()
        assert found.preliminary_at is None  # its items were still empty
    items = dict.fromkeys(ITEMS, "記載しました")
    privacy.post(f"{path}items/", **items)
    for step in ("preliminary", "letters", "final"):
        privacy.post(f"{path}{step}/")
    with context.as_system():
        found.refresh_from_db()
    assert found.final_at == NOW
    pdf = privacy.get(f"{path}letters.pdf").content
    assert "佐藤 花子 様" in PdfReader(BytesIO(pdf)).pages[0].extract_text()


@pytest.mark.clause("4.8")
def test_a_sub_contractor_is_approved_and_contracts_are_reviewed_at_the_desk(
    privacy: Desk, small_world: World, at_the_time: list[object]
):
    with context.as_system():
        Edge.objects.filter(firm=small_world.sub_firm).update(approved_at=None)
        edge = Edge.objects.get(firm=small_world.sub_firm)
    page = shown(privacy.get("/privacy/processors/"))
    assert "承認待ち" in page
    privacy.post(f"/privacy/processors/{edge.pk}/approve/")
    assert "承認待ち" not in shown(privacy.get("/privacy/processors/"))
    at_the_time[0] = NOW + timedelta(days=200)
    page = shown(privacy.get("/privacy/processors/"))
    assert 'class="needs-human"' in page
    added = privacy.post(
        "/privacy/processors/",
        name="見本配信",
        role="SMS",
        items=["phone"],
        selection="認証",
        country="日本",
        from_=NOW.date().isoformat(),
        contract_reference="委-1",
    )
    assert added.status_code == 302
    assert "見本配信" in shown(privacy.get("/privacy/processors/"))
    assert "必須" in shown(privacy.post("/privacy/processors/", name="x"), 422)


@pytest.mark.clause("4.8")
def test_the_register_shows_what_went_where_and_who_is_blocked(privacy: Desk, small_world: World):
    desk = Actor(ActorRole.PRIVACY, privacy.user.pk)
    with context.as_system():
        services.record_provision(
            [small_world.sato.pk],
            recipient=services.Recipient("owner", small_world.owner.pk),
            items=["name", "room"],
            ground="consent",
            actor=desk,
            now=NOW,
        )
        row = services.block(small_world.sato.pk, owner_id=None, reason="x", actor=desk, now=NOW)
    page = shown(privacy.get("/privacy/provisions/"))
    assert "見本不動産株式会社" in page
    assert "提供を止めている方" in page
    privacy.post(f"/privacy/blocks/{row.pk}/end/")
    assert "提供を止めている方" not in shown(privacy.get("/privacy/provisions/"))


@pytest.mark.clause("4.8")
def test_a_look_with_a_reason_shows_the_person_and_another_reads_it(
    privacy: Desk, small_world: World
):
    supervisor = Desk(small_world.supervisor)
    assert "登録はありません" in shown(
        supervisor.post(
            "/privacy/looks/", phone="090-9999-9999", reason="警察からの照会に答えるため"
        ),
        422,
    )
    seen = shown(
        supervisor.post("/privacy/looks/", phone=SATO_PHONE, reason="警察からの照会に答えるため")
    )
    assert "佐藤 花子" in seen
    assert "別の担当が確かめます" in seen
    page = shown(privacy.get("/privacy/looks/"))
    assert "警察からの照会に答えるため" in page
    with context.as_system():
        row = BreakGlass.objects.get()
    privacy.post(f"/privacy/looks/{row.pk}/fine/")
    assert "問題なし" in shown(privacy.get("/privacy/looks/"))
    assert Desk(small_world.operator).get("/privacy/looks/").status_code == 403


@pytest.mark.clause("4.10")
def test_the_clocks_are_counted_without_erasing(privacy: Desk, small_world: World):
    privacy.post("/privacy/clocks/")
    assert "実行中" in shown(privacy.get("/privacy/clocks/"))
    with context.as_system():
        run = RetentionRun.objects.get()
    for _ in range(40):
        tasks.retention_step(str(run.pk))
    page = shown(privacy.get("/privacy/clocks/"))
    assert "実行中" not in page
    assert "数えただけ" in page


@pytest.mark.clause("4.8")
def test_what_was_typed_of_an_incident_stays_until_it_can_be_kept(privacy: Desk):
    privacy.post("/privacy/incidents/report/", kind="other", known_at=MOMENT, outline="紛失")
    path = f"/privacy/incidents/{Incident.objects.get().pk}/"
    # What the preliminary report still lacks is said, and the press is not there before.
    page = shown(privacy.get(path))
    assert "速報までに、次の項目を書いてください。" in page
    assert "速報をした" not in page
    typed = {"account": "nobody", "since": "2026-11-22T10:00", "until": "2026-11-22T09:00"}
    answer = privacy.client.post(f"{path}affected/", typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "このサインイン名のアカウントはありません。" in page
    assert "「いつから」より後の日時にしてください。" in page
    assert 'value="nobody"' in page


def test_everything_declared_is_listed_with_its_purpose_and_time(privacy: Desk):
    page = shown(privacy.get("/privacy/declared/"))
    assert "お名前" in page
    assert "登録が終わってから1年" in page
    assert not re.search(r"<th scope=\"row\">[a-z]+\.[A-Z]", page)
