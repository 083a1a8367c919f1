"""The command itself: its help, an empty database, a reader that has enough."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from kaketsuke.rules import terms
from kaketsuke.runtime import postgres

COMMAND = [sys.executable, "-m", "kaketsuke.cli.main"]


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_command_it_says_what_there_is():
    asked = run()
    assert asked.returncode == 0
    assert "decide" in asked.stdout
    assert asked.stderr == ""


def test_a_reader_that_has_enough_ends_it_quietly(tmp_path):
    file = tmp_path / "terms.txt"
    file.write_text(terms.sample_text(), encoding="utf-8")
    with subprocess.Popen(
        [*COMMAND, "terms", "parse", str(file)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as parse:
        assert parse.stdout is not None
        assert parse.stderr is not None
        parse.stdout.close()
        assert parse.stderr.read() == b""


@pytest.mark.parametrize(
    "words", [("world",), ("world", "--sign-ins"), ("terms", "list"), ("audit", "verify")]
)
def test_an_empty_database_is_answered_with_one_line(words, test_cluster, tmp_path):
    test_cluster.psql("DROP DATABASE IF EXISTS nothing_yet")
    test_cluster.psql("CREATE DATABASE nothing_yet")
    url = f"postgresql://{postgres.SUPERUSER}@/nothing_yet?host={test_cluster.socket}"
    names = ("SECRET_KEY", "MASTER_KEY", "INDEX_KEY", "AUDIT_KEY")
    keys = {f"KAKETSUKE_{name}": getattr(settings, name) for name in names}
    asked = run(*words, DATABASE_URL=url, KAKETSUKE_HOME=str(tmp_path), **keys)
    assert asked.returncode in (1, 2)
    assert asked.stdout == ""
    assert asked.stderr == "kaketsuke: no tables yet: run `kaketsuke migrate` first\n"


@pytest.mark.parametrize("words", [("world", "--sign-ins"), ("terms", "list"), ("audit", "verify")])
def test_where_nothing_was_ever_made_asking_makes_nothing(words, tmp_path):
    home = tmp_path / "home"
    asked = run(*words, DATABASE_URL="", KAKETSUKE_HOME=str(home))
    assert asked.returncode in (1, 2)
    assert asked.stderr == "kaketsuke: no tables yet: run `kaketsuke migrate` first\n"
    assert not home.exists()
