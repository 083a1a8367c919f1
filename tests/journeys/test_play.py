"""The case that the demo plays, through a server as a person starts it."""

import pytest

from kaketsuke.demo import play
from kaketsuke.runtime import ports
from tests import product


@pytest.mark.clause("3.1")
@pytest.mark.clause("A1.2.1")
@pytest.mark.clause("A1.3")
def test_a_whole_case_goes_through_the_running_demo_again_and_again(
    running_product: product.Launched,
):
    for _each in range(2):
        ran = running_product.command("play", running_product.base_url)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert "✗" not in ran.stdout
        assert all(mark in ran.stdout for mark in ("A1.2.2", "出動できます", "領収書", "終了"))


def test_a_play_that_fails_names_the_step_and_why(capsys: pytest.CaptureFixture[str]):
    nowhere = f"http://localhost:{ports.require_free(0)}"
    assert play.play(nowhere) == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("✗")
    assert "受付のサインイン" in last
    assert "応答しません" in last
