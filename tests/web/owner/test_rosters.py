"""A roster from the owner's page: sent, read in the background, looked at, committed by a word."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from kaketsuke.accounts import context
from kaketsuke.people.models import SubjectKey
from kaketsuke.residents.importing import uploading
from kaketsuke.residents.models import Invitation, RosterUpload
from tests import stories
from tests.web.console.conftest import Desk, shown
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.clause("2.2")]
ROSTER = "部屋番号,氏名,電話番号\n204,青木 一郎,090-0000-0204\n301,加藤 花,0120-000-000\n"


def send(owner: Desk, w: World, content: bytes, name: str = "名簿.csv") -> str:
    answer = owner.post(
        f"/owner/buildings/{w.building.pk}/rosters/", roster=SimpleUploadedFile(name, content)
    )
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def work_off() -> None:
    with context.as_system():
        stories.rosters_are_worked_off()


def workbook() -> bytes:
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(ROSTER.splitlines()):
            sheet.write_row(row, 0, line.split(","))
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [ROSTER.encode(), ROSTER.encode("cp932"), workbook()],
    ids=["utf-8", "shift_jis", "xlsx"],
)
def test_a_roster_is_looked_at_before_anybody_is_invited(
    content: bytes, owner: Desk, small_world: World
):
    place = send(owner, small_world, content)
    assert "読んでいます" in shown(owner.get(place))
    work_off()
    page = shown(owner.get(place))
    assert "確かめてください" in page
    assert "フリーダイヤル" in page
    assert not Invitation.objects.exists()
    owner.post(f"{place}commit/")
    assert "チェックを付けて" in shown(owner.get(place))
    assert owner.post(f"{place}commit/", told="yes").status_code == 302
    owner.post(f"{place}commit/", told="yes")  # pressed twice
    work_off()
    assert "取り込みました" in shown(owner.get(place))
    with context.as_system():
        invitation = Invitation.objects.get()
    assert invitation.told_by_id == owner.user.pk
    with context.as_system():
        assert RosterUpload.objects.get().content_sealed is None
        assert not SubjectKey.objects.filter(subject_kind="roster", wrapped_key__isnull=False)


def test_what_is_no_roster_is_told_and_not_kept(owner: Desk, small_world: World):
    place = send(owner, small_world, b"%PDF-1.7")
    work_off()
    assert "表として読めません" in shown(owner.get(place))
    with context.as_system():
        assert RosterUpload.objects.get().content_sealed is None
    assert owner.post(f"{place}commit/", told="yes").status_code == 302
    work_off()
    with context.as_system():
        assert RosterUpload.objects.get().state == "refused"


def test_a_roster_without_a_usable_row_cannot_be_imported(owner: Desk, small_world: World):
    lines = "".join(f"{room},加藤 花,0120-000-000\n" for room in range(301, 402))
    place = send(owner, small_world, ("部屋番号,氏名,電話番号\n" + lines).encode())
    work_off()
    page = shown(owner.get(place))
    assert "使える行がありません" in page
    assert "101 行のうち、はじめの 100 行です" in page
    assert "取り込んで案内する" not in page
    owner.post(f"{place}commit/", told="yes")
    assert "使える行がありません。直した名簿を" in shown(owner.get(place))
    with context.as_system():
        assert RosterUpload.objects.get().state == "read"


def test_a_file_is_needed_and_may_not_be_too_large(
    owner: Desk, small_world: World, monkeypatch: Any
):
    path = f"/owner/buildings/{small_world.building.pk}/rosters/"
    assert "ファイルを選んでください" in shown(owner.post(path), 422)
    monkeypatch.setattr(uploading, "LARGEST_BYTES", 10)
    sent = SimpleUploadedFile("名簿.csv", ROSTER.encode())
    assert "大きすぎます" in shown(owner.post(path, roster=sent), 422)


def test_nobody_else_sees_commits_or_throws_away_a_roster(
    owner: Desk, other_owner: Desk, small_world: World
):
    place = send(owner, small_world, ROSTER.encode())
    work_off()
    for rest in ("", "rejected/"):
        assert other_owner.get(place + rest).status_code == 404
    for rest in ("commit/", "discard/"):
        assert other_owner.post(place + rest, told="yes").status_code == 404
    assert owner.post(f"{place}discard/").status_code == 302
    with context.as_system():
        assert not RosterUpload.objects.exists()


def test_the_rows_that_cannot_be_used_come_as_a_table(owner: Desk, small_world: World):
    place = send(owner, small_world, ROSTER.encode())
    work_off()
    table = owner.get(f"{place}rejected/").content.decode("utf-8-sig")
    assert table.splitlines()[0] == "行,列,理由"
    assert table.splitlines()[1].startswith("3,電話番号,フリーダイヤル")
    empty = owner.get(f"/owner/buildings/{small_world.building.pk}/rosters/empty/")
    assert empty.content.decode("utf-8-sig").splitlines()[1].startswith("203,")


def test_a_file_nobody_commits_goes_within_a_day(owner: Desk, small_world: World):
    send(owner, small_world, ROSTER.encode())
    with context.as_system():
        assert uploading.expire_uploads(now=NOW + timedelta(hours=23)) == 0
        assert uploading.expire_uploads(now=NOW + timedelta(days=1)) == 1
        assert not RosterUpload.objects.exists()
        assert not SubjectKey.objects.filter(subject_kind="roster", wrapped_key__isnull=False)


def test_the_database_refuses_a_commit_without_a_word_and_a_committed_file(
    owner: Desk, small_world: World
):
    send(owner, small_world, ROSTER.encode())
    with context.as_system():
        kept = RosterUpload.objects.all()
        with pytest.raises(IntegrityError, match="needs_word"), transaction.atomic():
            kept.update(state="committing")
        with pytest.raises(IntegrityError, match="keeps_no_file"), transaction.atomic():
            kept.update(state="committed", told_at=NOW, told_by_id=owner.user.pk)
