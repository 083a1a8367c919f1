"""Charts drawn on the server as SVG: titled, described, labelled directly, styled by class.

Colours come from the style sheet, so that dark mode follows; a chart never stands without its
table. Bars are drawn from numbers alone; `None` is a value that is not shown (too few cases).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# Drawn for the width of a phone: the label stands above its bar, the value behind it.
BAR = 270
VALUE = 90
ROW = 52
WIDTH = BAR + VALUE
TONES = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its size, and the value as people read it."""

    label: str
    value: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar of parts that make a whole: the label and each part's share with its text."""

    label: str
    parts: Sequence[tuple[str, float]]
    text: str


def bars(rows: Sequence[Bar], *, key: str, title: str, description: str) -> SafeString:
    """Draw horizontal bars against the longest one. `key` makes the ids of the page unique."""
    longest = max((row.value or 0 for row in rows), default=0) or 1
    drawn = format_html_join(
        "",
        '<text class="chart-label" x="0" y="{}">{}</text>'
        '<rect class="chart-bar" x="0" y="{}" width="{}" height="20" rx="2"></rect>'
        '<text class="chart-value" x="{}" y="{}">{}</text>',
        (
            (
                _above(place), row.label,
                _top(place), _px((row.value or 0) / longest),
                float(_px((row.value or 0) / longest)) + 8, _middle(place), row.text,
            )
            for place, row in enumerate(rows)
        ),
    )  # fmt: skip
    return _framed(drawn, rows=len(rows), key=key, title=title, description=description)


def stacks(rows: Sequence[Stack], *, key: str, title: str, description: str) -> SafeString:
    """Draw one bar a row whose parts make a whole; parts too narrow for a label carry none."""
    pieces = []
    for place, row in enumerate(rows):
        pieces.append(_labels(row, place))
        reached = 0.0
        for tone, (label, share) in enumerate(row.parts):
            pieces.append(_part(label, share, at=reached, place=place, tone=tone % TONES))
            reached += share
    drawn = format_html_join("", "{}", ((piece,) for piece in pieces))
    return _framed(drawn, rows=len(rows), key=key, title=title, description=description)


def _labels(row: Stack, place: int) -> SafeString:
    return format_html(
        '<text class="chart-label" x="0" y="{}">{}</text>'
        '<text class="chart-value" x="{}" y="{}">{}</text>',
        _above(place), row.label, BAR + 8, _middle(place), row.text,
    )  # fmt: skip


def _part(label: str, share: float, *, at: float, place: int, tone: int) -> SafeString:
    left, width = at * BAR, share * BAR
    shape = format_html(
        '<rect class="chart-part chart-part--{}" x="{}" y="{}" width="{}" height="20"></rect>',
        tone, f"{left:.1f}", _top(place), _px(share),
    )  # fmt: skip
    if width < 9 * len(label) + 8:
        return shape
    return shape + format_html(
        '<text class="chart-inside chart-inside--{}" x="{}" y="{}">{}</text>',
        tone, f"{left + 6:.1f}", _middle(place), label,
    )  # fmt: skip


def _framed(drawn: SafeString, *, rows: int, key: str, title: str, description: str) -> SafeString:
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}</svg>',
        WIDTH, max(rows, 1) * ROW, key, key, key, title, key, description, drawn,
    )  # fmt: skip


def _above(place: int) -> int:
    return place * ROW + 16


def _top(place: int) -> int:
    return place * ROW + 24


def _middle(place: int) -> int:
    return place * ROW + 39


def _px(share: float) -> str:
    return f"{share * BAR:.1f}"
