"""A signature on glass: strokes as a phone sends them, judged, and drawn again as a picture.

A phone sends JSON: `{"width", "height", "strokes": [[[x, y, milliseconds], ...], ...]}`, in pixels
of its own. Only numbers are ever taken over, so that the picture can be shown on any page.
"""

import hashlib
import json
import math
from dataclasses import dataclass
from typing import Any, Final, Self

from kaketsuke.onsite import refusals

MOST_CHARACTERS: Final = 64_000
MOST_POINTS: Final = 4_000
LARGEST: Final = 4_000.0
# Fewer points than these, or a smaller box, is a slip of the finger and no signature.
FEWEST_POINTS: Final = 8
LEAST_WIDTH, LEAST_HEIGHT = 40.0, 10.0
MARGIN: Final = 4

Point = tuple[float, float, int]
Stroke = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A signature that was accepted: its strokes, in the pixels of the pad."""

    strokes: tuple[Stroke, ...]

    @classmethod
    def read(cls, text: str) -> Self:
        """Return what a pad sent.

        Raises: CannotReadSignature for an empty, tiny, oversized or malformed drawing.
        """
        if not text.strip():
            raise refusals.CannotReadSignature(refusals.SIGN_FIRST)
        if len(text) > MOST_CHARACTERS:
            raise refusals.CannotReadSignature(refusals.SIGN_AGAIN)
        try:
            strokes = tuple(_stroke(each) for each in json.loads(text)["strokes"])
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise refusals.CannotReadSignature(refusals.SIGN_AGAIN) from error
        drawn = cls(tuple(stroke for stroke in strokes if stroke))
        drawn._refuse_a_slip()
        return drawn

    @classmethod
    def kept(cls, text: str) -> Self:
        """Return what `to_text` wrote."""
        return cls(tuple(_stroke(each) for each in json.loads(text)))

    def to_text(self) -> str:
        """Return the strokes for keeping (sealed); the same strokes give the same text."""
        return json.dumps(self.strokes, separators=(",", ":"))

    @property
    def sha256(self) -> bytes:
        """What the record keeps beside the sealed strokes, so that they cannot be exchanged."""
        return hashlib.sha256(self.to_text().encode()).digest()

    def svg(self, *, title: str = "") -> str:
        """Return the drawing as SVG text in the colour of its surroundings."""
        left, top, right, bottom = self._box
        width, height = right - left + 2 * MARGIN, bottom - top + 2 * MARGIN
        paths = "".join(
            f'<path d="{_path(stroke, left - MARGIN, top - MARGIN)}"/>' for stroke in self.strokes
        )
        named = f"<title>{_escaped(title)}</title>" if title else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.1f} {height:.1f}"'
            f' width="{width:.1f}" height="{height:.1f}" role="img" fill="none"'
            ' stroke="currentColor" stroke-width="2" stroke-linecap="round"'
            f' stroke-linejoin="round">{named}{paths}</svg>'
        )

    @property
    def _box(self) -> tuple[float, float, float, float]:
        across = [point[0] for stroke in self.strokes for point in stroke]
        down = [point[1] for stroke in self.strokes for point in stroke]
        return min(across), min(down), max(across), max(down)

    def _refuse_a_slip(self) -> None:
        points = sum(len(stroke) for stroke in self.strokes)
        if points < FEWEST_POINTS:
            raise refusals.CannotReadSignature(refusals.SIGN_FIRST)
        if points > MOST_POINTS:
            raise refusals.CannotReadSignature(refusals.SIGN_AGAIN)
        left, top, right, bottom = self._box
        if right - left < LEAST_WIDTH or bottom - top < LEAST_HEIGHT:
            raise refusals.CannotReadSignature(refusals.SIGN_LARGER)


def _stroke(points: Any) -> Stroke:
    return tuple((_place(x), _place(y), max(0, int(t))) for x, y, t in points)


def _place(number: Any) -> float:
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise TypeError("a place is a number")
    if not math.isfinite(number) or not -LARGEST <= number <= LARGEST:
        raise ValueError("a place lies on the pad")
    return round(float(number), 1)


def _path(stroke: Stroke, left: float, top: float) -> str:
    places = [f"{x - left:.1f} {y - top:.1f}" for x, y, _t in stroke]
    # A dot is a line to itself, or nothing would be drawn.
    return "M" + " L".join(places if len(places) > 1 else places * 2)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
