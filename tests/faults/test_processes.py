"""Processes killed in the middle: the product serves on, and nothing outlives its launcher."""

import os
import signal
from pathlib import Path

from kaketsuke.runtime.product import WEB_WORKERS
from tests import product

WEB_PROCESSES = 1 + WEB_WORKERS


def test_a_killed_web_process_is_replaced(bare_product: product.Launched):
    product.wait(lambda: len(bare_product.pids("granian")) == WEB_PROCESSES)
    main, killed, *_others = bare_product.pids("granian")
    os.kill(killed, signal.SIGKILL)
    product.wait(lambda: not product.is_alive(killed))
    product.wait(lambda: len(bare_product.pids("granian")) == WEB_PROCESSES)
    product.wait(bare_product.answers)
    assert main in bare_product.pids("granian")


def test_a_killed_web_server_is_started_again(bare_product: product.Launched):
    product.wait(lambda: len(bare_product.pids("granian")) == WEB_PROCESSES)
    before = bare_product.pids("granian")
    os.kill(before[0], signal.SIGKILL)
    product.wait(lambda: set(bare_product.pids("granian")).isdisjoint(before))
    product.wait(lambda: len(bare_product.pids("granian")) == WEB_PROCESSES)
    product.wait(bare_product.answers)


def test_a_killed_worker_is_started_again(bare_product: product.Launched):
    (before,) = bare_product.pids("config.worker")
    os.kill(before, signal.SIGKILL)
    product.wait(lambda: bare_product.pids("config.worker") not in ([], [before]))


def test_a_killed_database_is_started_again(bare_product: product.Launched):
    before = bare_product.database_pid()
    assert before in bare_product.pids("pginstall")
    os.kill(before, signal.SIGKILL)
    product.wait(lambda: bare_product.database_pid() not in (None, before))
    product.wait(bare_product.answers)


def test_commands_use_the_running_database_and_leave_it_running(bare_product: product.Launched):
    ran = bare_product.command("manage", "check")
    assert ran.returncode == 0, ran.stderr
    assert bare_product.command("database", "status").returncode == 0
    assert bare_product.answers()


def test_a_second_launcher_on_the_same_home_says_who_runs(bare_product: product.Launched):
    assert bare_product.process is not None
    ran = bare_product.command("up", "--port", "0")
    assert ran.returncode == 1
    assert str(bare_product.process.pid) in ran.stderr
    assert bare_product.answers()


def test_nothing_outlives_the_launcher_and_the_next_start_recovers(tmp_path: Path):
    with product.up(tmp_path) as launched:
        for sent, code in ((signal.SIGINT, 0), (signal.SIGKILL, -signal.SIGKILL)):
            assert launched.process is not None
            started = product.descendants(launched.process.pid)
            assert len(started) >= 4
            assert launched.stop(sent) == code
            product.wait_gone(started)
            assert not launched.answers()
            launched.start()
            product.wait(launched.answers)
