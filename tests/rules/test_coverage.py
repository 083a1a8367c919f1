from pathlib import Path

import pytest

from kaketsuke.rules import clauses, coverage
from kaketsuke.rules.coverage import Row, State

TESTS = Path(__file__).parents[1]


def test_every_clause_is_in_one_of_the_three_states():
    rows = coverage.rows(tests=TESTS)
    assert [row.clause for row in rows] == [clause for clause, _ in clauses.sample().texts()]
    assert coverage.faults(rows) == []


def test_nothing_is_only_planned():
    rows = coverage.rows(tests=TESTS)
    planned = [row.clause for row in rows if row.state is State.PLANNED]
    assert coverage.faults(rows, strict=True) == [] == planned


def test_every_finer_row_is_named_by_a_test():
    parts = coverage.parts(tests=TESTS)
    assert [part for part, held in parts.items() if not held] == []
    assert {"P-1", "2.2d", "4.9b", "4.10e", "F-5"} <= parts.keys()


def test_every_rule_row_is_named_by_a_clause():
    named = {name for row in coverage.rows(tests=None) for name in row.rules}
    beyond_the_terms = {"request.protected"}
    assert coverage.known_rules() - named == beyond_the_terms


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (Row("9.1", "語", None), "neither covered"),
        (Row("9.1", "", State.NOT_NEEDED, reason="r"), "no such clause"),
        (Row("9.1", "語", State.NOT_NEEDED), "without a reason"),
        (Row("9.1", "語", State.PLANNED), "without a reason"),
        (Row("9.1", "語", State.COVERED, screens=("s",)), "without a rule"),
        (Row("9.1", "語", State.COVERED, no_rule="r"), "without a screen"),
        (Row("9.1", "語", State.COVERED, no_rule="r", screens=("s",), tests=()), "without a test"),
        (
            Row("9.1", "語", State.COVERED, rules=("request.x",), screens=("s",)),
            "no rule request.x",
        ),
    ],
)
def test_a_clause_that_is_not_held_is_named(row, sentence):
    (fault,) = coverage.faults([row])
    assert fault.startswith("9.1: ")
    assert sentence in fault


def test_strictly_a_planned_clause_is_not_held():
    row = Row("9.1", "語", State.PLANNED, reason="r")
    assert coverage.faults([row]) == []
    assert coverage.faults([row], strict=True) == ["9.1: is only planned"]


def test_a_clause_of_another_document_stands_in_no_state(tmp_path):
    nothing = tmp_path / "coverage.toml"
    nothing.write_text("[clauses]\n")
    rows = coverage.rows(tests=None, source=nothing)
    assert {row.state for row in rows} == {None}
    assert len(coverage.faults(rows)) == len(rows)


def test_a_marker_in_a_test_file_counts(tmp_path):
    # Written in two parts, or this file itself would be counted.
    (tmp_path / "test_some.py").write_text('@pytest.mark.clause("1.1", "1.2")\n')
    found = {row.clause: row.tests for row in coverage.rows(tests=tmp_path)}
    assert found["1.1"] == found["1.2"] == ("test_some.py",)
    assert found["2.1"] == ()


def test_a_marker_of_a_part_counts_for_its_clause(tmp_path):
    (tmp_path / "test_some.py").write_text("@pytest.mark." + 'clause("2.2d")\n')
    found = {row.clause: row.tests for row in coverage.rows(tests=tmp_path)}
    assert found["2.2"] == ("test_some.py",)
    parts = coverage.parts(tests=tmp_path)
    assert (parts["2.2d"], parts["2.2c"]) == (("test_some.py",), ())
