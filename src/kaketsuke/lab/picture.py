"""How many cases have somebody at the door after so many minutes? Drawn as SVG, labels on it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kaketsuke.lab.comparing import Comparison

Floats = NDArray[np.float64]

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 72, 64
LONGEST_MINUTES: Final = 60
WORDS: Final = {
    "one_by_one": "nearest first, one by one",
    "waves": "ranked, in waves",
}
STYLES: Final = {"one_by_one": ("#6b7280", "6 4"), "waves": ("#0f5c6e", "none")}


def svg(found: Comparison) -> str:
    """Return the picture. The same comparison gives the same picture, byte for byte."""
    lines = "\n".join(_curve(found, rule, at) for at, rule in enumerate(found.names))
    axis = "\n".join((*_minutes(), *_shares()))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"
 font-family="system-ui, sans-serif" font-size="13" aria-labelledby="title summary">
<title id="title">Somebody at the door after so many minutes</title>
<desc id="summary">{_summary(found)}</desc>
<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>
<text x="{LEFT}" y="28" font-size="17" font-weight="600" fill="#111827">{_title()}</text>
<text x="{LEFT}" y="50" fill="#4b5563">{_source(found)}</text>
{axis}
{lines}
</svg>
"""


def _title() -> str:
    return "Cases with somebody at the door, % of all, after so many minutes"


def _source(found: Comparison) -> str:
    return (
        f"{found.replications} invented nights of {found.size.cases} cases, "
        f"{found.size.technicians} technicians, seed {found.seed}; both rules on the same nights"
    )


def _summary(found: Comparison) -> str:
    told = (
        f"{WORDS[rule]}: {found.of(rule, 'door_mean').mean / 60:.1f} minutes on average"
        for rule in found.names
    )
    return "; ".join(told) + "."


def _x(minutes: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * minutes / LONGEST_MINUTES


def _y(share: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - share)


def _curve(found: Comparison, rule: str, at: int) -> str:
    minutes = np.arange(0, LONGEST_MINUTES + 1)
    doors = np.sort(found.doors[rule]) / 60.0
    shares: Floats = np.searchsorted(doors, minutes, side="right") / len(doors)
    points = " ".join(
        f"{_x(float(m)):.1f},{_y(float(share)):.1f}"
        for m, share in zip(minutes, shares, strict=True)
    )
    colour, dash = STYLES[rule]
    mean, until_yes = found.of(rule, "door_mean").mean, found.of(rule, "until_yes").mean
    # The labels stand where there is room, each with a piece of its own line before it.
    y = _y(0.38) + 26 * at
    label = f"{WORDS[rule]}: {mean / 60:.1f} min on average, {until_yes / 60:.1f} until a yes"
    x = _x(25)
    return (
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5"'
        f' stroke-dasharray="{dash}"/>\n'
        f'<line x1="{x - 40:.1f}" y1="{y - 4:.1f}" x2="{x - 8:.1f}" y2="{y - 4:.1f}"'
        f' stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dash}"/>\n'
        f'<text x="{x:.1f}" y="{y:.1f}" fill="#111827">{label}</text>'
    )


def _minutes() -> list[str]:
    bottom, grey = _y(0.0), 'text-anchor="middle" fill="#4b5563"'
    ticks = [
        f'<text x="{_x(m):.1f}" y="{bottom + 20:.1f}" {grey}>{m}</text>'
        for m in range(0, LONGEST_MINUTES + 1, 10)
    ]
    middle = (LEFT + WIDTH - RIGHT) / 2
    unit = f'<text x="{middle:.1f}" y="{bottom + 42:.1f}" {grey}>minutes from the call</text>'
    return [*ticks, unit]


def _shares() -> list[str]:
    found = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _y(share)
        found.append(
            f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#e5e7eb"/>'
        )
        found.append(
            f'<text x="{LEFT - 10}" y="{y + 4:.1f}" text-anchor="end" fill="#4b5563">'
            f"{round(100 * share)} %</text>"
        )
    return found
