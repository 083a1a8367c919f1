"""Legal holds and persons added to an incident by hand: always with a reason, never by guess."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.audit.models import Access
from kaketsuke.audit.queries import verify_chains
from kaketsuke.people import keys, sealing
from kaketsuke.privacy import services
from kaketsuke.privacy.models import Affected, Hold
from kaketsuke.privacy.places import hold_place, reason_place
from tests import world
from tests.web.console.conftest import Desk, shown
from tests.web.office.conftest import staff
from tests.world import NOW, SATO_PHONE, World

pytestmark = pytest.mark.django_db
TOMORROW = (NOW + timedelta(days=2)).date().isoformat()


def _hold(desk: Desk, **given: str):
    asked = {"phone": SATO_PHONE, "reason": "訴訟", "review_on": TOMORROW, **given}
    return desk.post("/privacy/holds/new/", **asked)


@pytest.mark.clause("4.10")
def test_a_hold_is_set_seen_and_ended_with_a_reason(privacy: Desk, small_world: World):
    assert "保存を指定した方はいません" in shown(privacy.get("/privacy/holds/"))
    assert _hold(privacy).status_code == 302
    page = shown(privacy.get("/privacy/holds/"))
    assert "佐藤 花子" in page
    assert "訴訟" in page
    assert "すでに指定されています" in shown(_hold(privacy), 422)
    with context.as_system():
        row = Hold.objects.get()
        assert Access.objects.filter(purpose="hold", person_id=small_world.sato.pk).exists()
    end = f"/privacy/holds/{row.pk}/end/"
    assert "理由を書いてください" in shown(privacy.post(end, reason=" "), 422)
    assert privacy.post(end, reason="和解した").status_code == 302
    assert privacy.get(end).status_code == 404
    assert "保存を指定した方はいません" in shown(privacy.get("/privacy/holds/"))
    with context.as_system():
        row.refresh_from_db()
        key = keys.open_key("hold", row.pk)
        place = hold_place("end_reason", row.pk)
        assert sealing.open_sealed(key, row.end_reason_sealed or b"", context=place) == "和解した"
        assert row.ended_by_id == privacy.user.pk
        assert list(verify_chains(("hold", row.pk))) == []
        with pytest.raises(IntegrityError), transaction.atomic():
            Hold.objects.update(ended_by_id=None)


@pytest.mark.clause("4.10")
def test_a_hold_is_due_on_the_start_page_and_may_go_on(privacy: Desk):
    _hold(privacy)
    with context.as_system():
        row = Hold.objects.get()
    review = f"/privacy/holds/{row.pk}/review/"
    begins = privacy.get("/start/")
    assert "係争の保存を続けるか決める" in shown(begins)
    assert review in begins.content.decode()
    assert "明日以降" in shown(privacy.post(review, review_on=NOW.date().isoformat()), 422)
    later = (NOW + timedelta(days=90)).date()
    assert privacy.post(review, review_on=later.isoformat()).status_code == 302
    assert "係争の保存を続けるか決める" not in shown(privacy.get("/start/"))
    with context.as_system():
        row.refresh_from_db()
        assert row.review_on == later
        assert list(verify_chains(("hold", row.pk))) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"phone": "090-0000-0999"}, "この番号の登録はありません"),
        ({"name": "山田 太郎"}, "ひとりに決められません"),
        ({"review_on": NOW.date().isoformat()}, "明日以降"),
        ({"reason": ""}, "理由を書いてください"),
    ],
)
def test_what_cannot_be_held_says_what_to_do(privacy: Desk, given: dict[str, str], said: str):
    assert said in shown(_hold(privacy, **given), 422)


@pytest.mark.clause("4.8")
def test_a_shared_number_asks_for_the_name(privacy: Desk, small_world: World):
    with context.as_system():
        both = world.add_resident(small_world.company, family="佐藤", given="健", phone=SATO_PHONE)
    assert "ひとりに決められません" in shown(_hold(privacy), 422)
    assert _hold(privacy, name="佐藤　健").status_code == 302
    with context.as_system():
        assert Hold.objects.get().person_id == both.pk


def test_another_company_and_another_desk_see_and_reach_nothing(privacy: Desk, small_world: World):
    _hold(privacy)
    with context.as_system():
        row = Hold.objects.get()
        incident = services.open_incident(
            small_world.company.pk, kind="other", known_at=NOW, outline="x",
            actor=Actor(ActorRole.PRIVACY, privacy.user.pk), now=NOW,
        )  # fmt: skip
        theirs = world.add_account(
            "theirs", label="x", role="privacy", company_id=small_world.other_company.pk
        )
    other = Desk(theirs)
    assert "佐藤" not in shown(other.get("/privacy/holds/"))
    assert "この番号の登録はありません" in shown(_hold(other), 422)
    assert other.post(f"/privacy/holds/{row.pk}/end/", reason="x").status_code == 404
    add = f"/privacy/incidents/{incident.pk}/add/"
    assert other.post(add, phone=SATO_PHONE, reason="x").status_code == 404
    for desk in (Desk(small_world.supervisor), staff(small_world, "claims")):
        for path in ("/privacy/holds/", "/privacy/holds/new/", add):
            assert desk.get(path).status_code == 403


@pytest.mark.clause("4.8")
def test_somebody_is_added_to_an_incident_by_hand_with_a_reason(privacy: Desk, small_world: World):
    desk = Actor(ActorRole.PRIVACY, privacy.user.pk)
    with context.as_system():
        incident = services.open_incident(
            small_world.company.pk, kind="other", known_at=NOW, outline="x", actor=desk, now=NOW
        )
    page = f"/privacy/incidents/{incident.pk}/"
    assert "影響を受けた方を加える" in shown(privacy.get(page))
    assert "理由を書いてください" in shown(privacy.post(f"{page}add/", phone=SATO_PHONE), 422)
    added = privacy.post(f"{page}add/", phone=SATO_PHONE, reason="紙に名前があった")
    assert added.status_code == 302
    assert "1 名" in shown(privacy.get(page))
    with context.as_system():
        row = Affected.objects.get()
        key = keys.open_key("incident", incident.pk)
        place = reason_place(incident.pk, small_world.sato.pk)
        opened = sealing.open_sealed(key, row.reason_sealed or b"", context=place)
        assert (row.found_by, opened) == ("hand", "紙に名前があった")
        with pytest.raises(IntegrityError), transaction.atomic():
            Affected.objects.update(reason_sealed=None)
