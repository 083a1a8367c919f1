"""The command as people and programs run it."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from kaketsuke.cli.main import main
from kaketsuke.rules import questions
from tests.rules.worlds import REQUEST, nested

GOOD = nested(REQUEST)


@pytest.fixture
def decide(monkeypatch, capsys):
    def run(question, stdin, *options):
        raw = stdin if isinstance(stdin, bytes) else stdin.encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
        code = main(["decide", question, *options])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_one_object_gives_one_answer(decide):
    code, out, err = decide("request", json.dumps(GOOD))
    assert (code, err) == (0, "")
    assert json.loads(out) == questions.answer("request", GOOD)


def test_a_file_and_standard_input_give_the_same(decide, tmp_path):
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps(GOOD, indent=2), encoding="utf-8-sig")
    assert decide("request", "", str(facts)) == decide("request", json.dumps(GOOD), "-")


def test_a_batch_answers_as_single_facts_are_answered(decide):
    batch = [GOOD, {}, {"cause": "not_lockout"}]
    singles = [json.loads(decide("request", json.dumps(facts))[1]) for facts in batch]
    _, array, _ = decide("request", json.dumps(batch))
    _, pretty, _ = decide("request", json.dumps(batch, indent=1))
    _, lines, _ = decide("request", "\n\n".join(map(json.dumps, batch)))
    assert json.loads(array) == json.loads(pretty) == singles
    assert [json.loads(line) for line in lines.splitlines()] == singles


@pytest.mark.parametrize("separator", ["\n", "\r\n"])
def test_bad_elements_are_answered_in_their_place(decide, separator):
    elements = [json.dumps(GOOD), "nonsense", "5", '{"cause": 5}', "{}"]
    code, out, err = decide("request", separator.join(elements))
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 2
    assert ["error" in answer for answer in answers] == [False, True, True, True, False]
    assert answers[3]["error"].startswith("cause: ")
    assert err.count("\n") == 1
    assert "3 of 5" in err


def test_a_bad_first_line_drops_no_later_one(decide):
    code, out, _ = decide("request", '{"cause": \n{}\n')
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 2
    assert ["error" in answer for answer in answers] == [True, False]


def test_a_bad_element_of_an_array_is_answered_in_its_place(decide):
    code, out, err = decide("site", "[{}, null, {}]")
    answers = json.loads(out)
    assert (code, err.count("\n")) == (2, 1)
    assert ["error" in answer for answer in answers] == [False, True, False]


def test_an_empty_batch_is_an_empty_answer(decide):
    code, out, err = decide("request", "[]")
    assert (code, json.loads(out), err) == (0, [], "")


@pytest.mark.parametrize(
    ("stdin", "part"),
    [
        ("", "no facts"),
        (" \n\n", "no facts"),
        ("{", "not JSON"),
        ('{"cause": "riot",\n "photo_id"', "not JSON"),
        ("[{},\n{}", "not JSON"),
        ("5", "JSON object"),
        ('{"requester": {"role": "me"}}', "requester.role: "),
        ('{"cause": NaN}', "NaN"),
        ('{"cause": "riot", "cause": "disaster"}', "cause: is given twice"),
        (b'{"cause": "\xff"}', "UTF-8"),
        ("[" * 100_000, "nested too deeply"),
        ('{"cause": ' + "9" * 5000 + "}", "too large"),
    ],
)
def test_malformed_facts_are_one_line_and_exit_2(decide, stdin, part):
    code, out, err = decide("request", stdin)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert part in err


def test_a_missing_file_is_one_line_and_exit_2(decide):
    code, _, err = decide("request", "", "no/such/file.json")
    assert (code, err.count("\n")) == (2, 1)


@pytest.mark.parametrize("question", list(questions.DECISIONS))
def test_the_schema_is_printed_for_facts_and_answer(decide, question):
    code, out, _ = decide(question, "", "--schema")
    printed = json.loads(out)
    assert code == 0
    assert set(printed) == {"facts", "answer"}
    assert all(part["$schema"].endswith("2020-12/schema") for part in printed.values())


def test_amounts_are_exact_and_times_are_instants(decide):
    overtime = {"kind": "overtime", "quantity": 1, "unit_price": 110}
    agreed = {"approved_at": "2026-05-01T14:59:00Z", "begun_at": "2026-05-02T00:00+09:00"}
    work = {"worked_on": "2026-05-01", "minutes": 60.02, "lines": [overtime | agreed]}
    _, out, _ = decide("charge", json.dumps(work))
    assert json.loads(out)["total"] == 121


STARTS_PURE = """
import sys
from kaketsuke.cli.main import main
code = main(sys.argv[1:])
heavy = {"django", "psycopg", "numpy", "procrastinate"} & set(sys.modules)
sys.exit(f"loaded {heavy}" if heavy else code)
"""


@pytest.mark.parametrize(
    ("words", "code"), [(["decide", "request"], 0), (["terms", "parse", "-"], 2)]
)
def test_it_starts_without_framework_and_database(words, code):
    ended = subprocess.run(
        [sys.executable, "-c", STARTS_PURE, *words],
        input=b"{}",
        capture_output=True,
        check=False,
        timeout=300,
        cwd=Path(__file__).parents[2],
    )
    assert ended.returncode == code, ended.stderr.decode()


def test_a_reader_who_leaves_early_is_no_error(tmp_path):
    facts = tmp_path / "many.jsonl"
    facts.write_text("{}\n" * 20_000)
    command = [sys.executable, "-m", "kaketsuke.cli.main", "decide", "request", str(facts)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        running.wait(timeout=300)


def test_a_closed_standard_input_holds_no_facts(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", None)
    assert main(["decide", "request"]) == 2
    assert capsys.readouterr().err == "kaketsuke decide request: no facts were given\n"


@pytest.mark.parametrize(
    "words",
    [["decide", "weather"], ["decide"], ["terms"], ["engine", "plan", "x", "--seconds", "-1"]],
)
def test_a_wrong_command_line_is_answered_in_one_line(capsys, words):
    with pytest.raises(SystemExit) as ended:
        main(words)
    out, err = capsys.readouterr()
    assert (ended.value.code, out, err.count("\n")) == (2, "", 1)
    assert f"kaketsuke {words[0]}" in err
