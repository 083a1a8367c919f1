"""A claim opened with a wrong day is put right, with a reason, and nothing is lost (4.2)."""

from datetime import date, timedelta
from typing import Any

import pytest

from kaketsuke.audit import queries as audit_queries
from kaketsuke.claims import queries as claim_queries
from kaketsuke.claims import services
from kaketsuke.claims.models import Claim
from kaketsuke.claims.refusals import CannotClaim, CannotStep
from tests.claims.conftest import Claims
from tests.claims.reports import TODAY, reported
from tests.claims.test_damages import again, begun, decide, examined, told
from tests.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4.2")]
DAY = timedelta(days=1)


def correct(here: Claims, claim: Claim, **otherwise: Any) -> Claim:
    said = {
        "occurred_on": TODAY - DAY, "known_on": TODAY, "reason": "聞き違い",
        "actor": here.by_handler, "now": NOW,
    }  # fmt: skip
    return services.correct_days(claim.pk, **{**said, **otherwise})


def test_the_limitation_follows_and_the_former_day_stays_on_record(here: Claims) -> None:
    begun(here, date(2026, 11, 20))
    claim = reported(here)
    correct(here, claim, known_on=TODAY - DAY)
    claim = again(claim)
    assert (claim.occurred_on, claim.known_on) == (TODAY - DAY, TODAY - DAY)
    assert claim.limit_from_knowledge_on == date(2031, 11, 21)
    assert claim.limit_from_event_on == date(2036, 11, 21)
    assert claim.state == "reported"
    step = claim_queries.steps_of(claim)[-1]
    assert (step.event, step.words) == ("DaysCorrected", "聞き違い")
    assert step.facts["days"]["former"]["occurred_on"] == "2026-11-22"
    assert step.facts["days"]["former"]["limit_on"] == "2031-11-22"
    assert not list(audit_queries.verify_chains(("claim", claim.pk)))


def test_what_was_decided_by_the_figures_of_another_day_is_decided_anew(here: Claims) -> None:
    begun(here, date(2019, 9, 1))
    claim = examined(here, occurred_on=date(2019, 10, 1))
    assert decide(here, claim).payable_yen == 660
    correct(here, claim, occurred_on=date(2019, 9, 30))
    assert again(claim).state == "examining"
    assert decide(here, claim).payable_yen == 648


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"occurred_on": TODAY}, "いまの記録と同じ"),
        ({"occurred_on": TODAY + DAY}, "今日より後"),
        ({"known_on": TODAY - 2 * DAY}, "気づいた日は"),
        ({"occurred_on": date(2026, 1, 1)}, "より前の損害"),
        ({"reason": " "}, "理由を書いて"),
    ],
)
def test_a_correction_needs_another_day_that_can_be_and_a_reason(
    here: Claims, wrong: dict[str, Any], said: str
) -> None:
    begun(here, date(2026, 11, 1))
    claim = reported(here)
    with pytest.raises((CannotClaim, CannotStep), match=said):
        correct(here, claim, **wrong)
    assert again(claim).occurred_on == TODAY


def test_after_the_letter_the_claim_is_taken_up_again_first(here: Claims) -> None:
    begun(here, date(2026, 11, 1))
    claim = told(here)
    with pytest.raises(CannotStep, match="「もう一度判断する」から"):
        correct(here, claim)
    services.take_up_again(claim.pk, reason="日の誤り", actor=here.by_handler, now=NOW)
    correct(here, claim)
    over = reported(here)
    services.withdraw_claim(over.pk, words="x", actor=here.by_sato, now=NOW)
    with pytest.raises(CannotStep, match="新しいお申し出"):
        correct(here, over)
