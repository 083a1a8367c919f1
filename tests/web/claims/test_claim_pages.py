"""The claims desk at its screen: each degree from the report to the letter, and who sees it."""

import io
import uuid
from copy import copy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kaketsuke.accounts import context
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case
from kaketsuke.claims import doors, letters, services
from kaketsuke.claims.doors import Door
from kaketsuke.claims.models import Claim, Letter
from kaketsuke.database import ids
from kaketsuke.onsite.models import Photo
from kaketsuke.overview import claims as claim_lists
from kaketsuke.terms import queries as term_queries
from tests import door, world
from tests.claims import files
from tests.claims.conftest import Claims
from tests.web.console.conftest import Desk, shown
from tests.world import NOW

pytestmark = pytest.mark.django_db
LIST = "/claims/"
REPORT = {
    "harm": "door",
    "words": "ドアの枠に傷がつきました。",
    "occurred_on": "2026-11-22",
    "known_on": "2026-11-22",
}


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def worked(here: Claims) -> Claims:
    """Mori of the prime contractor went to the case."""
    with context.as_system():
        door.Door(here.world, here.case).accept()
    return here


@pytest.fixture
def path(worked: Claims) -> str:
    """A claim that the operator took in."""
    sent = Desk(worked.world.operator).post(
        f"{LIST}about/{worked.case.pk}/", **REPORT, channel="phone"
    )
    assert sent["Location"].startswith("/console/cases/")
    with context.as_system():
        return f"{LIST}damages/{Claim.objects.get().pk}/"


def newest_letter() -> Letter:
    with context.as_system():
        return Letter.objects.order_by("-pk")[0]


