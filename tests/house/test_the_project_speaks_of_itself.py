"""No download host, no path of anybody's machine, no unfinished mark in what we ship."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Written in halves so that this file does not find itself.
HOSTS = re.compile(
    "|".join(a + b for a, b in [("py", r"pi\.org"), ("python", "hosted"), ("registry", r"\.npm")])
)
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")


def tracked_texts() -> list[tuple[str, str]]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    texts = []
    for each in listed:
        path = ROOT / each
        if path.is_file() and path.stat().st_size < 1_000_000:
            try:
                texts.append((each, path.read_text(encoding="utf-8")))
            except UnicodeDecodeError:
                continue
    return texts


def test_no_file_names_a_download_host():
    assert [name for name, text in tracked_texts() if HOSTS.search(text)] == []


def test_nothing_is_left_unfinished():
    marked = [
        name
        for name, text in tracked_texts()
        if name.endswith((".py", ".html", ".js", ".css")) and UNFINISHED.search(text)
    ]
    assert marked == []
