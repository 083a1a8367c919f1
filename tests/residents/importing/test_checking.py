"""Each row of a roster is answered once, with its first fault; what people type is read."""

from datetime import date
from pathlib import Path

import pytest

from kaketsuke.residents.importing import columns, dates
from kaketsuke.residents.importing.checking import Checker, Fault, Reason, RosterRow
from kaketsuke.residents.importing.reading import NotARoster, Roster

HEADER = ["部屋番号", "氏名", "フリガナ", "電話番号", "メール", "入居日", "退去日"]


def who(name: str, phone: str) -> bytes:
    return f"{name}{phone}".encode()


def checked(*cells: str) -> RosterRow | Fault:
    return Checker(columns.header(HEADER).places, who=who).check(2, cells)


def good(**changed: str) -> list[str]:
    row = dict(zip(HEADER, ["203", "佐藤 花子", "", "090-0000-0203", "", "", ""], strict=True))
    return list((row | changed).values())


def test_columns_are_found_by_their_words_in_any_order():
    found = columns.header(["※メールアドレス", "電話番号（必須）", " 氏　名 ", "備考", "部屋No."])
    assert found.places == {"room": 4, "name": 2, "phone": 1, "email": 0}
    assert found.unknown == ("備考",)
    assert not found.missing


def test_the_usual_word_wins_where_two_columns_could_be_meant():
    found = columns.header(["携帯電話", "電話番号", "氏名", "部屋番号"])
    assert found.places["phone"] == 1
    assert found.unknown == ("携帯電話",)


@pytest.mark.parametrize(
    ("changed", "column", "reason"),
    [
        ({"部屋番号": " "}, "room", Reason.EMPTY),
        ({"部屋番号": "号室"}, "room", Reason.EMPTY),
        ({"部屋番号": "1" * 21}, "room", Reason.TOO_LONG),
        ({"氏名": "", "電話番号": ""}, "name", Reason.EMPTY),
        ({"氏名": "佐藤\u200b花子"}, "name", Reason.UNPRINTABLE),
        ({"氏名": "佐\ufffd"}, "name", Reason.UNPRINTABLE),
        ({"電話番号": ""}, "phone", Reason.EMPTY),
        ({"電話番号": "なし"}, "phone", Reason.NO_PHONE),
        ({"電話番号": "090-0000"}, "phone", Reason.NO_PHONE),
        ({"電話番号": "9.01234E+09"}, "phone", Reason.NO_PHONE),
        ({"電話番号": "0120-000-000"}, "phone", Reason.NOBODYS_PHONE),
        ({"電話番号": "0800-123-4567"}, "phone", Reason.NOBODYS_PHONE),
        ({"電話番号": "0570-000-000"}, "phone", Reason.NOBODYS_PHONE),
        ({"メール": "sato@"}, "email", Reason.NO_EMAIL),
        ({"メール": "a..b@example.jp"}, "email", Reason.NO_EMAIL),
        ({"入居日": "来月"}, "moved_in_on", Reason.NO_DATE),
        ({"入居日": "2026-02-30"}, "moved_in_on", Reason.NO_DATE),
        ({"入居日": "2026-04-01", "退去日": "2026-03-31"}, "moved_out_on", Reason.OUT_BEFORE_IN),
    ],
)
def test_the_first_fault_is_told(changed: dict[str, str], column: str, reason: Reason):
    assert checked(*good(**changed)) == Fault(2, column, reason)


def test_what_spreadsheets_make_of_numbers_is_read_back():
    row = checked("203.0", "佐藤　花子", "ｻﾄｳ ﾊﾅｺ", "9000000203.0", "SATO@EXAMPLE.JP")
    assert isinstance(row, RosterRow)
    assert (row.room, row.name, row.kana) == ("203", "佐藤 花子", "サトウ ハナコ")
    assert (row.phone, row.lost_zero, row.email) == ("+819000000203", True, "sato@example.jp")
    assert "佐藤" not in repr(row)


def test_the_same_person_twice_is_told_and_two_people_with_one_phone_are_not():
    checker = Checker(columns.header(HEADER).places, who=who)
    assert isinstance(checker.check(2, good()), RosterRow)
    assert isinstance(checker.check(3, good(氏名="佐藤 太郎")), RosterRow)
    assert isinstance(checker.check(4, good(部屋番号="204")), RosterRow)
    assert checker.check(5, good(部屋番号="２０３号室")) == Fault(5, "room", Reason.TWICE)


@pytest.mark.parametrize(
    "text",
    [
        "2026-04-01", "2026/4/1", "2026.04.01", "2026年4月1日", "２０２６年４月１日（水）",
        "令和8年4月1日", "R8.4.1", "㋿8/4/1", "20260401", "46113", "2026-04-01T00:00:00",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text: str):
    assert dates.day(text) == date(2026, 4, 1)


def test_the_first_year_of_an_era_has_a_name():
    assert dates.day("令和元年5月1日") == date(2019, 5, 1)
    assert dates.day("H1.1.8") == date(1989, 1, 8)


@pytest.mark.parametrize("text", ["4/1", "26/4/1", "2026-13-01", "2026", "令和8年", "12345678901"])
def test_half_a_day_is_no_day(text: str):
    with pytest.raises(ValueError):  # noqa: PT011 - any reason will do
        dates.day(text)


def opened(tmp_path: Path, text: str) -> Roster:
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="cp932")
    return Roster(path, who=who)


def test_titles_and_empty_and_repeated_header_rows_are_passed_over(tmp_path: Path):
    head = "部屋番号,氏名,電話番号,備考\n"
    roster = opened(
        tmp_path,
        f"入居者名簿,,\n\n2026年4月現在,,\n{head}203,佐藤花子,090-0000-0203,\n,,,\n{head}"
        "204,青木一郎,,猫\n",
    )
    assert roster.titles == [1, 3]
    assert roster.unknown == ("備考",)
    rows = list(roster)
    assert [row.line for row in rows] == [5, 8]
    assert rows[1] == Fault(8, "phone", Reason.EMPTY)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("あ,い,う\n1,2,3\n", "見出しの行が見つかりません"),
        ("部屋番号,氏名,備考\n203,佐藤,\n", "電話番号"),
        ("\n\n", "見出しの行が見つかりません"),
    ],
)
def test_what_has_no_header_is_no_roster(text: str, told: str, tmp_path: Path):
    with pytest.raises(NotARoster, match=told):
        opened(tmp_path, text)