def text_of(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


@pytest.mark.clause("4.2", "4.11")
@pytest.mark.parametrize(
    ("fault", "payable", "said"),
    [
        ("intent", "5,000 円", "故意による損害"),
        ("gross_negligence", "5,000 円", "重過失による損害"),
        ("slight_negligence", "660 円", "最終のご提案ではありません"),
        ("none", "0 円", "故意も過失も認められない"),
    ],
)
def test_each_degree_goes_from_the_desk_to_the_letter(
    worked: Claims, path: str, fault: str, payable: str, said: str
) -> None:
    desk = Desk(worked.handler)
    assert "自分が担当する" in shown(desk.get(path))
    desk.post(f"{path}do/take/")
    decision = {
        "damage_yen": "5000",
        "caused_by": "contractor",
        "connected": "yes",
        "firm": str(worked.world.firm.pk),
        "words": "養生がなかった。",
    }
    page = shown(desk.post(f"{path}do/decide/", **decision), 422)
    assert "過失の程度を選んでください" in page
    assert "養生がなかった。" in page
    assert desk.post(f"{path}do/decide/", **decision, fault=fault).status_code == 302
    page = shown(desk.get(path))
    assert payable in page
    if fault == "slight_negligence":
        assert "法務の確認を待っています" in page
        answer = desk.client.post(f"{path}do/tell/", follow=True).content.decode()
        assert "お伝えする前に、法務の確認を記録してください" in answer
        desk.post(f"{path}do/legal/", words="上限は争われうる")
    desk.post(f"{path}do/tell/")
    letter = newest_letter()
    answer = desk.get(f"{path}letters/{letter.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    with context.as_system():
        content = letters.content_of(letter)
        court = term_queries.clause_words(worked.world.terms.pk, "4.11")
    assert content["court"]["words"] == court
    assert "188" in content["complaint"]
    printed = text_of(answer.content)
    assert said in "".join(content["paragraphs"])
    assert len(content["contacts"]) == len(set(content["contacts"]))
    for words in ("佐藤花子様", "4.11", "4.2", "D-1", payable.replace(" ", "")):
        assert words in printed, words


def test_a_large_damage_is_seconded_by_another_person(worked: Claims, path: str) -> None:
    desk, second = Desk(worked.handler), Desk(worked.second_handler)
    desk.post(f"{path}do/take/")
    desk.post(
        f"{path}do/decide/", damage_yen="100000", caused_by="contractor", connected="yes",
        fault="gross_negligence", firm=str(worked.world.firm.pk), words="床まで傷",
    )  # fmt: skip
    own = desk.client.post(f"{path}do/second/", follow=True).content.decode()
    assert "判断した方とは別の方" in own
    assert "二人目として確認する" not in shown(desk.get(path))
    assert "二人目として確認する" in shown(second.get(path))
    second.post(f"{path}do/second/")
    desk.post(f"{path}do/tell/")
    assert desk.post(f"{path}do/pay/", amount_yen="1", method="transfer",
                     paid_on="2026-11-22").status_code == 422  # fmt: skip
    desk.post(f"{path}do/pay/", amount_yen="100000", method="transfer", paid_on="2026-11-22")
    assert "100,000 円" in shown(desk.get(LIST))
    printed = text_of(desk.get(f"{path}letters/{newest_letter().pk}/").content)
    for words in ("下の額をお支払いしました", "お支払いした額100,000円", "2026年11月22日", "振込"):
        assert words in printed, words
    desk.post(f"{path}do/recourse/", kind="received", amount_yen="100000", words="入金")
    desk.post(f"{path}do/close/")
    assert "損害のお申し出はありません" in shown(desk.get(LIST))


@pytest.mark.parametrize(
    ("what", "sent", "field", "said"),
    [
        ("decide", {"damage_yen": ""}, "damage_yen", "金額を入力してください"),
        ("decide", {"damage_yen": "９９９９９９９９９９９"}, "damage_yen", "1,000,000,000 円まで"),
        ("decide", {"damage_yen": "五千円"}, "damage_yen", "5000 のように"),
        ("decide", {"connected": ""}, "connected", "関わりを選んでください"),
        ("decide", {"fault": ""}, "fault", "過失の程度を選んでください"),
        ("decide", {"firm": ""}, "firm", "業務委託先を選んでください"),
        ("decide", {"words": "傷" * 5000}, "words", "いま 5000 文字"),
        ("creditor", {"amount_yen": "9" * 15}, "amount_yen", "1,000,000,000 円まで"),
        ("creditor", {"assigned_on": "2026-11-23"}, "assigned_on", "今日より後の日"),
        ("evidence", {}, "file", "ファイルを選んでください"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    worked: Claims, path: str, what: str, sent: dict[str, str], field: str, said: str
) -> None:
    desk = Desk(worked.handler)
    desk.post(f"{path}do/take/")
    right = {
        "decide": {"damage_yen": "５，０００円", "caused_by": "contractor", "connected": "yes",
                   "fault": "intent", "firm": str(worked.world.firm.pk), "words": "養生なし🚪"},
        "creditor": {"former": "company", "new_creditor": "見本債権管理株式会社",
                     "amount_yen": "3,000", "assigned_on": "2026-11-22"},
        "evidence": {},
    }[what]  # fmt: skip
    typed = right | sent
    page = desk.client.post(f"{path}do/{what}/", typed).content.decode()
    error = page.split(f'id="id_{what}_{field}_error"')[1].split("</div>")[0]
    assert said in error
    for name in ("words", "new_creditor"):
        assert typed.get(name, "") in page
    if what != "evidence":
        assert desk.post(f"{path}do/{what}/", **right).status_code == 302


def test_the_page_tells_the_next_step_and_ends_nothing_that_is_owed(
    worked: Claims, path: str, at_the_time: list[Any]
) -> None:
    desk = Desk(worked.handler)
    assert "担当を決める" in shown(desk.get(LIST))
    desk.post(f"{path}do/take/")
    assert "だれによる損害かと過失の程度を判断してください" in shown(desk.get(path))
    desk.post(
        f"{path}do/decide/", damage_yen="5000", caused_by="contractor", connected="yes",
        fault="intent", firm=str(worked.world.firm.pk), words="養生がなかった。",
    )  # fmt: skip
    assert "お手紙を送って" in shown(desk.get(path))
    desk.post(f"{path}do/tell/")
    page = shown(desk.get(path))
    assert "残りの 5,000 円 を一度に記録します" in page
    assert "お申し出を終える" not in page
    paid = {"amount_yen": "5,000", "method": "transfer"}
    for wrong, said in (("2026-11-23", "今日より後"), ("2026-11-21", "判断した日か")):
        assert said in shown(desk.post(f"{path}do/pay/", **paid, paid_on=wrong), 422)
    desk.post(f"{path}do/pay/", **paid, paid_on="2026-11-22")
    page = shown(desk.get(LIST))
    assert "求償を受け取る" in page
    assert "2026年12月22日" in page  # thirty days after the payment
    at_the_time[0] = NOW + timedelta(days=33)
    for overdue in (shown(desk.get("/start/")), shown(desk.get(LIST))):
        assert "3 日過ぎています" in overdue
    assert "業務委託先から求償を受け取る" in shown(desk.get("/start/"))
    desk.post(f"{path}do/recourse/", kind="waived", amount_yen="5000", words="少額")
    assert "業務委託先から求償を受け取る" not in shown(desk.get("/start/"))
    assert "お申し出を終える" in shown(desk.get(path))


def test_a_wrong_day_is_put_right_and_both_days_are_shown(worked: Claims, path: str) -> None:
    with context.as_system():
        Case.objects.update(opened_at=NOW - timedelta(days=3))
    desk = Desk(worked.handler)
    sent = {"occurred_on": "2026-11-21", "known_on": "2026-11-21", "words": "聞き違い"}
    page = shown(desk.post(f"{path}do/days/", **{**sent, "occurred_on": "2026-11-25"}), 422)
    assert "今日より後の日" in page
    assert "聞き違い" in page
    assert desk.post(f"{path}do/days/", **sent).status_code == 302
    page = shown(desk.get(path))
    for said in ("起きた日・気づいた日を直しました", "聞き違い", "2026年11月22日",
                 "2031年11月21日", "2031年11月22日"):  # fmt: skip
        assert said in page
    desk.post(f"{path}do/take/")
    desk.post(f"{path}do/decide/", damage_yen="1", caused_by="other", words="第三者")
    desk.post(f"{path}do/tell/")
    assert "起きた日・気づいた日を直す" not in shown(desk.get(path))
    late = shown(desk.post(f"{path}do/days/", **{**sent, "known_on": "2026-11-22"}), 422)
    assert "「もう一度判断する」から" in late


def test_what_is_no_longer_owed_has_no_day_of_payment(worked: Claims, path: str) -> None:
    desk = Desk(worked.handler)
    desk.post(f"{path}do/take/")
    for fault in ("intent", "none"):
        desk.post(
            f"{path}do/decide/", damage_yen="5000", caused_by="contractor", connected="yes",
            fault=fault, firm=str(worked.world.firm.pk), words="理由",
        )  # fmt: skip
        desk.post(f"{path}do/tell/")
        desk.post(f"{path}do/again/", words="新しい事実")
    desk.post(f"{path}do/decide/", damage_yen="1", caused_by="other", words="第三者")
    desk.post(f"{path}do/tell/")
    with context.as_system():
        assert Claim.objects.get().payment_due_on is None
    assert "お申し出を終える" in shown(desk.get(LIST))


@pytest.mark.clause("4.6")
def test_an_assigned_claim_shows_both_creditors_and_the_notice_too(
    worked: Claims, path: str
) -> None:
    desk = Desk(worked.handler)
    sent = {"new_creditor": "見本債権管理株式会社", "amount_yen": "3000",
            "assigned_on": "2026-11-22"}  # fmt: skip
    owner = str(worked.world.owner.pk)
    assert desk.post(f"{path}do/creditor/", former=str(uuid.uuid4()), **sent).status_code == 422
    assert desk.post(f"{path}do/creditor/", former=owner, **sent).status_code == 302
    page = shown(desk.get(path))
    assert "見本不動産株式会社" in page
    assert "見本債権管理株式会社" in page
    printed = text_of(desk.get(f"{path}letters/{newest_letter().pk}/").content)
    for words in ("見本不動産株式会社", "見本債権管理株式会社", "4.6", "3,000円"):
        assert words in printed
    assert "新しい債権者へお支払いになる前に" in printed
    assert "この判断は" not in printed


@pytest.mark.clause("4.2")
def test_a_resident_reports_from_the_link_and_sends_evidence(here: Claims) -> None:
    with context.as_system():
        token = case_services.make_link(here.case.pk, here.world.sato.pk, now=NOW)
        Case.objects.filter(pk=here.case.pk).update(state="assigned")
    client: Any = Client()
    assert f"/t/{token}/damage/" in shown(client.get(f"/t/{token}/"))
    form = client.get(f"/t/{token}/damage/")["Location"]
    assert client.post(form, {**REPORT, "known_on": "2026-11-23"}).status_code == 422
    own = client.post(form, {**REPORT, "key": str(uuid.uuid4())})["Location"]
    assert "損害を確認しています" in shown(client.get(own))

    def send(content: bytes, name: str = "photo.jpg") -> Any:
        return client.post(own, {"file": SimpleUploadedFile(name, content, "image/jpeg")})

    assert send(files.photo()).status_code == 302
    assert "いま 1 個の資料" in shown(client.get(own))
    page = shown(send(b"<script>", "photo.jpg"), 422)
    assert "JPEG で送り直してください" in page
    assert client.post(own, {}).status_code == 422
    with context.as_system():
        claim = Claim.objects.get()
        kept = claim.evidence.get()
    answer = Desk(here.handler).get(f"{LIST}damages/{claim.pk}/evidence/{kept.pk}/")
    assert answer.content == files.photo()
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"{own}letters/{uuid.uuid4()}/").status_code == 404


def test_the_letter_is_read_where_the_claim_is_and_nowhere_else(worked: Claims, path: str) -> None:
    desk = Desk(worked.handler)
    desk.post(f"{path}do/take/")
    desk.post(f"{path}do/decide/", damage_yen="1", caused_by="other", words="第三者")
    desk.post(f"{path}do/tell/")
    letter = newest_letter()
    client: Any = Client()
    own = doors.token_of(Door("claim", letter.claim_id, worked.world.sato.pk))
    assert "お手紙があります" in shown(client.get(f"/c/{own}/"))
    answer = client.get(f"/c/{own}/letters/{letter.pk}/")
    assert answer.content.startswith(b"%PDF-")
    assert answer["Referrer-Policy"] == "no-referrer"
    other = doors.token_of(Door("claim", uuid.uuid4()))
    assert client.get(f"/c/{other}/letters/{letter.pk}/").status_code == 404
    assert client.get(f"/c/{other}/").status_code == 404
    assert desk.get(f"{path}letters/{letter.pk}/").content == answer.content


def test_every_deadline_is_in_sight_and_a_passed_one_stands_out(
    worked: Claims, path: str, at_the_time: list[Any]
) -> None:
    desk = Desk(worked.handler)
    page = shown(desk.get(LIST))
    assert "2026年12月22日" in page
    assert "あと 30 日" in page
    assert "2031年11月22日" not in page  # years ahead: on the page of the claim
    assert "2031年11月22日" in shown(desk.get(path))
    at_the_time[0] = NOW + timedelta(days=30)
    assert "今日まで" in shown(desk.get(LIST))
    at_the_time[0] = NOW + timedelta(days=32)
    assert "2 日過ぎています" in shown(desk.get(LIST))


def test_the_claim_shows_the_work_and_its_photos_and_no_other_case_s(
    worked: Claims, path: str
) -> None:
    with context.as_system():
        photo = Photo.objects.create(
            company_id=worked.case.company_id, case=worked.case,
            technician_id=worked.world.mori.pk, moment="damage", picture_sealed=b"x",
            sha256=b"x" * 32, width=8, height=8, taken_at=NOW, entered_at=NOW,
        )  # fmt: skip
    desk = Desk(worked.handler)
    page = shown(desk.get(path))
    for words in ("作業員証", worked.world.mori.badge, "傷・故障のある所"):
        assert words in page
    assert f"{path}photos/{photo.pk}/" in page
    assert desk.get(f"{path}photos/{uuid.uuid4()}/").status_code == 404
    assert Desk(worked.world.operator).get(f"{path}photos/{photo.pk}/").status_code == 403


def test_a_letter_in_english_writes_days_and_speaks_to_its_reader(worked: Claims) -> None:
    with context.as_system():
        claim = services.open_claim(
            worked.case.pk, harm="door", occurred_on=NOW.date(), known_on=NOW.date(), words="x",
            channel="phone", language="en", actor=worked.by_operator, now=NOW,
        )  # fmt: skip
    path, desk = f"{LIST}damages/{claim.pk}/", Desk(worked.handler)
    desk.post(f"{path}do/take/")
    assert "印刷して、郵送か手渡し" in shown(desk.get(path))
    desk.post(f"{path}do/decide/", damage_yen="1", caused_by="other", words="第三者")
    desk.post(f"{path}do/tell/")
    with context.as_system():
        content = letters.content_of(newest_letter())
    assert content["date"] == "22 November 2026"
    assert content["complaint_title"] == "If you are not satisfied with this decision"


def test_others_see_and_do_nothing(worked: Claims, path: str) -> None:
    small = worked.world
    for account in (small.mori_account, small.stranger, small.operator):
        assert Desk(account).get(LIST).status_code == 403
        assert Desk(account).get(path).status_code == 403
        assert Desk(account).post(f"{path}do/take/").status_code == 403
    assert Desk(small.other_operator).get(f"{LIST}about/{worked.case.pk}/").status_code == 404
    supervisor = Desk(small.supervisor)
    answer = supervisor.client.post(f"{path}do/take/", follow=True).content.decode()
    assert "あなたの役割ではできません" in answer
    assert supervisor.post(f"{path}do/burn/").status_code == 404
    for what in ("evidence", "letters"):
        assert supervisor.get(f"{path}{what}/{uuid.uuid4()}/").status_code == 404
    assert supervisor.get(f"{LIST}damages/{uuid.uuid4()}/").status_code == 404


def test_force_majeure_needs_an_event_over_the_building(worked: Claims, path: str) -> None:
    desk = Desk(worked.handler)
    desk.post(f"{path}do/take/")
    sent = {"damage_yen": "100", "caused_by": "force_majeure", "words": "冠水"}
    page = shown(desk.post(f"{path}do/decide/", **sent), 422)
    assert "登録済みの地域の事象を選んでください" in page


def test_the_list_needs_as_many_queries_for_many_as_for_one(
    worked: Claims, path: str, django_assert_max_num_queries: Any
) -> None:
    for _each in range(3):
        Desk(worked.world.operator).post(
            f"{LIST}about/{worked.case.pk}/", **REPORT, channel="paper"
        )
    desk = Desk(worked.handler)
    with context.as_system():
        claim = Claim.objects.order_by("number")[0]
        more = [copy(claim) for _each in range(100)]
        for number, each in enumerate(more):
            each.pk, each.number = ids.new_id(), 5_000 + number
            each.due_at += timedelta(days=number % 7 - 3)
        Claim.objects.bulk_create(more)
    with django_assert_max_num_queries(13):
        page = shown(desk.get(LIST))
    assert "104 件のうち 1〜100 件目" in page
    assert "104 件のうち 101〜104 件目" in shown(desk.get(LIST, page="2"))
    viewer = world.viewer(worked.handler)
    with context.acting_as(viewer):
        nearest = [row.number for row in claim_lists.claim_rows(viewer, now=NOW)]
        paged = [
            row.number
            for page in (1, 2)
            for row in claim_lists.claims_page(viewer, page=page, now=NOW).rows
        ]
    assert paged == nearest
