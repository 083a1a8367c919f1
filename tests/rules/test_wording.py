"""Rules stand beside the words of their clause, and every sentence exists in both languages."""

from typing import Any

import pytest

from kaketsuke.rules import charge, clauses, damage, request_rules, site, wording
from kaketsuke.rules.findings import Effect, Rule

ROWS: list[Rule[Any]] = [*request_rules.RULES, *site.RULES]
TEXTS = dict(clauses.sample().texts())
BEYOND_THE_TERMS = {"X-8"}


@pytest.mark.parametrize("rule", ROWS, ids=lambda rule: rule.id)
def test_the_words_of_a_rule_stand_in_its_clause(rule):
    for clause, words in rule.cites.items():
        if clause in BEYOND_THE_TERMS:
            assert words == ""
        else:
            assert words
            assert words in TEXTS[clause]


@pytest.mark.parametrize(
    ("clause", "words"), [*charge.WORDS.items(), *damage.WORDS.items()], ids=str
)
def test_the_words_of_bill_and_damage_stand_in_their_clause(clause, words):
    assert words in TEXTS[clause]


def test_the_figures_of_the_sample_are_the_figures_of_the_rules():
    assert "600円" in TEXTS["4.2"]
    assert "60分" in TEXTS["A1.3"]


def test_rule_names_are_unique():
    names = [rule.id for rule in ROWS] + [found.rule for found in damage.FINDINGS]
    assert len(names) == len(set(names))


def test_every_finding_can_be_said_in_english():
    named = {rule.id for rule in ROWS} | {found.rule for found in damage.FINDINGS}
    assert set(wording.ENGLISH) == named
    for name in named:
        words = wording.words_for(name, "en")
        assert words.because.isascii()
        assert words.say.isascii()
        assert not wording.words_for(name, "ja").because.isascii()
    for refusal in charge.Refusal:
        assert wording.words_for(f"charge_{refusal}", "en").because.isascii()
        assert not wording.words_for(f"charge_{refusal}", "ja").because.isascii()


def test_flags_and_records_stay_hidden_in_english_too():
    hidden = [r for r in request_rules.RULES if r.say == request_rules.ONE_MOMENT]
    assert len(hidden) == 6
    assert len({wording.words_for(rule.id, "en").say for rule in hidden}) == 1


def test_a_finding_is_translated_by_its_rule():
    rule = next(rule for rule in ROWS if rule.effect is Effect.DECLINES)
    finding = rule.findings[0]
    assert wording.words_for(finding.rule, "ja") == (finding.because, finding.say)
    assert wording.words_for(finding.rule, "en") == wording.ENGLISH[rule.id]
