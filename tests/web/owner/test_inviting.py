"""One resident more, without a roster: the same checks, word and invitation (2.2)."""

import pytest

from kaketsuke.accounts import context
from kaketsuke.notify.models import Message
from kaketsuke.parties.models import Dwelling
from kaketsuke.residents import rosters
from kaketsuke.residents import services as resident_services
from kaketsuke.residents.models import Invitation
from tests.pages import words
from tests.web.console.conftest import Desk, shown
from tests.world import NOW, SATO_PHONE, World

pytestmark = [pytest.mark.django_db, pytest.mark.clause("2.2")]
NEW = {"room": "３０１", "name": "加藤 花", "phone": "０９０－００００－０３０１", "told": "on"}


def path(w: World) -> str:
    return f"/owner/buildings/{w.building.pk}/invite/"


def test_a_new_home_and_its_resident_are_invited_once(owner: Desk, small_world: World):
    assert path(small_world) in shown(owner.get(f"/owner/buildings/{small_world.building.pk}/"))
    for _twice in range(2):
        assert owner.post(path(small_world), **NEW).status_code == 302
    with context.as_system():
        [invitation] = Invitation.objects.all()
        assert invitation.dwelling.room == "301"
        assert invitation.told_by_id == owner.user.pk
        line = rosters.open_lines([invitation])[invitation.pk]
        assert (line.name, line.phone) == ("加藤 花", "+819000000301")
        assert resident_services.send_waiting(small_world.building.pk, now=NOW) == 1
        assert Message.objects.get(template="invitation").channel == "sms"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"told": ""}, "知らせてあることを確かめて"),
        ({"phone": "0120-000-000"}, "フリーダイヤル"),
        ({"room": ""}, "この項目を入力してください"),
        ({"email": "a@"}, "メールアドレスとして読み取れません"),
        ({"name": "\u202e花"}, "読めない文字"),
    ],
)
def test_what_a_roster_would_refuse_is_refused_at_its_field(
    owner: Desk, small_world: World, wrong: dict[str, str], said: str
):
    assert said in shown(owner.post(path(small_world), **NEW | wrong), 422)
    with context.as_system():
        assert not Invitation.objects.exists()
        assert not Dwelling.objects.filter(room="301").exists()


@pytest.mark.clause("4.9")
def test_asking_does_not_tell_who_is_registered(owner: Desk, small_world: World):
    answers = []
    for phone in (SATO_PHONE, "090-0000-9203"):
        sent = NEW | {"room": "203", "name": "佐藤 花子", "phone": phone}
        answers.append(words(shown(owner.client.post(path(small_world), sent, follow=True))))
    assert answers[0] == answers[1]
    with context.as_system():
        assert Invitation.objects.count() == 1


def test_another_owners_building_does_not_exist(other_owner: Desk, small_world: World):
    assert other_owner.post(path(small_world), **NEW).status_code == 404
