import json

import pytest

from kaketsuke.cli.main import main
from kaketsuke.rules import clauses, terms


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "terms.txt"
    path.write_text(terms.sample_text(), encoding="utf-8")
    return path


def test_parse_prints_the_tree_as_json(document, capsys):
    assert main(["terms", "parse", str(document), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == clauses.sample().to_json()
    assert list(printed) == [
        "title",
        "version_date",
        "sections",
        "appendices",
        "companies",
        "contacts",
    ]


def test_parse_prints_every_id_for_people(document, capsys):
    assert main(["terms", "parse", str(document)]) == 0
    words = capsys.readouterr().out.split()
    assert {clause for clause, _ in clauses.sample().texts()} <= set(words)


@pytest.mark.parametrize("content", [b"", "むかしむかし".encode(), b"\xff\xfe\x00binary"])
def test_parse_refuses_what_is_no_such_document_in_one_line(tmp_path, capsys, content):
    path = tmp_path / "other.txt"
    path.write_bytes(content)
    assert main(["terms", "parse", str(path)]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)


def test_parse_of_a_missing_file_is_one_line(capsys):
    assert main(["terms", "parse", "no/such/terms.txt"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_coverage_passes_and_names_every_clause(capsys):
    assert main(["terms", "coverage"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    words = [line.split() for line in out.splitlines()]
    every = [clause for clause, _ in clauses.sample().texts()]
    assert [each[0] for each in words if each[1] != "part"] == every
    finer = {
        each[0]: [file.rstrip(",") for file in each[2:]] for each in words if each[1] == "part"
    }
    assert "residents/test_invitations.py" in finer["2.2b"]


def test_strict_coverage_passes_for_every_clause_is_held(capsys):
    assert main(["terms", "coverage", "--strict", "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert {row["state"] for row in json.loads(out)} == {"covered", "not_needed"}
