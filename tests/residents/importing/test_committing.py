"""A roster is previewed by default, written whole or not at all, and twice is as once."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kaketsuke.accounts import context
from kaketsuke.audit.models import Entry
from kaketsuke.parties.models import Dwelling
from kaketsuke.people import queries as people_queries
from kaketsuke.people.models import SubjectKey
from kaketsuke.residents import rosters
from kaketsuke.residents.importing import committing
from kaketsuke.residents.importing.reading import NotARoster
from kaketsuke.residents.importing.summary import Summary
from kaketsuke.residents.models import Invitation, Registration
from kaketsuke.residents.services import CannotInvite
from tests import world
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.clause("2.2")]
HEAD = "部屋番号,氏名,フリガナ,電話番号,メール,入居日,退去日"
AOKI = "204,青木 一郎,アオキ イチロウ,090-0000-0204,aoki@example.jp,2026-04-01,"
KATO = "301,加藤 花,カトウ ハナ,090-0000-0301,,令和8年4月1日,"
MINAMI = "301,南 太郎,,090-0000-0301,,,"


@pytest.fixture
def small_world(db: None) -> Any:
    with context.as_system():
        yield world.build()


def written(tmp_path: Path, *rows: str, encoding: str = "cp932") -> Path:
    path = tmp_path / "roster.csv"
    path.write_text("\r\n".join((HEAD, *rows)), encoding=encoding)
    return path


def preview(path: Path, w: World) -> Summary:
    return committing.preview(path, building_id=w.building.pk, now=NOW)


def commit(path: Path, w: World, **more: Any) -> Summary:
    return committing.commit(path, building_id=w.building.pk, now=NOW, **more)


def invited(w: World) -> set[tuple[str, str]]:
    lines = rosters.open_lines(Invitation.objects.filter(origin="roster")).values()
    rooms = dict(Dwelling.objects.values_list("pk", "room"))
    return {(rooms[each.dwelling_id], each.name) for each in lines}


def test_a_preview_writes_nothing_and_tells_the_same_as_the_commit(
    small_world: World, tmp_path: Path
):
    path = written(tmp_path, AOKI, KATO, MINAMI, "401,,,,,,")
    before = preview(path, small_world)
    assert not Invitation.objects.exists()
    assert not Dwelling.objects.filter(room="301").exists()
    after = commit(path, small_world)
    assert before.to_json() == after.to_json()
    assert (before.moved_in, before.moved_out, before.new_rooms) == (3, 0, 1)
    assert (after.moved_in, after.moved_out, after.new_rooms) == (3, 0, 1)
    assert before.to_json() == {
        "rows": 4,
        "accepted": 3,
        "rejected_count": 1,
        "rejected": [
            {
                "line": 5,
                "column": "name",
                "reason": "空欄です。数式のエラーも空欄として読まれます。",
            }
        ],
    }
    assert invited(small_world) == {("204", "青木 一郎"), ("301", "加藤 花"), ("301", "南 太郎")}


def test_twice_is_as_once(small_world: World, tmp_path: Path):
    path = written(tmp_path, AOKI, KATO)
    commit(path, small_world)
    ids = set(Invitation.objects.values_list("pk", flat=True))
    again = commit(path, small_world)
    assert (again.moved_in, again.moved_out, again.unchanged) == (0, 0, 2)
    assert set(Invitation.objects.values_list("pk", flat=True)) == ids


def test_whoever_is_not_named_any_more_or_has_left_is_not_invited_any_more(
    small_world: World, tmp_path: Path
):
    commit(written(tmp_path, AOKI, KATO, MINAMI), small_world)
    later = written(tmp_path, AOKI, MINAMI + "2026-11-01")
    assert preview(later, small_world).moved_out == 2
    summary = commit(later, small_world)
    assert (summary.accepted, summary.left_rows, summary.moved_out) == (2, 1, 2)
    assert invited(small_world) == {("204", "青木 一郎")}
    assert SubjectKey.objects.filter(subject_kind="invitation", wrapped_key=None).count() == 2


def test_a_file_without_a_usable_row_takes_nobody_back(small_world: World, tmp_path: Path):
    commit(written(tmp_path, AOKI), small_world)
    assert commit(written(tmp_path), small_world).moved_out == 0
    assert invited(small_world) == {("204", "青木 一郎")}


def test_a_registrant_needs_no_invitation_and_a_roster_ends_no_registration(
    small_world: World, tmp_path: Path
):
    named = f"203,佐藤 花子,,{world.SATO_PHONE},,,"
    assert preview(written(tmp_path, named), small_world).registered == 1
    summary = commit(written(tmp_path, AOKI), small_world)
    assert summary.unnamed_registrants == 1
    assert Registration.objects.get(person=small_world.sato).valid.upper is None
    assert any("名簿に見当たらない方が 1 人" in note for note in summary.notes())


def test_a_room_not_known_before_becomes_a_dwelling_once(small_world: World, tmp_path: Path):
    commit(written(tmp_path, KATO, "３０１号室,北 二郎,,090-0000-0302,,,"), small_world)
    assert Dwelling.objects.filter(building=small_world.building, room="301").count() == 1


def test_nothing_is_half_written(small_world: World, tmp_path: Path, monkeypatch: Any):
    monkeypatch.setattr(committing, "CHUNK", 1)
    monkeypatch.setattr("kaketsuke.residents.importing.reading.MOST_ROWS", 1)
    with pytest.raises(NotARoster):
        commit(written(tmp_path, AOKI, KATO), small_world)
    assert not Invitation.objects.exists()


def test_a_roster_needs_the_owners_word(small_world: World, tmp_path: Path):
    commit(written(tmp_path, AOKI), small_world)
    assert Invitation.objects.get().told_by_id == small_world.owner.pk
    entry = Entry.objects.get(subject_kind="building", kind="roster_committed")
    assert entry.payload["told_by"] == str(small_world.owner.pk)
    assert "青木" not in json.dumps(entry.payload, ensure_ascii=False)
    nobodys = small_world.building.owners.get()
    nobodys.valid = (world.LONG_AGO, NOW)
    nobodys.save()
    with pytest.raises(CannotInvite, match="オーナー"):
        commit(written(tmp_path, AOKI), small_world)


def test_an_invitation_is_no_registration_and_goes_after_its_time(
    small_world: World, tmp_path: Path
):
    from kaketsuke.residents import services

    commit(written(tmp_path, AOKI), small_world)
    assert people_queries.persons_by_contact("phone", "090-0000-0204") == [small_world.aoki.pk]
    assert Registration.objects.count() == 1
    services.expire(now=NOW + timedelta(days=90))
    assert not Invitation.objects.exists()


def test_in_many_steps_as_at_once(small_world: World, tmp_path: Path, monkeypatch: Any):
    monkeypatch.setattr(committing, "CHUNK", 2)
    homes = [f"{500 + n // 3},架空 {'一二三四五六七'[n]}郎,,090-0001-{n:04},,," for n in range(7)]
    first = commit(written(tmp_path, AOKI, *homes, KATO), small_world)
    assert (first.accepted, first.moved_in, first.new_rooms) == (9, 9, 4)
    assert len(invited(small_world)) == SubjectKey.objects.filter(subject_kind="invitation").count()
    moved = f"{homes[6][:-1]}2026-01-01,"
    second = commit(written(tmp_path, KATO, *homes[1:6], moved, MINAMI, AOKI), small_world)
    assert (second.moved_in, second.unchanged, second.moved_out) == (1, 8, 1)
    assert ("500", "架空 一郎") not in invited(small_world)
    assert len(invited(small_world)) == 9


def queries_of(path: Path, small_world: World, *, reading: Any) -> int:
    with CaptureQueriesContext(connection) as asked:
        reading(path, small_world)
    return len(asked)


def test_the_number_of_queries_does_not_grow_with_the_rows(small_world: World, tmp_path: Path):
    def roster(rows: int, *, email: str) -> Path:
        lines = (f"{1000 + n},架空 {n},,090-0001-{n:04},{email},," for n in range(rows))
        return written(tmp_path, *lines)

    for reading in (preview, commit):
        one = queries_of(roster(1, email="a@example.jp"), small_world, reading=reading)
        many = queries_of(roster(300, email="b@example.jp"), small_world, reading=reading)
        assert many <= one + 8  # where some are known already, they are looked up once
        again = queries_of(roster(600, email="c@example.jp"), small_world, reading=reading)
        assert again == many
