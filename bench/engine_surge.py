"""How good is a plan made in a second, against quick rules, a routing solver's 10 s, any plan?

Instances of docs/engine.md, seeds 1 to 10, one core. Every plan is checked: each case once, and
the total added up again from the queues. Numbers after the name choose seeds.
"""

import itertools
import json
import os
import statistics
import sys
from typing import Any

from bench import _surge, _surge_bound
from kaketsuke.engine import instances, one_by_one, plan

SIZES = ((60, 20), (150, 50), (300, 100))
SECONDS, ROUTING_SECONDS = 1.0, 10
FIRST_STEPS, FIRST_SEEDS = 1_000_000, (1, 2, 3)  # plans that the bound begins with


def total(given: instances.Instance, queues: Any) -> float:
    """The sum of response times; the plan must serve every case once."""
    assert sorted(itertools.chain(*queues)) == list(range(len(given.service)))
    return plan.total(given, queues)


def bound(given: instances.Instance) -> float:
    """What no plan at all is below."""
    plans = [plan.plan(given, steps=FIRST_STEPS, seed=seed).queues for seed in FIRST_SEEDS]
    return _surge_bound.bound(given, plans)


def compared(seed: int, cases: int, technicians: int) -> dict[str, float]:
    """One instance, all ways."""
    given = _surge.instance(seed, cases, technicians)
    found = plan.plan(given, seconds=SECONDS)
    assert found.total_response_seconds == total(given, found.queues)
    assert found.elapsed_seconds <= SECONDS * 1.1, found.elapsed_seconds
    routed = _surge.routed(given, ROUTING_SECONDS)
    rules = (one_by_one.nearest_when_free, one_by_one.rolling_assignment)
    row = {
        "seed": seed,
        "plan": found.total_response_seconds,
        "steps": found.steps,
        "rule": min(total(given, rule(given)) for rule in rules),
        "routing": total(given, routed) if routed else float("inf"),
        "bound": bound(given),
    }
    assert row["bound"] <= min(row["plan"], row["rule"], row["routing"]) * (1 + 1e-9)
    return row


def spread(rows: list[dict[str, float]], found: str, reference: str) -> dict[str, float]:
    """Ratios of one to the other over the seeds."""
    ratios = [row[found] / row[reference] for row in rows]
    return {
        "mean": round(statistics.mean(ratios), 4),
        "least": round(min(ratios), 4),
        "most": round(max(ratios), 4),
    }


def measured(cases: int, technicians: int, seeds: list[int]) -> dict[str, Any]:
    """All seeds of one size."""
    rows = [compared(seed, cases, technicians) for seed in seeds]
    return {
        "name": f"surge of {cases} cases for {technicians} technicians in {SECONDS} s",
        "value": round(statistics.mean(row["plan"] for row in rows)),
        "unit": "s of response in all",
        "reference": round(statistics.mean(row["rule"] for row in rows)),
        "ratio": spread(rows, "plan", "rule")["mean"],
        "raw": {
            "against_the_better_rule": spread(rows, "plan", "rule"),
            f"against_routing_of_{ROUTING_SECONDS}_s": spread(rows, "plan", "routing"),
            "against_the_bound": spread(rows, "plan", "bound"),
            "bound_against_the_better_rule": spread(rows, "bound", "rule"),
            f"bound_against_routing_of_{ROUTING_SECONDS}_s": spread(rows, "bound", "routing"),
            "seeds": [{name: round(value) for name, value in row.items()
                       if value != float("inf")} for row in rows],
        },
    }  # fmt: skip


def main() -> None:
    """Print one JSON object a size."""
    seeds = [int(word) for word in sys.argv[1:]] or list(range(1, 11))
    plan.warm_up()
    for cases, technicians in SIZES:
        measure = measured(cases, technicians, seeds)
        load = round(os.getloadavg()[0], 2)
        print(json.dumps({**measure, "cores": os.cpu_count(), "load": load}), flush=True)


if __name__ == "__main__":
    main()
