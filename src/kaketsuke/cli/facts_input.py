"""Facts as they come in: one JSON object, a JSON array, or JSON Lines with flat memory."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any, BinaryIO, NoReturn

from kaketsuke.rules.facts import MalformedFacts

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Single:
    """One JSON value, to be answered alone."""

    value: object


@dataclass(frozen=True)
class Batch:
    """Elements in their order; one that is no JSON is a MalformedFacts in its place."""

    elements: Iterable[object]
    is_array: bool


def read(stream: BinaryIO) -> Single | Batch:
    """What the stream holds, by its first lines.

    Raises MalformedFacts where it holds no facts at all.
    """
    lines = _filled_lines(stream)
    first = next(lines, None)
    if first is None:
        raise MalformedFacts("", "no facts were given")
    second = next(lines, None)
    if second is None:
        return _document(first)
    if _is_json(first):
        return Batch(map(_element, chain([first, second], lines)), is_array=False)
    rest = [first, second, *lines]
    try:
        return _document(b"".join(rest))
    except MalformedFacts:
        if first.lstrip().startswith(b"[") or not any(map(_is_object, rest)):
            raise
    return Batch(map(_element, rest), is_array=False)


def _filled_lines(stream: BinaryIO) -> Iterator[bytes]:
    for number, line in enumerate(stream):
        text = line.removeprefix(_BYTE_ORDER_MARK) if number == 0 else line
        if text.strip():
            yield text


def _document(raw: bytes) -> Single | Batch:
    value = _load(raw)
    return Batch(value, is_array=True) if isinstance(value, list) else Single(value)


def _element(raw: bytes) -> object:
    try:
        return _load(raw)
    except MalformedFacts as fault:
        return fault


def _is_json(raw: bytes) -> bool:
    return not isinstance(_element(raw), MalformedFacts)


def _is_object(raw: bytes) -> bool:
    return isinstance(_element(raw), dict)


def _load(raw: bytes) -> Any:
    try:
        return json.loads(
            raw.decode(),
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError:
        raise MalformedFacts("", "the facts are not UTF-8 text") from None
    except json.JSONDecodeError as fault:
        where = f"line {fault.lineno} column {fault.colno}"
        raise MalformedFacts("", f"the facts are not JSON: {fault.msg} at {where}") from None
    except RecursionError:
        raise MalformedFacts("", "the facts are nested too deeply") from None
    except MalformedFacts:
        raise
    except (ValueError, ArithmeticError):
        raise MalformedFacts("", "a number in the facts is too large") from None


def _refuse_constant(name: str) -> NoReturn:
    raise MalformedFacts("", f"{name} is not JSON")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Facts given twice are no facts: nobody could say which of them was meant."""
    made: dict[str, object] = {}
    for key, value in pairs:
        if key in made:
            raise MalformedFacts(ascii(key)[1:-1][:80], "is given twice")
        made[key] = value
    return made
