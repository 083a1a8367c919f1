"""The centre beside the technician: call-backs, approvals, photos, a lost phone."""

import json

import pytest

from kaketsuke.accounts import context
from kaketsuke.accounts import services as account_services
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case
from kaketsuke.onsite import queries
from kaketsuke.onsite import services as onsite_services
from kaketsuke.onsite.models import BreakingApproval, Photo
from kaketsuke.people.models import ContactPoint
from tests import door, world
from tests.onsite.test_photos import encoded
from tests.pages import signed_in
from tests.web.console.conftest import shown
from tests.web.field.conftest import Phone, moment, people, story  # noqa: F401 - fixtures of the phone


@pytest.fixture
def desk(story):  # noqa: F811 - the fixture
    story.go("at_the_door")
    return story


def path(story, rest=""):  # noqa: F811
    return f"/console/cases/{story.phone.case.pk}/{rest}"


@pytest.mark.clause("A1.2.2")
def test_the_registered_phone_is_confirmed_by_the_centre(desk):
    with context.as_system():
        desk.at.ask_call_back()
    client = signed_in(desk.at.world.operator)
    page = shown(client.get(path(desk, "door/")))
    assert "作業員が待っています" in page
    assert world.SATO_PHONE in page
    assert client.post(path(desk, "door/reached/")).status_code == 302
    assert "確認が済んでいます" in shown(client.get(path(desk, "door/")))
    with context.as_system():
        case = Case.objects.get()
        assert queries.call_back_confirmed(case)
        assert case.human_needed == ""


@pytest.mark.clause("A1.2.2")
def test_with_the_phone_inside_an_operator_is_not_even_asked(desk):
    built = desk.at.world
    with context.as_system():
        case_services.take_temporary_number(
            desk.phone.case.pk, number="090-0000-9999", actor=door.operator(built), now=desk.at.now
        )
    client = signed_in(built.operator)
    assert "責任者がほかの方法で" in shown(client.get(path(desk, "door/")))
    client.post(path(desk, "door/reached/"))
    with context.as_system():
        assert not queries.call_back_confirmed(Case.objects.get())
    signed_in(built.supervisor).post(path(desk, "door/reached/"))
    with context.as_system():
        assert queries.call_back_confirmed(Case.objects.get())


@pytest.mark.clause("A1.2.2")
def test_a_number_that_nobody_proved_is_not_rung_by_an_operator(desk):
    with context.as_system():
        ContactPoint.objects.update(proven_at=None)
        desk.at.ask_call_back()
    page = shown(signed_in(desk.at.world.operator).get(path(desk, "door/")))
    assert "番号は送らず、責任者がほかの方法で" in page
    assert world.SATO_PHONE not in page
    assert "ご本人を確かめました" not in page


@pytest.mark.clause("2.1")
def test_an_approval_to_break_is_recorded_once_with_the_owner_who_was_heard(desk):
    client = signed_in(desk.at.world.operator)
    assert "見本不動産" in shown(client.get(path(desk, "door/")))
    heard = f"{desk.at.world.owner.pk}:"
    for by, whom in (("owner", ""), ("owner", heard), ("owner", heard), ("neighbour", heard)):
        client.post(path(desk, "door/breaking/"), {"approved_by": by, "heard": whom})
    with context.as_system():
        assert [each.approved_by for each in BreakingApproval.objects.all()] == ["owner"]
    assert "オーナー" in shown(client.get(path(desk, "door/")))


@pytest.mark.clause("2.1")
def test_the_company_is_the_supervisor(desk):
    operator, supervisor = (
        signed_in(desk.at.world.operator),
        signed_in(desk.at.world.supervisor),
    )
    assert "責任者が記録します" in shown(operator.get(path(desk, "door/")))
    refused = operator.post(path(desk, "door/breaking/"), {"approved_by": "company"}, follow=True)
    assert "責任者だけが記録できます" in shown(refused)
    supervisor.post(path(desk, "door/breaking/"), {"approved_by": "company"})
    with context.as_system():
        assert [each.approved_by for each in BreakingApproval.objects.all()] == ["company"]


@pytest.mark.clause("2.1")
def test_the_agreement_of_who_cannot_sign_is_heard_by_the_centre(desk):
    step = desk.phone.get("steps/begin_destructive/").content.decode()
    assert "手で書けない方は" not in step
    signed_in(desk.at.world.supervisor).post(
        path(desk, "door/breaking/"), {"approved_by": "company"}
    )
    asked = desk.phone.get("steps/break/").content.decode()
    assert "手で書けない方は" in asked
    assert 'name="spoken"' not in asked
    client = signed_in(desk.at.world.operator)
    client.post(path(desk, "door/agreement/"))
    assert "お聞きしました" in shown(client.get(path(desk, "door/")))
    assert 'name="spoken"' in desk.phone.get("steps/break/").content.decode()


def test_photos_are_looked_at_and_deleted_by_the_centre_alone(desk):
    with context.as_system():
        photo = desk.at.add_photo(file=encoded(), moment="before")
    client = signed_in(desk.at.world.operator)
    picture = client.get(path(desk, f"photos/{photo.pk}/"))
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in picture["Cache-Control"]
    client.post(path(desk, f"photos/{photo.pk}/judge/"), {"because": ""})
    assert "確認済み" in shown(client.get(path(desk, "door/")))
    client.post(path(desk, f"photos/{photo.pk}/judge/"), {"because": "person"})
    assert client.get(path(desk, f"photos/{photo.pk}/")).status_code == 404
    with context.as_system():
        assert Photo.objects.get().picture_sealed is None


@pytest.mark.parametrize("who", ["other_operator", "stranger", "mori_account"])
def test_nobody_else_sees_a_photo(desk, who):
    with context.as_system():
        photo = desk.at.add_photo(file=encoded(), moment="before")
    answer = signed_in(getattr(desk.at.world, who)).get(path(desk, f"photos/{photo.pk}/"))
    assert answer.status_code in (403, 404)


def test_a_request_for_a_call_is_seen_and_answered(desk):
    desk.phone.press("connect")
    client = signed_in(desk.at.world.operator)
    assert "お客さまへの電話を求めています" in shown(client.get(path(desk)))
    client.post(path(desk, "door/answered/"))
    with context.as_system():
        assert Case.objects.get().human_needed == ""


def test_a_lost_phone_is_signed_out_everywhere_and_forgets(desk):
    world, phone = desk.at.world, desk.phone
    second = Phone(world.mori_account, phone.case)
    assert signed_in(world.operator).post(path(desk, "door/sign-out/")).status_code == 403
    signed_in(world.supervisor).post(path(desk, "door/sign-out/"))
    sent = {"sent_at": desk.at.now.isoformat(), "actions": []}
    for each in (phone, second):
        assert each.get().status_code == 302
        answer = each.client.post("/field/actions/", json.dumps(sent), "application/json")
        assert answer.status_code == 401
    login = shown(phone.client.get(phone.path, follow=True))
    assert "data-forget-case" in login
    world.mori_account.refresh_from_db()
    assert Phone(world.mori_account, phone.case).get().status_code == 200


def test_signing_out_everywhere_leaves_otherssigned_in(desk):
    with context.as_system():
        account_services.sign_out_everywhere(
            desk.at.world.mori_account.pk, actor="test", now=desk.at.now
        )
    client = signed_in(desk.at.world.operator)
    assert client.get(path(desk)).status_code == 200
    with context.as_system():
        onsite_services.confirm_call_back(
            desk.phone.case.pk, actor=door.operator(desk.at.world), now=desk.at.now
        )
