"""An estimate answered by telephone: read out first, written down as spoken (3.3)."""

import re

import pytest

from kaketsuke.accounts import context
from kaketsuke.money.models import Approval
from tests import door
from tests.web.console.conftest import Desk, shown
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.3", "A1.3")]
SAID = {"payer_known": "on", "read_out": "on", "sheet": "electronic", "answer": "approve"}


@pytest.fixture
def at(small_world: World) -> door.Door:
    with context.as_system():
        door.price_list(small_world)
        at = door.Door(small_world, door.open_case(small_world)).working()
        at.estimate(("MAT-1", 3))
    return at


@pytest.fixture
def path(at: door.Door) -> str:
    return f"/console/cases/{at.case.pk}/"


def said_of(page: str) -> dict[str, str]:
    """The answer to the estimate that this page shows."""
    found = re.search(r'name="estimate" value="([^"]+)"', page)
    assert found
    return {**SAID, "estimate": found[1]}


def test_the_operator_reads_it_out_and_writes_the_word_down(desk: Desk, path: str):
    assert "電話で読み上げて" in shown(desk.get(path))
    page = shown(desk.get(f"{path}estimate/"))
    assert "合計は 10,998 円（税込）です" in page
    assert "8 日間は" in page
    assert desk.get(f"{path}estimate/sheet.pdf").content.startswith(b"%PDF")
    assert desk.post(f"{path}estimate/", **said_of(page)).status_code == 302
    with context.as_system():
        assert Approval.objects.get().how == "by_telephone"
    assert desk.get(f"{path}estimate/").status_code == 404


@pytest.mark.parametrize("left_out", ["payer_known", "read_out", "sheet"])
def test_an_approval_that_was_not_read_out_is_not_taken(desk: Desk, path: str, left_out: str):
    page = shown(desk.get(f"{path}estimate/"))
    said = {name: value for name, value in said_of(page).items() if name != left_out}
    shown(desk.post(f"{path}estimate/", **said), 422)
    with context.as_system():
        assert not Approval.objects.exists()


def test_a_decline_asks_for_nothing(desk: Desk, path: str):
    given = {**said_of(shown(desk.get(f"{path}estimate/"))), "answer": "decline"}
    for name in ("payer_known", "read_out", "sheet"):
        del given[name]
    assert desk.post(f"{path}estimate/", **given).status_code == 302
    with context.as_system():
        assert not Approval.objects.get().approved


def test_a_word_on_what_was_read_out_approves_nothing_that_was_made_meanwhile(
    desk: Desk, path: str, at: door.Door
):
    read_out = said_of(shown(desk.get(f"{path}estimate/")))
    with context.as_system():
        at.estimate(("MAT-1", 9))
    assert desk.post(f"{path}estimate/", **read_out).status_code == 302
    page = shown(desk.get(f"{path}estimate/"))
    assert "見積りが変わりました" in page
    assert "合計は 32,996 円（税込）です" in page
    with context.as_system():
        assert not Approval.objects.exists()
