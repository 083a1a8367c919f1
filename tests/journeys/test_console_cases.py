"""The supervisor's stories, and what happens when nobody goes or somebody stops it."""

import pytest
from playwright.sync_api import Page, expect

from kaketsuke.accounts import context, viewers
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case
from kaketsuke.intake import services as intake_services
from kaketsuke.intake.models import Request
from tests import world
from tests.accessibility import assert_accessible
from tests.journeys.conftest import SignIn
from tests.world import NOW, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def asked(town: World, *, photo_id: str = "in_hand", role: str = "resident") -> Request:
    """A request of Sato, or of the owner, that the operator has asked everything about."""
    operator = world.viewer(town.operator).actor
    with context.as_system():
        request = intake_services.start_request(
            None, company_id=town.company.pk, actor=operator, received_at=NOW, now=NOW
        )
        by_owner = role == "owner"
        intake_services.choose_dwelling(
            request.pk,
            dwelling_id=town.home.pk,
            requester_person_id=None if by_owner else town.sato.pk,
            requester_owner_id=town.owner.pk if by_owner else None,
            actor=operator,
            now=NOW,
        )
        facts = {
            "danger_to_life": False,
            "cause": "card_lost",
            "requester.role": role,
            "requester.is_registrant": None if by_owner else True,
            "photo_id": photo_id,
        }
        intake_services.state_facts(request.pk, facts=facts, actor=operator, now=NOW)
        intake_services.name_attendant(
            request.pk,
            attendance="owner" if by_owner else "registrant",
            person_id=None if by_owner else town.sato.pk,
            owner_id=town.owner.pk if by_owner else None,
            actor=operator,
            now=NOW,
        )
    return request


def opened(town: World) -> Case:
    with context.as_system():
        return case_services.open_case(
            asked(town).pk, actor=world.viewer(town.operator).actor, now=NOW
        )


def state_of(case: Case) -> str:
    with context.as_system():
        case.refresh_from_db()
    return case.state


def confirm(page: Page) -> None:
    page.locator("#confirm-dialog").get_by_role("button").first.click()


def test_a_document_inside_is_referred_and_goes_out_under_a_leave(sign_in: SignIn, town: World):
    path = f"/console/requests/{asked(town, photo_id='locked_inside').pk}/"
    operator = sign_in(town.operator)
    operator.goto(path)
    expect(operator.locator(".decision-word")).to_contain_text("責任者が判断します")
    assert_accessible(operator)
    operator.get_by_role("button", name="責任者に判断を頼む").click()
    expect(operator.get_by_text("責任者の画面に届いています")).to_be_visible()
    assert_accessible(operator)

    supervisor = sign_in(town.supervisor)
    supervisor.goto("/start/")
    assert_accessible(supervisor)
    supervisor.goto("/console/")
    supervisor.get_by_role("link", name="青葉ハイツ 203").click()
    expect(supervisor.get_by_text("特例許可になります")).to_be_visible()
    assert_accessible(supervisor)
    supervisor.get_by_label("理由").fill("登録の電話に折り返して本人と確かめた")
    supervisor.get_by_role("button", name="特例許可を出して出動").click()
    supervisor.wait_for_url("**/console/cases/**")
    expect(supervisor.get_by_text("特例許可を出しました")).to_be_visible()
    expect(supervisor.get_by_text("登録の電話に折り返して本人と確かめた").first).to_be_visible()


def test_an_owner_asks_against_an_objection_and_a_supervisor_refuses(sign_in: SignIn, town: World):
    request = asked(town, role="owner")
    with context.as_system():
        intake_services.state_facts(
            request.pk,
            facts={"registrant_objects": True},
            actor=world.viewer(town.operator).actor,
            now=NOW,
        )
    operator = sign_in(town.operator)
    operator.goto(f"/console/requests/{request.pk}/")
    expect(operator.locator(".decision")).to_contain_text("反対しています")
    operator.get_by_role("button", name="責任者に判断を頼む").click()
    expect(operator.get_by_text("責任者の画面に届いています")).to_be_visible()
    supervisor = sign_in(town.supervisor)
    supervisor.goto(f"/console/requests/{request.pk}/")
    supervisor.get_by_label("理由", exact=False).last.fill("居住者の反対に理由がある")
    supervisor.get_by_label("オーナーさまからのご依頼の理由").fill("設備の点検")
    supervisor.get_by_role("button", name="お断りする").click()
    expect(supervisor.locator(".interview-head")).to_contain_text("お断り")
    assert_accessible(supervisor)


def test_nobody_accepts_so_the_case_is_red_and_a_technician_is_telephoned(
    sign_in: SignIn, town: World
):
    case = opened(town)
    with context.as_system():
        case_services.advance(
            case.pk, event="NobodyLeft", actor=viewers.TIMER, now=NOW, facts={"live_offers": 0}
        )
    page = sign_in(town.operator)
    page.goto("/console/board/")
    assert_accessible(page)
    expect(page.locator("tbody tr").first).to_contain_text("要対応: 未手配")
    page.get_by_role("link", name=f"K-{case.number}").click()
    expect(page.get_by_role("alert")).to_contain_text("引き受ける作業員がいません")
    page.locator("summary", has_text="電話で作業員を決める").click()
    assert_accessible(page)
    page.get_by_label("電話で引き受けた作業員").select_option(str(town.mori.pk))
    page.get_by_role("button", name="電話で作業員を決める").click()
    expect(page.get_by_text("森 健").first).to_be_visible()
    expect(page.locator(".case-header")).to_contain_text("作業員決定")
    assert state_of(case) == "assigned"
    assert_accessible(page)


