"""The embedded server: made once, alone on its data, gone when its launcher is gone."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kaketsuke.runtime import binaries, database, leftovers, postgres

LAUNCHER = """
import signal, sys, time
from pathlib import Path
from kaketsuke.runtime import postgres
server = postgres.Cluster(Path(sys.argv[1]), settings=postgres.FOR_TESTS)
server.start()
print(server.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory that has been initialised once for all tests here."""
    data = tmp_path_factory.mktemp("cluster") / "data"
    server = postgres.Cluster(data, settings=postgres.FOR_TESTS)
    server.start()
    server.stop()
    return data


@pytest.fixture
def server(made: Path) -> Iterator[postgres.Cluster]:
    cluster = postgres.Cluster(made, settings=postgres.FOR_TESTS)
    yield cluster
    cluster.stop()
    leftovers.end_servers_of(made)


@pytest.fixture
def other_launcher(made: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, str(made)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert int(process.stdout.readline()) > 0
        yield process
        process.kill()


def _wait(condition, *, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.02)


def test_it_answers_while_it_runs_and_leaves_nothing(server: postgres.Cluster):
    server.start()
    assert server.is_running()
    assert server.psql("SELECT 6 * 7") == "42"
    assert server.socket.stat().st_mode & 0o777 == 0o700
    server.stop()
    assert not server.is_running()
    assert not server.socket.exists()
    assert leftovers.servers_of(server.data) == []


def test_it_listens_on_no_port(server: postgres.Cluster):
    server.start()
    assert server.psql("SHOW listen_addresses") == ""


def test_a_second_starter_is_told_that_it_is_busy(server: postgres.Cluster):
    server.start()
    with pytest.raises(postgres.DatabaseIsBusy):
        postgres.Cluster(server.data).start()
    assert postgres.Cluster(server.data).holder() == os.getpid()


def test_who_only_looks_who_runs_it_keeps_nobody_from_starting(tmp_path: Path):
    starting, looking = (postgres.Cluster(tmp_path / "data") for _ in range(2))
    over, seen = threading.Event(), set[int | None]()

    def look() -> None:
        while not over.is_set():
            seen.add(looking.holder())

    watching = [threading.Thread(target=look) for _ in range(3)]
    for each in watching:
        each.start()
    try:
        for _ in range(40):
            starting._take_lock()
            starting.stop()
    finally:
        over.set()
        for each in watching:
            each.join()
    assert seen <= {None, os.getpid()}


def test_the_socket_goes_before_the_next_start_may_make_its_own(
    server: postgres.Cluster, monkeypatch: pytest.MonkeyPatch
):
    def removed(folder: Path, **how: Any) -> None:
        holders.append(postgres.Cluster(server.data).holder())
        remove(folder, **how)

    server.start()
    remove, holders = shutil.rmtree, list[int | None]()
    monkeypatch.setattr(shutil, "rmtree", removed)
    server.stop()
    assert holders == [os.getpid()]
    assert not server.socket.exists()


def test_a_killed_launcher_leaves_no_server(server: postgres.Cluster, other_launcher):
    assert server.is_running()
    other_launcher.kill()
    _wait(lambda: not leftovers.servers_of(server.data))
    server.start()
    assert server.psql("SELECT 1") == "1"


def test_a_killed_server_recovers_under_its_launcher(server: postgres.Cluster):
    server.settings = {}  # the tests' own settings let a kill lose what was committed
    server.start()
    server.psql("CREATE TABLE IF NOT EXISTS kept (n int); INSERT INTO kept VALUES (1)")
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    _wait(server.has_died)
    server.restart()
    assert int(server.psql("SELECT count(*) FROM kept")) >= 1


def test_a_backend_in_a_long_query_does_not_stop_the_next_start(server: postgres.Cluster):
    server.start()
    asking = subprocess.Popen(
        [
            *(str(binaries.folder() / "psql"), "-X", "-h", str(server.socket)),
            *("-U", postgres.SUPERUSER, "-d", "postgres", "-c", "SELECT pg_sleep(60)"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _wait(
        lambda: (
            "1"
            in server.psql(
                "SELECT count(*) FROM pg_stat_activity WHERE query ~ 'SELECT pg_sleep\\(60'"
            )
        )
    )
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    _wait(server.has_died)
    server.restart()
    assert server.psql("SELECT 1") == "1"
    asking.kill()
    asking.wait()


@pytest.mark.parametrize("pid", ["1", "ours", "999999999", "nonsense"])
def test_a_pid_file_of_somebody_else_is_no_running_server(server: postgres.Cluster, pid: str):
    lines = [
        str(os.getpid()) if pid == "ours" else pid,
        str(server.data),
        "0",
        "5432",
        str(server.socket),
        "",
        "0 0",
        "ready",
    ]
    (server.data / "postmaster.pid").write_text("\n".join(lines))
    assert not server.is_running()
    server.start()
    assert server.psql("SELECT 1") == "1"


def test_a_killed_initialisation_is_begun_anew(tmp_path: Path):
    half_made = tmp_path / "data.new"
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18")
    server = postgres.Cluster(tmp_path / "data", settings=postgres.FOR_TESTS)
    try:
        server.start()
        assert server.psql("SELECT 1") == "1"
    finally:
        server.stop()


def test_a_long_temporary_directory_still_gives_a_short_socket(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / ("long" * 40)))
    path = postgres.socket_folder(tmp_path / "data") / ".s.PGSQL.5432"
    assert len(str(path)) <= postgres.LONGEST_SOCKET_PATH


def test_a_command_starts_the_database_and_leaves_it_as_it_was(monkeypatch, tmp_path: Path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    cluster = database.cluster(tmp_path)
    with database.running(tmp_path) as found:
        assert found.is_embedded
        assert cluster.is_running()
        assert os.environ["KAKETSUKE_DATABASE_USER"] == "kaketsuke_app"
        with database.running(tmp_path):
            pass
        assert cluster.is_running(), "the inner command did not start it, so it may not stop it"
    assert not cluster.is_running()
    assert "KAKETSUKE_DATABASE_HOST" not in os.environ


JOINS = """
import sys
from pathlib import Path

from kaketsuke.runtime import database

home = Path(sys.argv[1])
with database.running(home):
    print("joined", flush=True)
    sys.stdin.readline()
    print(database.cluster(home).psql("SELECT 'served'"), flush=True)
"""


def test_a_command_is_not_cut_off_when_the_one_that_started_the_database_ends(
    monkeypatch, tmp_path: Path
):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    joining = [sys.executable, "-c", JOINS, str(tmp_path)]
    with database.running(tmp_path):
        other = subprocess.Popen(
            joining, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        assert other.stdin
        assert other.stdout
        assert other.stdout.readline() == "joined\n"
        threading.Timer(1.0, other.stdin.write, ["go on\n"]).start()
    with other:
        assert other.stdout.read() == "served\n"
    assert not database.cluster(tmp_path).is_running()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to give rights up")
def test_where_namespaces_are_forbidden_root_starts_it_as_nobody(monkeypatch):
    works = binaries._works
    monkeypatch.setattr(binaries, "_works", lambda words: words[0] != "unshare" and works(words))
    binaries.prefix.cache_clear()
    place = Path(tempfile.mkdtemp(prefix="kk-nobody-"))
    place.chmod(0o711)
    server = postgres.Cluster(place / "home" / "data", settings=postgres.FOR_TESTS)
    try:
        if not works(("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--")):
            pytest.skip("nobody cannot reach the programs on this machine")
        server.start()
        assert server.psql("SELECT 1") == "1"
        assert server.data.stat().st_uid == binaries.NOBODY
    finally:
        server.stop()
        binaries.prefix.cache_clear()
        shutil.rmtree(place)
