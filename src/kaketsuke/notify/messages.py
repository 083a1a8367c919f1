"""What the product writes to people: the templates as data, and their filling in."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from kaketsuke.people import readings

FALLBACK_LANGUAGE = "ja"
# What only its reader may read: colleagues see that it was sent, not what it says.
SECRET = frozenset({"one_time_code", "desk_code", "identity_code"})
# Days come as ISO dates and are written as people read them, with the day of the week.
DAYS = frozenset({"until", "due_on"})
_WEEKDAYS = "月火水木金土日"


class UnknownTemplate(Exception):
    """There is no such template, or it was not given what it asks for."""


@dataclass(frozen=True, slots=True)
class Words:
    """A message as its reader gets it."""

    subject: str
    body: str

    def __repr__(self) -> str:
        """Keep the words out of logs."""
        return "Words(…)"


@cache
def templates() -> dict[str, dict[str, dict[str, str]]]:
    """Return every template by name and language."""
    text = resources.files("kaketsuke.notify").joinpath("messages.toml").read_text("utf-8")
    return tomllib.loads(text)


def render(
    template: str, *, language: str, parameters: Mapping[str, str], link: str | None
) -> Words:
    """Return the message in the reader's language. Raises: UnknownTemplate."""
    texts = _in_language(template, language)
    spoken = readings.latin(parameters.get("code_word", ""))
    days = {name: _day(parameters[name], language) for name in DAYS & parameters.keys()}
    given = {**parameters, **days, "link": link or "", "code_word_reading": spoken}
    try:
        return Words(
            subject=texts["subject"].format_map(given).strip(),
            body=texts["body"].format_map(given).strip(),
        )
    except KeyError as error:
        raise UnknownTemplate(f"The message {template} asks for {error.args[0]}.") from error


def _day(written: str, language: str) -> str:
    """Write a day; what is no day goes out as it is: the message matters more than its form."""
    try:
        on = date.fromisoformat(written)
    except ValueError:
        return written
    if language == "en":
        return f"{on:%a} {on.day} {on:%b %Y}"
    return f"{on.year}年{on.month}月{on.day}日（{_WEEKDAYS[on.weekday()]}）"


def _in_language(template: str, language: str) -> dict[str, str]:
    try:
        languages = templates()[template]
    except KeyError as error:
        raise UnknownTemplate(f"There is no message {template}.") from error
    return languages.get(language) or languages[FALLBACK_LANGUAGE]
