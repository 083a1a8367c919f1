"""What is read of offers, assignments, candidates and plans."""

from kaketsuke.dispatch.queries.assignments import (
    Bound,
    last_lead_of,
    lead_of,
    leads_of,
    live_assignment,
    overdue,
    second_is_called,
    second_of,
    visit_begun,
    was_lead,
    was_second,
)
from kaketsuke.dispatch.queries.candidates import CandidateRow, Candidates, candidates, knows_roads
from kaketsuke.dispatch.queries.offers import (
    TOLD_FOR,
    OfferCard,
    TakenBack,
    cases_without_offer,
    lately_taken_back,
    live_case_ids,
    live_offers,
    offers_of,
    overdue_waves,
)
from kaketsuke.dispatch.queries.plans import SurgeAnswer, counted_words, surge_counts, surge_plan
from kaketsuke.dispatch.queries.said import words

__all__ = [
    "TOLD_FOR",
    "Bound",
    "CandidateRow",
    "Candidates",
    "OfferCard",
    "SurgeAnswer",
    "TakenBack",
    "candidates",
    "cases_without_offer",
    "counted_words",
    "knows_roads",
    "last_lead_of",
    "lately_taken_back",
    "lead_of",
    "leads_of",
    "live_assignment",
    "live_case_ids",
    "live_offers",
    "offers_of",
    "overdue",
    "overdue_waves",
    "second_is_called",
    "second_of",
    "surge_counts",
    "surge_plan",
    "visit_begun",
    "was_lead",
    "was_second",
    "words",
]
