"""The installable app: what the phone keeps of it, and of the one live case."""

import json
import re

import pytest
from django.urls import reverse

from kaketsuke.accounts import context
from kaketsuke.onsite import services as onsite_services
from kaketsuke.onsite.services import OnRecord
from kaketsuke.overview import name_digests
from kaketsuke.rules import site
from kaketsuke.web.field import app, check_graph, checking, moves
from tests.web.field.conftest import Phone

pytestmark = pytest.mark.django_db


def test_everything_that_the_worker_keeps_is_there(client):
    """One address that does not answer would keep the worker from ever being installed."""
    for address in app.kept_on_the_phone():
        answer = client.get(address)
        assert answer.status_code == 200, address
        # Read to its end, a file is closed.
        assert answer.getvalue(), address


def test_the_worker_has_a_stable_address_and_is_never_stale(client):
    answer = client.get("/field/sw.js")
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Content-Type"].startswith("text/javascript")
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    kept = json.loads(re.search(r"const KEPT = (\[.*\]);", answer.content.decode())[1])
    assert kept == app.kept_on_the_phone()


def test_the_manifest_opens_the_technicians_pages(client):
    told = client.get(reverse("field_manifest")).json()
    assert (told["start_url"], told["scope"], told["display"]) == (
        "/field/",
        "/field/",
        "standalone",
    )
    assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512", "any"}


def test_the_page_that_works_alone_holds_nothing_of_anybody(client, story):
    story.go("accept")
    page = client.get(reverse("field_shell")).content.decode()
    assert "青葉" not in page
    assert str(story.phone.case.pk) not in page


def bundle(phone):
    answer = phone.get("bundle/")
    assert answer.status_code == 200, answer.content[:300]
    assert "no-store" in answer["Cache-Control"]
    return answer.json()


def test_every_move_leads_to_a_screen_that_the_phone_has(story):
    kept = bundle(story.go("accept"))
    assert kept["screen"] in kept["screens"]
    leads = {to for found in kept["moves"].values() for _step, _when, to in found}
    assert leads <= kept["screens"].keys()
    assert {"en_route", "arrived", "verified", "working", "turned_away"} <= leads
    for nodes in (each["nodes"] for each in kept["checks"].values()):
        assert all(to < len(nodes) for _view, edges in nodes for _given, to in edges)
    # Alone too it says what is too long: no box of the browser cuts it.
    longest = [each["interim_note"] for each in kept["longest"].values() if "interim_note" in each]
    assert longest
    assert all(each["most"] == 200 and "200 文字まで" in each["sentence"] for each in longest)


def test_the_bundle_names_nobody(story):
    text = json.dumps(bundle(story.go("accept")), ensure_ascii=False)
    for told in ("佐藤", "花子", "サトウ", "090-0000-0203", "sato@"):
        assert told not in text


def test_names_are_kept_as_slow_digests_salted_anew(story):
    with context.as_system():
        first = name_digests.of_case(story.phone.case.pk, at=story.at.now)
        second = name_digests.of_case(story.phone.case.pk, at=story.at.now)
    assert first["salt"] != second["salt"]
    assert len(first["of"]["registrant"]) == len(second["of"]["registrant"]) >= 1
    assert not set(first["of"]["registrant"]) & set(second["of"]["registrant"])
    assert first["of"]["owner"] == []


def test_another_technician_gets_no_bundle(story, people):
    story.go("accept")
    assert Phone(people.hayashi_account, story.phone.case).get("bundle/").status_code == 404


def test_with_the_end_of_the_case_the_phone_is_told_to_forget(story):
    phone = story.go("accept")
    page = phone.press("withdraw", reason="accident").content.decode()
    assert "data-phone-over" in page
    assert phone.get("bundle/").status_code == 302
    assert "data-phone-none" in phone.client.get("/field/").content.decode()


@pytest.mark.clause("A1.2")
@pytest.mark.parametrize("leave", ["", "registrant", "owner"])
@pytest.mark.parametrize("owed", [False, True])
def test_every_way_through_the_questions_ends_as_the_written_service_decides(leave, owed):
    """Walk the map as a phone does and hold each end against `decide site` itself."""
    record = OnRecord(leave, owner_is_corporation=True)
    asked = check_graph.graph(record, owed=owed)
    ends = {"accept": 0, "decline": 0}
    waiting: list[tuple[int, tuple[tuple[str, dict[str, object]], ...]]] = [(0, ())]
    while waiting:
        node, path = waiting.pop()
        view = asked.views[asked.nodes[node].view]
        if view.answer is not None:
            ends[view.answer.outcome] += 1
            assert view.answer.to_json()["outcome"] == decided(record, path, owed=owed)
        elif sum(page == view.page.name for page, _given in path) < 2:
            for given, to in asked.nodes[node].edges:
                waiting.append((to, (*path, (view.page.name, dict(given)))))
    assert min(ends.values()) > 0


def decided(record, path, *, owed):
    def judge(checked):
        facts = site.SiteFacts.from_json(record.joined(checked.seen()))
        return site.decide(facts)

    return judge(checking.walked(list(path), judge, owed=owed)).outcome


def test_the_record_is_read_for_the_map_as_for_the_decision(under_leave):
    under_leave.go("at_the_door")
    with context.as_system():
        case = under_leave.phone.case
        case.refresh_from_db()
        found = onsite_services.on_record(case, at=under_leave.at.now)
    assert found == OnRecord("registrant", owner_is_corporation=True)


def test_a_leave_is_on_the_phone_with_its_own_way(under_leave):
    kept = bundle(under_leave.go("at_the_door"))
    assert "owed" in kept["checks"]["arrived"]["results"]
    assert ["check", {"result": "owed"}, "under_leave"] in kept["moves"]["arrived"]
    assert any(key.startswith("check_owed") for key in kept["checks"])


def test_the_key_of_a_screen_tells_halts_apart(story):
    kept = bundle(story.go("working"))
    assert {"halted:SafeExit", "halted:AskedToRefuse", "halted:AttendantLeft"} <= set(
        kept["screens"]
    )
    assert moves.PLAIN == (({}, {}),)
