"""What authorities are given, whose data are kept back, and what lies behind an alert."""

from datetime import timedelta

import pytest

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.audit import services as audit_services
from kaketsuke.audit.models import Access
from kaketsuke.audit.queries import verify_chains
from kaketsuke.privacy import services
from kaketsuke.privacy.models import Alert, Incident, Provision
from tests.web.console.conftest import Desk, shown
from tests.web.office.conftest import staff
from tests.world import NOW, SATO_PHONE, World

FOUND = "夜勤の引継ぎで名簿を確かめていた"
pytestmark = pytest.mark.django_db
LIST = "/privacy/provisions/"
POLICE = {
    "phone": SATO_PHONE,
    "recipient_kind": "police",
    "recipient_name": "見本警察署 生活安全課",
    "ground": "police",
    "document_reference": "照会書 第1号",
    "items": ("name", "phone"),
}


@pytest.mark.clause("4.8")
def test_what_the_police_are_given_is_recorded_with_its_paper(privacy: Desk, small_world: World):
    assert privacy.post(f"{LIST}new/", **POLICE).status_code == 302
    page = shown(privacy.get(LIST))
    for said in ("佐藤 花子", "見本警察署 生活安全課", "照会書 第1号", "氏名、電話番号"):
        assert said in page
    with context.as_system():
        row = Provision.objects.get()
        assert (row.ground, row.person_id) == ("police", small_world.sato.pk)
        assert list(verify_chains(("provision", row.pk))) == []
        assert Access.objects.filter(purpose="provision", person_id=row.person_id).exists()


@pytest.mark.clause("4.8")
@pytest.mark.parametrize("ground", ["consent", "mandate"])
def test_consent_is_no_ground_that_the_desk_may_claim(privacy: Desk, ground: str):
    shown(privacy.post(f"{LIST}new/", **POLICE | {"ground": ground}), 422)


@pytest.mark.clause("4.9")
def test_a_person_is_kept_from_one_owner_or_from_all(privacy: Desk, small_world: World):
    owner = str(small_world.owner.pk)
    one = {"phone": SATO_PHONE, "owner": owner, "reason": "つきまといの相談"}
    assert privacy.post("/privacy/blocks/new/", **one).status_code == 302
    page = shown(privacy.get(LIST))
    assert "見本不動産株式会社" in page
    assert "つきまといの相談" in page
    assert "すでに止めています" in shown(privacy.post("/privacy/blocks/new/", **one), 422)
    everybody = one | {"owner": ""}
    assert privacy.post("/privacy/blocks/new/", **everybody).status_code == 302
    assert "すべてのオーナー・管理会社" in shown(privacy.get(LIST))


def test_only_the_privacy_desk_provides_and_blocks(small_world: World):
    for desk in (Desk(small_world.supervisor), staff(small_world, "claims")):
        for path in (f"{LIST}new/", "/privacy/blocks/new/"):
            assert desk.get(path).status_code == 403


@pytest.mark.clause("4.8")
def test_what_lies_behind_an_alert_is_seen_by_somebody_else(privacy: Desk, small_world: World):
    supervisor = small_world.supervisor
    with context.as_system():
        for who in (supervisor, privacy.user):
            audit_services.record_access(
                viewer_id=who.pk,
                viewer_role="operator",
                person_id=small_world.sato.pk,
                case_id=None,
                purpose="call",
                ground="afterwards",
                now=NOW - timedelta(hours=1),
            )
            Alert.objects.create(
                company_id=small_world.company.pk, kind="many", viewer_id=who.pk, on=NOW.date(),
                persons=1, raised_at=NOW,
            )  # fmt: skip
        theirs = Alert.objects.get(viewer_id=supervisor.pk)
        mine = Alert.objects.get(viewer_id=privacy.user.pk)
    assert f"/privacy/alerts/{theirs.pk}/" in privacy.get("/start/").content.decode()
    page = shown(privacy.get(f"/privacy/alerts/{theirs.pk}/"))
    assert "お電話への対応" in page
    assert "お電話の後" in page
    assert "佐藤" not in page
    assert "別の担当が確かめます" in shown(
        privacy.post(f"/privacy/alerts/{mine.pk}/", note=FOUND), 422
    )
    path = f"/privacy/alerts/{theirs.pk}/"
    assert "何が分かったかを書いてください" in shown(privacy.post(path, note=" "), 422)
    assert "2000 文字まで" in shown(privacy.post(path, note="あ" * 2001), 422)
    assert privacy.post(path, note=FOUND).status_code == 302
    with context.as_system():
        mine.refresh_from_db()
        theirs.refresh_from_db()
    assert mine.seen_at is None
    assert theirs.seen_by_id == privacy.user.pk
    # Whoever else reads it sees what was found, the auditor in the record.
    for desk, page in ((Desk(supervisor), path), (privacy, "/privacy/looks/")):
        assert FOUND in shown(desk.get(page))
    found = shown(staff(small_world, "auditor").get("/office/record/search/"))
    assert FOUND in found
    assert "確かめて、分かったことを書きました" in found
    elsewhere = staff(small_world, "auditor", company=small_world.other_company)
    assert FOUND not in shown(elsewhere.get("/office/record/search/"))
    assert staff(small_world, "claims").get(f"/privacy/alerts/{mine.pk}/").status_code == 403


@pytest.mark.clause("4.8")
def test_an_incident_is_classed_anew_and_its_letters_are_counted(privacy: Desk, small_world: World):
    desk = Actor(ActorRole.PRIVACY, privacy.user.pk)
    with context.as_system():
        found = services.open_incident(
            small_world.company.pk, kind="other", known_at=NOW, outline="x", actor=desk, now=NOW
        )
        services.add_affected(
            found.pk, person_ids=[small_world.sato.pk], reason="見られた", actor=desk, now=NOW
        )
    path = f"/privacy/incidents/{found.pk}/"
    privacy.post(f"{path}classify/", kind="wrongful")
    with context.as_system():
        anew = Incident.objects.get()
    assert (anew.kind, anew.final_due_on - found.final_due_on) == ("wrongful", timedelta(days=30))
    page = shown(privacy.get(path))
    assert "ここに挙げた方は 1 名です" in page
    assert "手紙を送った" in page
    privacy.post(f"{path}letters/")
    assert "手紙を送った" not in shown(privacy.get(path))
    with context.as_system():
        assert list(verify_chains(("incident", found.pk))) == []
