"""`decide`: the answers of the written service, from facts on a file or on standard input."""

import argparse
import contextlib
import json
import sys
from collections.abc import Iterator
from typing import BinaryIO

from kaketsuke.cli import facts_input
from kaketsuke.cli.subparsers import Subparsers
from kaketsuke.rules import questions
from kaketsuke.rules.facts import MalformedFacts

MALFORMED = 2


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the commands of this module."""
    decide = subparsers.add_parser("decide", help="answer a question of the written service")
    decide.add_argument("question", choices=list(questions.DECISIONS), help="which question")
    decide.add_argument("file", nargs="?", default="-", metavar="FILE", help="facts as JSON, or -")
    decide.add_argument("--schema", action="store_true", help="print the JSON Schema instead")
    decide.set_defaults(run=run_decide)


def run_decide(args: argparse.Namespace) -> int:
    """Print the answer or the answers; 2 with one line on stderr where facts are malformed."""
    speak_utf8()
    try:
        if args.schema:
            print(json.dumps(questions.schema(args.question), ensure_ascii=False, indent=2))
            return 0
        with _opened(args.file) as stream:
            return _answer(args.question, facts_input.read(stream))
    except MalformedFacts as fault:
        return complain(f"decide {args.question}", str(fault))
    except BrokenPipeError:
        raise  # whoever reads has enough: `main` ends quietly
    except OSError as fault:
        return complain(f"decide {args.question}", f"cannot read the facts: {fault.strerror}")


def speak_utf8() -> None:
    """Sentences are Japanese whatever the machine's locale is."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def complain(command: str, sentence: str) -> int:
    """Say one line on stderr and return the exit code for malformed input."""
    line = " ".join(sentence.split())
    print(f"kaketsuke {command}: {line}", file=sys.stderr)
    return MALFORMED


@contextlib.contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        if sys.stdin is None:  # closed by whoever started the command
            raise MalformedFacts("", "no facts were given")
        yield sys.stdin.buffer
        return
    with open(name, "rb") as stream:  # noqa: PTH123 (also reads pipes such as /dev/stdin)
        yield stream


def _answer(question: str, given: facts_input.Single | facts_input.Batch) -> int:
    if isinstance(given, facts_input.Single):
        print(json.dumps(questions.answer(question, given.value), ensure_ascii=False, indent=2))
        return 0
    return _answer_batch(question, given)


def _answer_batch(question: str, batch: facts_input.Batch) -> int:
    """Answer every element in its place; say on stderr how many were malformed."""
    total = bad = 0
    first_fault = ""
    before = "[\n" if batch.is_array else ""
    for element in batch.elements:
        try:
            answer = _answer_element(question, element)
        except MalformedFacts as fault:
            answer = {"error": str(fault)}
            first_fault = first_fault or f"element {total}: {fault}"
            bad += 1
        total += 1
        sys.stdout.write(before + json.dumps(answer, ensure_ascii=False))
        before = ",\n" if batch.is_array else "\n"
    if batch.is_array:
        sys.stdout.write("\n]" if total else "[]")
    sys.stdout.write("\n")
    sys.stdout.flush()
    if bad:
        return complain(f"decide {question}", f"{bad} of {total} are malformed; {first_fault}")
    return 0


def _answer_element(question: str, element: object) -> dict[str, object]:
    if isinstance(element, MalformedFacts):
        raise element
    return questions.answer(question, element)
