"""`kaketsuke engine`: one JSON object, or exit 2 and one line."""

import itertools
import json
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from kaketsuke.cli import main

COST = np.array([[5.0, 1.0], [2.0, 9.0]])
PLAN = {
    "ready": np.zeros(2),
    "to_first": np.ones((2, 3)),
    "between": np.ones((3, 3)),
    "service": np.ones(3),
}


@pytest.fixture
def engine(tmp_path, capsys):
    def run(question, arrays, *options):
        file = tmp_path / "instance.npz"
        np.savez(file, **arrays)
        code = main.main(["engine", question, str(file), *options])
        return code, *capsys.readouterr()

    return run


def test_assign_answers_with_one_object(engine):
    code, said, _ = engine("assign", {"cost": COST, "weight": np.array([1.0, 2.0])})
    answer = json.loads(said)
    assert code == 0
    assert answer["technician"] == [1, 0]
    assert answer["total_seconds"] == 5.0
    assert answer["elapsed_seconds"] >= 0


def test_plan_answers_with_one_object(engine):
    code, said, _ = engine("plan", PLAN, "--seconds", "0.1", "--seed", "3")
    answer = json.loads(said)
    assert code == 0
    assert sorted(itertools.chain(*answer["queues"])) == [0, 1, 2]
    assert answer["unserved"] == []
    assert answer["total_response_seconds"] == 1.0 + 1.0 + 3.0
    assert set(answer) == {"queues", "unserved", "total_response_seconds", "elapsed_seconds"}


def test_the_same_seed_and_steps_give_the_same_answer(engine):
    chance = np.random.default_rng(7)
    arrays = PLAN | {"to_first": chance.random((2, 3)), "between": chance.random((3, 3))}
    one, two = (engine("plan", arrays, "--steps", "500", "--seed", "3")[1] for _ in range(2))
    first, second = json.loads(one), json.loads(two)
    assert first.pop("elapsed_seconds")
    assert second.pop("elapsed_seconds")
    assert first == second


def test_what_is_infeasible_may_be_infinitely_far_off(engine):
    able = np.array([[False, True, True], [True, False, False]])
    far = np.where(able, 1.0, np.inf)
    code, said, _ = engine("plan", changed("to_first", far) | {"feasible": able}, "--steps", "500")
    assert code == 0
    assert json.loads(said)["queues"][1] == [0]
    code, said, _ = engine("assign", {"cost": far, "feasible": able})
    assert (code, json.loads(said)["total_seconds"]) == (0, 2.0)


def changed(name, value):
    return PLAN | {name: value}


MALFORMED = [
    ({name: array for name, array in PLAN.items() if name != "service"}, "service"),
    (changed("speed", np.ones(2)), "speed"),
    (changed("ready", np.zeros(3)), "to_first"),
    (changed("ready", np.zeros((2, 1))), "ready"),
    (changed("between", np.ones((3, 2))), "between"),
    (changed("between", np.full((3, 3), np.nan)), "between"),
    (changed("service", np.array([1.0, -0.1, 1.0])), "service"),
    (changed("to_first", np.full((2, 3), np.inf)), "`feasible`"),
    (changed("ready", np.array([np.inf, 0.0])), "ready"),
    (changed("between", np.full((3, 3), np.inf)), "between"),
    (changed("weight", np.array([np.inf, 1.0, 1.0])), "weight"),
    (changed("ready", np.array(["now", "later"])), "ready"),
    (changed("ready", np.array([object(), None])), "pickle"),
    (changed("ready", np.array([1j, 0j])), "ready"),
    (changed("feasible", np.ones((2, 3))), "feasible"),
    (changed("feasible", np.ones((3, 2), bool)), "feasible"),
    (changed("weight", np.array([1.0, -1.0, 1.0])), "weight"),
    (changed("weight", np.ones(2)), "weight"),
    (changed("until", np.array([np.nan, 1.0])), "until"),
    (changed("until", np.array([-1.0, 1.0])), "until"),
]


