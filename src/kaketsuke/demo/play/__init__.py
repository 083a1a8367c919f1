"""One whole case, played over HTTP as operator, technician and resident of the running demo."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from kaketsuke import clock
from kaketsuke.demo.play import desk, door
from kaketsuke.demo.play.browser import StepFailed
from kaketsuke.demo.play.page import NotOffered
from kaketsuke.demo.play.stage import Stage, Told

__all__ = ["play"]

Act = Callable[[Stage], Iterator[Told]]


def play(base_url: str) -> int:
    """Play the case and print every step; return 1 where one fails, naming it and why."""
    stage = Stage(base_url)
    print("\n一件の開錠を、動いているサーバーで通しで行います。 One whole case, over HTTP:")
    for what, act in ACTS:
        try:
            for told in act(stage):
                _say("✓", told)
        except (StepFailed, NotOffered) as error:
            _say("✗", Told(f"{what}: {error}", "this step failed"))
            return 1
    print(f"案件 {stage.number} は最後まで進みました。 The whole case went through.\n", flush=True)
    return 0


def verify_record(stage: Stage) -> Iterator[Told]:  # noqa: ARG001 - every act takes the stage
    """The record of everything is read once more: nothing was changed, added or taken out."""
    command = str(Path(sys.executable).parent / "kaketsuke")
    ran = subprocess.run(
        [command, "audit", "verify"], capture_output=True, text=True, check=False, timeout=120
    )
    said = (ran.stdout or ran.stderr).strip()
    if ran.returncode != 0:
        raise StepFailed(f"監査証跡が合いません: {said}")
    yield Told(f"監査証跡を検証: {said}", "the audit trail verifies")


ACTS: tuple[tuple[str, Act], ...] = (
    ("受付のサインイン", desk.sign_in),
    ("電話と聞き取り", desk.take_call),
    ("判断", desk.decide),
    ("出動の手配", desk.open_case),
    ("登録者への通知", desk.tell_registrants),
    ("打診", desk.see_offer),
    ("引き受け", door.accept),
    ("移動", door.travel),
    ("本人確認", door.check),
    ("作業開始", door.begin),
    ("見積りと承認", door.estimate),
    ("開錠", door.open_door),
    ("精算", door.settle),
    ("領収書", door.keep_receipt),
    ("終了", desk.see_closed),
    ("ほかの人に見えないこと", door.stay_outside),
    ("監査証跡", verify_record),
)


def _say(mark: str, told: Told) -> None:
    at = clock.now().astimezone(clock.TOKYO)
    cited = f" ({', '.join(told.clauses)})" if told.clauses else ""
    print(f"{mark} {at:%H:%M}  {told.japanese}{cited} · {told.english}", flush=True)
