"""Where the technician is, in which words, and what a stranger with the link can do."""

import pytest

from kaketsuke.accounts import context
from kaketsuke.cases.models import Case, Entry, FollowUp, Link
from kaketsuke.config import env
from kaketsuke.network import services as network_services
from tests.web.resident.conftest import link_for, shown


def seen(at, latitude=35.70):
    with context.as_system():
        network_services.record_position(
            at.technician, at=at.now, latitude=latitude, longitude=139.695, now=at.now
        )


def test_on_the_way_the_page_says_how_far_the_technician_was(client, at, go, link):
    go("accept")
    go("depart")
    assert "data-technician-latitude" not in shown(client, link)
    seen(at)
    page = shown(client, link)
    assert 'data-technician-latitude="35.7"' in page
    assert "直線で約 0.6 km" in page


def test_before_setting_out_and_after_arriving_no_position_is_shown(client, at, go, link):
    go("accept")
    seen(at)
    assert "data-technician-latitude" not in shown(client, link)
    go("depart")
    go("arrive", position=(35.695, 139.695))
    assert 'id="places"' not in shown(client, link)


def test_the_technician_has_initials_where_there_is_no_picture(client, go, link):
    go("accept")
    assert '<span class="portrait" aria-hidden="true" lang="ja">森</span>' in shown(client, link)


def test_the_page_speaks_easy_japanese(client, go, link):
    go("accept")
    assert client.get(f"{link}?language=ja-easy")["Location"] == link
    page = shown(client, link)
    assert '<html lang="ja">' in page
    assert "来（く）る 人（ひと）が 決（き）まりました" in page
    # What only staff read stays ordinary Japanese instead of turning into another language.
    assert "やさしい日本語</a>" not in page
    assert ">English</a>" in page


def test_amounts_days_and_times_are_written_in_easy_japanese_too(client, at, go, link):
    go("working")
    with context.as_system():
        at.estimate(("MAT-1", 3))
    client.get(f"{link}?language=ja-easy")
    page = shown(client, link)
    assert "10,998 円" in page
    assert "断（ことわ）ります（お金は いりません）" in page


@pytest.mark.parametrize("why", ["not_my_home", "not_my_phone"])
def test_whoever_it_was_not_meant_for_ends_the_link(client, at, go, link, why):
    go("accept")
    asked = shown(client, f"{link}not-for-me/")
    assert "青葉ハイツ" not in asked
    answer = client.post(f"{link}not-for-me/", {"why": why})
    assert "ありがとうございました" in answer.content.decode()
    shown(client, link, 410)
    shown(client, f"{link}not-for-me/", 410)
    with context.as_system():
        assert FollowUp.objects.filter(case=at.case, kind="contact_check").count() == 1
        assert Entry.objects.get(event="LinkDisowned").facts == {"reason": why}
        # Nobody of the home is told any more: a person must see to it.
        assert Case.objects.get(pk=at.case.pk).human_needed == "nobody_told"
        assert at.state == "assigned"


def test_every_link_of_the_same_person_ends_and_no_other(client, at, link, flatmate):
    second = link_for(at, at.world.sato.pk)
    client.post(f"{link}not-for-me/", {"why": "not_my_phone"})
    shown(client, second, 410)
    shown(client, flatmate)
    with context.as_system():
        assert Case.objects.get(pk=at.case.pk).human_needed == ""


def test_without_a_choice_nothing_ends(client, link):
    answer = client.post(f"{link}not-for-me/", {})
    assert answer.status_code == 422
    assert "どちらかを選んでください" in answer.content.decode()
    shown(client, link)


def test_the_stranger_is_asked_in_the_serving_role(as_app_role, client, at, link):
    assert client.post(f"{link}not-for-me/", {"why": "not_my_home"}).status_code == 200
    with context.as_system():
        assert Link.objects.filter(case=at.case, ended_at=None).count() == 0


def test_map_pictures_come_from_https_alone():
    assert env.origins("") == []
    tiles = "https://tiles.example.jp/xyz/{z}/{x}/{y}.png"
    assert env.origins(tiles) == ["https://tiles.example.jp"]
    with pytest.raises(env.Misconfigured):
        env.origins("http://tiles.example.jp/{z}")
