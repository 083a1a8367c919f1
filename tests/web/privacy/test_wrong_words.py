"""Whatever is typed wrongly at the desk is told beside its field, and stays there."""

import re
from datetime import timedelta
from typing import Any

import pytest

from kaketsuke.accounts import context
from kaketsuke.accounts import services as account_services
from kaketsuke.accounts.services import GrantSpec
from kaketsuke.privacy.models import DataRequest
from tests import world
from tests.web.console.conftest import Desk
from tests.world import NOW, SATO_PHONE, World

pytestmark = pytest.mark.django_db
LONG = "あ" * 5000
TODAY = NOW.date().isoformat()
FUTURE = (NOW + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
NEW = {"kind": "disclosure", "channel": "phone", "phone": SATO_PHONE}
HOLD = {"phone": SATO_PHONE, "reason": "訴訟", "review_on": "2027-11-01"}
PROVIDE = {
    "phone": SATO_PHONE,
    "recipient_kind": "police",
    "recipient_name": "見本警察署",
    "ground": "police",
    "document_reference": "照会書 第1号",
    "items": "name",
}
PROCESSOR = {
    "name": "見本配信",
    "role": "SMS",
    "country": "日本",
    "items": "phone",
    "selection": "認証",
    "contract_reference": "委-1",
    "from_": TODAY,
}
INCIDENT = {"kind": "other", "known_at": "2026-11-22T20:00", "outline": "置き忘れた"}


def _beside(page: str) -> dict[str, str]:
    """Return the sentence that stands under each field."""
    found = re.findall(r'id="id_(\w+)_error">(.*?)</div>', page, re.DOTALL)
    return {name: " ".join(re.sub(r"<[^>]+>", " ", told).split()) for name, told in found}


def _told(answer: Any) -> tuple[dict[str, str], str]:
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'class="error-summary"' in page
    return _beside(page), page


@pytest.mark.parametrize(
    ("path", "given", "field", "said"),
    [
        ("new/", NEW | {"phone": ""}, "phone", "電話番号を入力してください"),
        ("new/", NEW | {"phone": "１２３"}, "phone", "番号"),
        ("new/", NEW | {"kind": ""}, "kind", "求めの種類を選んでください"),
        ("new/", NEW | {"channel": "x"}, "channel", "選"),
        ("new/", NEW | {"by_agent": "on"}, "applicant", "代理人のお名前"),
        ("new/", NEW | {"name": "山田 太郎"}, "name", "ひとりに決められません"),
        ("new/", NEW | {"words": LONG}, "words", "2000 文字まで"),
        ("holds/new/", HOLD | {"phone": "090-0000-0999"}, "phone", "登録はありません"),
        ("holds/new/", HOLD | {"name": "山田"}, "name", "ひとりに決められません"),
        ("holds/new/", HOLD | {"reason": LONG}, "reason", "400 文字まで"),
        ("holds/new/", HOLD | {"review_on": TODAY}, "review_on", "明日以降"),
        ("holds/new/", HOLD | {"review_on": "きのう"}, "review_on", "2026-04-01 のように"),
        ("provisions/new/", PROVIDE | {"ground": ""}, "ground", "根拠を選んでください"),
        ("provisions/new/", PROVIDE | {"items": ()}, "items", "1つ以上"),
        ("provisions/new/", PROVIDE | {"document_reference": " "}, "document_reference", "照会書"),
        ("provisions/new/", PROVIDE | {"phone": "090-0000-0999"}, "phone", "登録はありません"),
        ("blocks/new/", {"phone": SATO_PHONE, "reason": ""}, "reason", "理由を書いてください"),
        ("processors/", PROCESSOR | {"items": ()}, "items", "1つ以上"),
        ("processors/", PROCESSOR | {"contract_reference": ""}, "contract_reference", "契約のない"),
        ("processors/", PROCESSOR | {"until": "2026-01-01"}, "until", "始まりより後"),
        ("processors/", PROCESSOR | {"from_": "2030-01-01"}, "from_", "今日まで"),
        ("incidents/report/", INCIDENT | {"known_at": FUTURE}, "known_at", "いまより前"),
        ("incidents/report/", INCIDENT | {"known_at": "昨日"}, "known_at", "のように入力"),
        ("incidents/report/", INCIDENT | {"outline": " "}, "outline", "何が起きたか"),
        ("incidents/report/", INCIDENT | {"outline": LONG}, "outline", "2000 文字まで"),
        ("looks/", {"phone": SATO_PHONE, "reason": "短い"}, "reason", "あとから読む人"),
        ("looks/", {"phone": "090-0000-0999", "reason": LONG[:20]}, "phone", "登録はありません"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    privacy: Desk, path: str, given: dict[str, Any], field: str, said: str
):
    beside, page = _told(privacy.post(f"/privacy/{path}", **given))
    assert set(beside) == {field}
    assert said in beside[field]
    for typed in given.values():
        assert not typed or not typed.strip() or typed == "x" or typed in page


def test_the_steps_of_a_request_tell_it_beside_the_field_too(privacy: Desk):
    path = privacy.post("/privacy/new/", **NEW, by_agent="on", applicant="代理 人子")["Location"]
    beside, _page = _told(privacy.post(f"{path}check/"))
    assert set(beside) == {"how", "agent_authority"}
    beside, page = _told(privacy.post(f"{path}check/", how="seal"))
    assert beside == {"agent_authority": "代理の権限を示す書類の種類を書いてください。"}
    assert re.search(r'value="seal"[^>]*checked', page)
    privacy.post(f"{path}check/", how="seal", agent_authority="委任状")
    beside, page = _told(privacy.post(f"{path}grant/", reasons=LONG))
    assert "2000 文字まで" in beside["reasons"]
    assert LONG in page
    assert "maxlength" not in page  # a browser would cut it without a word


def test_a_number_that_several_share_is_asked_for_the_name(privacy: Desk, small_world: World):
    with context.as_system():
        world.add_resident(small_world.company, family="佐藤", given="健", phone=SATO_PHONE)
    beside, _page = _told(privacy.post("/privacy/new/", **NEW))
    assert set(beside) == {"name"}
    path = privacy.post("/privacy/new/", **NEW, name="佐藤　健")["Location"]
    assert "佐藤 健" in privacy.get(path).content.decode()


def test_of_several_companies_none_is_taken_by_a_slip(small_world: World):
    with context.as_system():
        grants = [
            GrantSpec(role="privacy", company_id=each.pk)
            for each in (small_world.company, small_world.other_company)
        ]
        user = account_services.make_account(
            "both", label="x", password=None, grants=grants, now=NOW
        )
    desk = Desk(user)
    path = desk.post("/privacy/new/", **NEW)["Location"]
    assert small_world.company.name in desk.get("/privacy/incidents/report/").content.decode()
    beside, _page = _told(desk.post("/privacy/new/", **NEW | {"phone": "090-7777-1234"}))
    assert set(beside) == {"company"}
    for form in ("incidents/report/", "processors/"):
        given = INCIDENT if form.startswith("incidents") else PROCESSOR
        beside, _page = _told(desk.post(f"/privacy/{form}", **given))
        assert beside == {"company": "会社を選んでください。"}
    with context.as_system():
        assert DataRequest.objects.get().company_id == small_world.company.pk
    assert path
