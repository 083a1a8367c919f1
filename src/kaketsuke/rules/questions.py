"""Which questions can be put, and in which JSON? The four decisions as one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kaketsuke.rules import charge, damage, facts, request, site
from kaketsuke.rules.figures import FigureUnknown
from kaketsuke.rules.findings import Effect, Outcome

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class Decision:
    """One question: how its facts are read, who answers, and what the answer looks like."""

    reader: facts.Reader
    answer_to: Callable[[object], dict[str, Any]]
    answer: Mapping[str, Any]
    dated_by: str = ""


def answer(question: str, obj: object) -> dict[str, Any]:
    """The answer to one question on facts from JSON, as JSON.

    Raises facts.MalformedFacts, naming the path of the fault.
    """
    decision = DECISIONS[question]
    try:
        return decision.answer_to(obj)
    except FigureUnknown as unknown:
        raise facts.MalformedFacts(decision.dated_by, str(unknown)) from None


def schema(question: str) -> dict[str, Any]:
    """The JSON Schema of the facts and of the answer."""
    decision = DECISIONS[question]
    described = decision.reader.schema()
    return {
        "facts": {"$schema": DIALECT, "title": f"{question}: facts", **described},
        "answer": {"$schema": DIALECT, "title": f"{question}: answer", **decision.answer},
    }


def _closed(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _words(values: type[facts.Word] | type[Outcome] | type[Effect]) -> dict[str, Any]:
    return {"type": "string", "enum": [str(word) for word in values]}


def _either_or_null(described: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [dict(described), {"type": "null"}]}


_TEXT: Final = {"type": "string"}
_YEN: Final = {"type": "integer", "minimum": 0}
_FINDINGS: Final = {
    "type": "array",
    "items": _closed({"clause": _TEXT, "effect": _words(Effect), "because": _TEXT, "say": _TEXT}),
}


def _verdict(*, questions: tuple[str, ...], duties: tuple[str, ...]) -> dict[str, Any]:
    return _closed(
        {
            "outcome": _words(Outcome),
            "findings": _FINDINGS,
            "questions": {"type": "array", "items": {"type": "string", "enum": list(questions)}},
            "duties": {"type": "array", "items": {"type": "string", "enum": list(duties)}},
        }
    )


def _charged_line() -> dict[str, Any]:
    given = {
        fact.path: dict(fact.kind.schema) if fact.needed else _either_or_null(fact.kind.schema)
        for fact in charge.LINE_READER.facts
    }
    described = _closed({**given, "amount": _YEN})
    return {**described, "required": ["kind", "quantity", "unit_price", "amount"]}


_CHARGE_ANSWER: Final = _closed(
    {
        "base": _YEN,
        "lines": {"type": "array", "items": _charged_line()},
        "subtotal": _YEN,
        "tax_rate": {"type": "number", "minimum": 0},
        "tax": _YEN,
        "total": _YEN,
        "payer": _words(charge.Payer),
        "findings": _FINDINGS,
    }
)
_DAMAGE_ANSWER: Final = _closed(
    {
        "payable_yen": _YEN,
        "cap_yen": _either_or_null(_YEN),
        "payer": {"type": "string", "enum": [damage.PAYER]},
        "on_behalf_of": {
            "type": "array",
            "items": {"type": "string", "enum": list(damage.ON_BEHALF_OF)},
        },
        "findings": _FINDINGS,
    }
)


def _bill(obj: object) -> dict[str, Any]:
    """The bill, whose lines stay exactly as they were given beside their amount."""
    charged = charge.decide(charge.ChargeFacts.from_json(obj)).to_json()
    given = obj["lines"] if isinstance(obj, dict) else []
    lines = [
        {**line, "amount": priced["amount"]}
        for line, priced in zip(given, charged["lines"], strict=True)
    ]
    return {**charged, "lines": lines}


DECISIONS: Final[dict[str, Decision]] = {
    "request": Decision(
        reader=request.READER,
        answer_to=lambda obj: request.decide(request.RequestFacts.from_json(obj)).to_json(),
        answer=_verdict(questions=request.QUESTION_ORDER, duties=request.DUTIES),
    ),
    "site": Decision(
        reader=site.READER,
        answer_to=lambda obj: site.decide(site.SiteFacts.from_json(obj)).to_json(),
        answer=_verdict(questions=site.QUESTION_ORDER, duties=site.DUTIES),
    ),
    "charge": Decision(
        reader=charge.READER,
        answer_to=_bill,
        answer=_CHARGE_ANSWER,
        dated_by="worked_on",
    ),
    "damage": Decision(
        reader=damage.READER,
        answer_to=lambda obj: damage.decide(damage.DamageFacts.from_json(obj)).to_json(),
        answer=_DAMAGE_ANSWER,
        dated_by="occurred_on",
    ),
}
