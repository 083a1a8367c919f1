"""What a page has confirmed is kept, whichever process is killed in the meantime."""

import os
import random
import signal
import threading

from kaketsuke.demo.play.browser import Browser, StepFailed
from kaketsuke.demo.play.stage import Stage
from tests import product

DESKS, KILLS = 2, 4


def test_web_processes_killed_in_the_middle_lose_no_confirmed_call(
    running_product: product.Launched,
):
    confirmed: set[str] = set()
    wanted: list[int] = []
    enough = threading.Event()

    def take_calls(operator: Browser) -> None:
        """Take one call after another; the address of the request is the confirmation."""
        while not enough.is_set():
            try:
                home = operator.open("/console/")
                page = operator.send(home.form("/console/calls/"), number="090-0000-9999")
            except StepFailed:
                continue  # the process was killed before it confirmed anything
            confirmed.add(page.address)

    stage = Stage(running_product.base_url)
    desks = [Browser(running_product.base_url) for _each in range(DESKS)]
    for desk in desks:
        stage.sign_in(desk, "operator")
    threads = [threading.Thread(target=take_calls, args=[desk]) for desk in desks]
    for thread in threads:
        thread.start()
    try:
        for _each in range(KILLS):
            wanted.append(len(confirmed) + DESKS)
            product.wait(lambda: len(confirmed) > wanted[-1], seconds=300)
            product.wait(lambda: len(running_product.pids("granian")) > 1)
            _main, *serving = running_product.pids("granian")
            os.kill(random.choice(serving), signal.SIGKILL)
    finally:
        enough.set()
        for thread in threads:
            thread.join()

    product.wait(running_product.answers)
    with running_product.connect() as connection:
        kept = {str(row[0]) for row in connection.execute("SELECT id FROM intake_request")}
    assert len(confirmed) > KILLS * DESKS
    assert {address.strip("/").rpartition("/")[2] for address in confirmed} <= kept
    verified = running_product.command("audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
