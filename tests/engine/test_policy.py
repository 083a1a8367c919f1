"""The figures are data, dated, and refused where they make no sense."""

from datetime import date

import pytest

from kaketsuke.engine import policy

WORDS = policy.SOURCE.read_text(encoding="utf-8")


def written(tmp_path, words):
    path = tmp_path / "policy.toml"
    path.write_text(words, encoding="utf-8")
    return path


def test_a_policy_holds_from_its_first_day(tmp_path):
    later = WORDS.replace("[[policy]]", "[[policy]]\nfrom = 2027-04-01", 1).replace(
        "vain = 30 ", "vain = 90 "
    )
    path = written(tmp_path, WORDS + later)
    assert policy.on(date(2027, 3, 31), path=path).waves.vain == 30
    assert policy.on(date(2027, 4, 1), path=path).waves.vain == 90


def test_the_last_step_holds_on():
    held = policy.on(date(2026, 11, 26))
    assert held.step(0) == held.steps[0]
    assert held.step(99) == held.steps[-1]
    assert held.step(0).longest_travel < held.step(1).longest_travel


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("chance = 0.6", "chance = 1.6"),
        ("chance = 0.6", "chance = nan"),
        ("chance = 0.6", 'chance = "often"'),
        ("chance = 0.6", "chance = true"),
        ("windows = [0.5, 0.75, 1.0]", "windows = []"),
        ("windows = [0.5, 0.75, 1.0]", "windows = [2.0]"),
        ("head = 9 ", "head = 40 "),
        ("at_once = 3", "at_once = 0"),
        ("vain = 30 ", "vein = 45 "),
        ("retry = 60 ", "retry = -1 "),
        ("[policy.plan]", "[policy.plans]"),
        ("answer = 30 ", "answer = 0 "),
    ],
)
def test_a_senseless_figure_is_refused_with_a_sentence(tmp_path, before, after):
    assert before in WORDS
    path = written(tmp_path, WORDS.replace(before, after, 1))
    with pytest.raises(policy.MalformedPolicy) as refused:
        policy.on(date(2026, 11, 26), path=path)
    assert str(refused.value).startswith("policy.toml: ")


def test_a_day_before_all_policies_is_refused(tmp_path):
    path = written(tmp_path, WORDS.replace("[[policy]]", "[[policy]]\nfrom = 2027-04-01", 1))
    with pytest.raises(policy.MalformedPolicy):
        policy.on(date(2026, 11, 26), path=path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(policy.MalformedPolicy):
        policy.read(tmp_path / "absent.toml")