@pytest.mark.parametrize(("arrays", "named"), MALFORMED)
def test_a_malformed_plan_gets_one_line(engine, arrays, named):
    code, said, complaint = engine("plan", arrays, "--seconds", "0.1")
    assert (code, said) == (2, "")
    assert complaint.count("\n") == 1
    assert complaint.startswith("kaketsuke engine plan: ")
    assert named.lower() in complaint.lower()


@pytest.mark.parametrize(
    "arrays",
    [
        {},
        {"cost": np.ones(3)},
        {"cost": np.full((2, 2), np.nan)},
        {"cost": -COST},
        {"cost": np.full((2, 2), np.inf)},
        {"cost": COST, "feasible": np.ones((2, 3), bool)},
        {"cost": COST, "weight": np.array([1.0, np.nan])},
        {"cost": COST, "ready": np.zeros(2)},
    ],
)
def test_a_malformed_assignment_gets_one_line(engine, arrays):
    code, said, complaint = engine("assign", arrays)
    assert (code, said, complaint.count("\n")) == (2, "", 1)


def test_a_file_that_is_no_set_of_arrays_gets_one_line(tmp_path, capsys):
    np.save(tmp_path / "one.npy", COST)
    (tmp_path / "text.npz").write_text("not an archive")
    (tmp_path / "empty.npz").touch()
    whole = tmp_path / "whole.npz"
    np.savez_compressed(whole, cost=np.random.default_rng(1).random((40, 40)))
    content = whole.read_bytes()
    (tmp_path / "cut.npz").write_bytes(content[: len(content) // 2])
    (tmp_path / "spoiled.npz").write_bytes(content[:300] + b"\x00" * 200 + content[500:])
    listed = content.rindex(b"PK\x01\x02")
    for name, at, byte in (("encrypted", 8, 1), ("packed", 10, 99), ("lzma", 10, 14)):
        changed_content = bytearray(content)
        changed_content[listed + at] = byte
        (tmp_path / f"{name}.npz").write_bytes(changed_content)
    names = ("text", "empty", "cut", "spoiled", "encrypted", "packed", "lzma", "absent")
    for name in (*(f"{each}.npz" for each in names), "one.npy", "."):
        assert main.main(["engine", "assign", str(tmp_path / name)]) == 2
        assert capsys.readouterr().err.count("\n") == 1, name


@pytest.mark.parametrize(
    "options", [("--seconds", "0"), ("--seconds", "soon"), ("--seed", "-1"), ("--steps", "0")]
)
def test_senseless_options_are_refused(engine, options):
    with pytest.raises(SystemExit) as refused:
        engine("plan", PLAN, *options)
    assert refused.value.code == 2


def test_it_starts_without_framework_and_database():
    watched = (
        "import sys; from kaketsuke.cli import main; main.main(['engine', 'assign', 'absent'])"
    )
    check = "; sys.exit(any(name in sys.modules for name in ('django', 'psycopg')))"
    done = subprocess.run(
        [sys.executable, "-c", watched + check], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_a_search_that_is_interrupted_still_prints_its_plan(engine):
    chance = np.random.default_rng(7)
    ten = {"to_first": (2, 10), "between": (10, 10), "service": (10,)}
    arrays = PLAN | {name: chance.random(shape) for name, shape in ten.items()}

    before = signal.getsignal(signal.SIGINT)

    def interrupt_the_search():
        while signal.getsignal(signal.SIGINT) is before:
            time.sleep(0.01)
        signal.raise_signal(signal.SIGINT)

    # A daemon, so that it ends with the tests where no search ever begins.
    threading.Thread(target=interrupt_the_search, daemon=True).start()
    code, said, _ = engine("plan", arrays, "--seconds", "500")
    assert code == 0
    assert sorted(itertools.chain(*json.loads(said)["queues"])) == list(range(10))
