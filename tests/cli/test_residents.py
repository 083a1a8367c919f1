"""`residents import` as others call it: exit codes, one line, one JSON object."""

import codecs
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kaketsuke.accounts import context
from kaketsuke.cli import processes
from kaketsuke.cli.main import main
from kaketsuke.residents.models import Invitation
from tests import world

pytestmark = pytest.mark.django_db
ROSTER = "号室,電話,氏名,メール,猫\n203,09000000203,佐藤花子,x@,タマ\n301,0900,加藤花,,\n"


@pytest.fixture
def ask(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Any]:
    """Run the command on a file of these bytes, against the test's own database."""
    from contextlib import nullcontext

    monkeypatch.setattr(processes, "database_expected", nullcontext)
    world.build()

    def run(content: bytes, *words: str, building: str = "AOBA-1") -> tuple[int, str, str]:
        path = tmp_path / "roster.csv"
        path.write_bytes(content)
        code = main(["residents", "import", str(path), "--building", building, *words])
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_rows_are_counted_and_faults_are_told(encoding: str, ask: Any):
    code, out, err = ask(ROSTER.encode(encoding), "--json")
    assert code == 0
    answer = json.loads(out)
    assert answer["rows"] == 2
    assert answer["accepted"] == 0
    assert answer["rejected_count"] == 2
    assert [(each["line"], each["column"]) for each in answer["rejected"]] == [
        (2, "email"),
        (3, "phone"),
    ]
    assert set(answer) == {"rows", "accepted", "rejected_count", "rejected"}
    assert "猫" in err


def test_only_commit_writes(ask: Any):
    roster = "入居者名簿\n部屋番号,氏名,電話番号\n301,加藤花,090-0000-0301\n".encode()
    code, out, _err = ask(roster)
    assert code == 0
    assert "nothing is written" in out
    assert "moved in 1" in out
    with context.as_system():
        assert not Invitation.objects.exists()
    for _twice in range(2):
        code, out, _err = ask(roster, "--commit")
        assert (code, out.splitlines()[-1]) == (0, "written")
    with context.as_system():
        assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"a,b,c\n1,2,3\n",
        "部屋番号,氏名\n203,佐藤\n".encode(),
        codecs.BOM_UTF16_LE + b"\x00",
        b"PK\x03\x04nothing",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old",
    ],
)
def test_what_is_no_roster_is_one_line_and_two(content: bytes, ask: Any):
    code, out, err = ask(content, "--json")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_an_unknown_building_or_file_is_one_line_and_two(ask: Any, capsys: Any):
    code, out, err = ask(ROSTER.encode(), building="NONE-9")
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert main(["residents", "import", "/no/such", "--building", "AOBA-1"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_first_thousand_faults_are_listed(ask: Any):
    rows = "".join(f"{n},,090-0000-0001\n" for n in range(1200))
    _code, out, _err = ask(f"部屋番号,氏名,電話番号\n{rows}".encode(), "--json")
    answer = json.loads(out)
    assert (answer["rejected_count"], len(answer["rejected"])) == (1200, 1000)