def test_stop_is_pressed_and_a_supervisor_resumes(sign_in: SignIn, town: World):
    case = opened(town)
    with context.as_system():
        token = case_services.make_link(case.pk, town.sato.pk, now=NOW)
        case_services.press_stop(token, now=NOW)
    operator = sign_in(town.operator)
    operator.goto(f"/console/cases/{case.pk}/")
    expect(operator.get_by_role("alert")).to_contain_text("停止中です")
    expect(operator.get_by_text("再開する")).to_have_count(0)
    supervisor = sign_in(town.supervisor)
    supervisor.goto("/console/")
    supervisor.get_by_role("link", name=f"K-{case.number}").click()
    assert_accessible(supervisor)
    supervisor.locator("summary", has_text="再開する").click()
    supervisor.locator("details[open]").get_by_label("理由").fill("佐藤さまに電話で確かめた")
    assert_accessible(supervisor)
    supervisor.get_by_role("button", name="再開する").click()
    expect(supervisor.locator(".case-header")).to_contain_text("手配中")
    assert state_of(case) == "offering"


def test_a_live_update_leaves_open_what_somebody_opened(sign_in: SignIn, town: World):
    case = opened(town)
    page = sign_in(town.operator)
    page.goto(f"/console/cases/{case.pk}/")
    folded = page.locator("#case-main details[data-keep-open]").last
    folded.locator("summary").click()
    with context.as_system():
        case_services.remark(
            case.pk, remark="階段側で待つ", actor=world.viewer(town.operator).actor, now=NOW
        )
    page.evaluate("name => document.body.dispatchEvent(new Event(name))", f"live:case-{case.pk}")
    expect(page.get_by_text("階段側で待つ")).to_be_visible()
    expect(folded).to_have_attribute("open", "")
    expect(folded.locator("summary")).to_be_focused()


def test_cancelling_asks_once_before_it_is_done(sign_in: SignIn, town: World):
    case = opened(town)
    page = sign_in(town.operator)
    page.goto(f"/console/cases/{case.pk}/")
    page.get_by_role("button", name="お客さまが取り消した").click()
    assert state_of(case) == "offering"
    confirm(page)
    expect(page.locator(".case-header")).to_contain_text("取消")
    assert state_of(case) == "cancelled"


def test_the_whole_desk_works_without_script(sign_in: SignIn, town: World):
    page = sign_in(town.operator)
    path = f"/console/requests/{asked(town).pk}/"
    page.route("**/*.js", lambda route: route.abort())
    page.goto(path)
    page.get_by_role("link", name="直す : 身分証").click()
    page.get_by_role("button", name="持っていない").click()
    expect(page.locator(".decision-word")).to_contain_text("お受けできません")


@pytest.mark.parametrize("path", ["/console/flags/", "/office/follow-ups/"])
def test_the_supervisors_lists_are_accessible_and_fit_a_phone(
    path: str, sign_in: SignIn, town: World
):
    opened(town)
    with context.as_system():
        flag = intake_services.record_flag(
            "4.7.9",
            company_id=town.company.pk,
            facts="架空の事実",
            set_by_id=town.operator.pk,
            review_on=NOW.date(),
            person_id=town.sato.pk,
            now=NOW,
        )
    page = sign_in(town.supervisor)
    for shown in (path, f"/console/flags/{flag.pk}/"):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(shown)
        assert_accessible(page)
        page.set_viewport_size({"width": 320, "height": 700})
        assert_accessible(page)


@pytest.mark.parametrize("path", ["/console/outbox/", "/terms/", "/console/", "/start/"])
def test_the_pages_around_are_accessible_and_fit_a_phone(path: str, sign_in: SignIn, town: World):
    opened(town)
    page = sign_in(town.operator)
    page.goto(path)
    assert_accessible(page)
    page.set_viewport_size({"width": 320, "height": 700})
    assert_accessible(page)


def test_a_supervisor_reads_the_plan_of_a_surge_and_applies_it_by_keyboard(
    sign_in: SignIn, town: World
):
    case = opened(town)
    page = sign_in(town.supervisor)
    page.goto("/console/surge/")
    apply = page.get_by_role("button", name="この計画で打診する")
    expect(page.get_by_text("到着まで平均")).to_be_visible()
    assert_accessible(page)
    # From the region with the queues on, the next stops are the case and the press.
    page.get_by_role("region", name="作業員ごとの順番").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=f"K-{case.number}")).to_be_focused()
    page.keyboard.press("Tab")
    expect(apply).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("計画を適用しました")).to_be_visible()
    assert_accessible(page)
