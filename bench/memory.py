"""Does memory stay flat when the input grows? Peak memory of a batch of decisions, 10 times larger.

The command reads JSON Lines from a file; its peak resident memory is what the kernel counted for
that process. The answers are counted in the same run.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SMALL, LARGE = 20_000, 200_000
KAKETSUKE = str(Path(sys.executable).with_name("kaketsuke"))
FACTS = '{"cause": "card_lost", "requester": {"role": "resident", "is_registrant": true}}\n'


def peak_kib(lines: int) -> int:
    """Decide that many requests in a process of its own and return its peak memory."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as facts:
        facts.writelines(FACTS for _ in range(lines))
        facts.flush()
        deciding = subprocess.Popen(
            [KAKETSUKE, "decide", "request", facts.name], stdout=subprocess.PIPE
        )
        assert deciding.stdout is not None
        answered = sum(1 for _ in deciding.stdout)
        _, status, usage = os.wait4(deciding.pid, 0)
    assert status == 0, "the batch was not answered whole"
    assert answered == lines, (answered, lines)
    return usage.ru_maxrss


def main() -> None:
    """Print the measure as one JSON object."""
    small, large = peak_kib(SMALL), peak_kib(LARGE)
    measure = {
        "name": f"peak memory of {LARGE} decisions against {SMALL}",
        "value": large,
        "unit": "KiB",
        "reference": small,
        "ratio": round(large / small, 3),
        "raw": {"small_kib": small, "large_kib": large},
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
    }
    print(json.dumps(measure))


if __name__ == "__main__":
    main()
