"""An estimate answered by telephone: read out first, written down as spoken (3.3)."""

import pytest

from kaketsuke.accounts import context
from kaketsuke.money.models import Approval
from tests import door
from tests.web.console.conftest import Desk, shown
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.3", "A1.3")]
SAID = {"payer_known": "on", "read_out": "on", "sheet": "electronic", "answer": "approve"}


@pytest.fixture
def path(small_world: World) -> str:
    with context.as_system():
        door.price_list(small_world)
        at = door.Door(small_world, door.open_case(small_world)).working()
        at.estimate(("MAT-1", 3))
    return f"/console/cases/{at.case.pk}/"


def test_the_operator_reads_it_out_and_writes_the_word_down(desk: Desk, path: str):
    assert "電話で読み上げて" in shown(desk.get(path))
    page = shown(desk.get(f"{path}estimate/"))
    assert "合計は 10,998 円（税込）です" in page
    assert "8 日間は" in page
    assert desk.get(f"{path}estimate/sheet.pdf").content.startswith(b"%PDF")
    assert desk.post(f"{path}estimate/", **SAID).status_code == 302
    with context.as_system():
        assert Approval.objects.get().how == "by_telephone"
    assert desk.get(f"{path}estimate/").status_code == 404


@pytest.mark.parametrize("left_out", ["payer_known", "read_out", "sheet"])
def test_an_approval_that_was_not_read_out_is_not_taken(desk: Desk, path: str, left_out: str):
    said = {name: value for name, value in SAID.items() if name != left_out}
    shown(desk.post(f"{path}estimate/", **said), 422)
    with context.as_system():
        assert not Approval.objects.exists()


def test_a_decline_asks_for_nothing(desk: Desk, path: str):
    assert desk.post(f"{path}estimate/", answer="decline").status_code == 302
    with context.as_system():
        assert not Approval.objects.get().approved
