"""What a running product is made of, and the steps that bring it up."""

import hashlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kaketsuke.runtime import children, database

PACKAGE = Path(__file__).resolve().parent.parent
SETTINGS = "kaketsuke.config.settings"
UNCOLLECTED = "django.contrib.staticfiles.storage.StaticFilesStorage"  # serves from the source
WEB_WORKERS = 2
READY_WITHIN = 300.0  # a machine may be slow; a server that cannot start says so by ending
LONGEST_DRAIN = "8s"  # an open stream would otherwise keep the web server from ending


class CannotBringUp(Exception):
    """A step of the start failed; the sentence says which."""


@dataclass(frozen=True)
class Product:
    """One installation on this machine: its home, its database, its keys and its address."""

    home: Path
    address: database.DatabaseAddress
    keys: dict[str, str]
    host: str
    port: int
    is_demo: bool = False

    @property
    def base_url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def logs(self) -> Path:
        return self.home / "log"

    def environment(self, *, role: str = "app") -> dict[str, str]:
        """Return the whole environment of one of its processes."""
        chosen = {
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "KAKETSUKE_HOME": str(self.home),
            "KAKETSUKE_PUBLIC_URL": self.base_url,
            "KAKETSUKE_STATIC_STORAGE": "whitenoise.storage.CompressedManifestStaticFilesStorage",
            "PYTHONUNBUFFERED": "1",
        }
        always = {**self.keys, **self.address.environment(role=role)}
        if self.is_demo:
            chosen.pop("KAKETSUKE_PUBLIC_URL")
            always |= {"KAKETSUKE_DEMO": "1", "KAKETSUKE_PUBLIC_URL": self.base_url}
        # What the operator set wins, save for what must fit this database and this home.
        return {**chosen, **os.environ, **always, "KAKETSUKE_HOME": str(self.home)}

    def migrate(self) -> None:
        """Bring the tables up to date, as the role that owns them."""
        self._run("The migrations", [sys.executable, "-m", "kaketsuke.config.migrate"], "owner")

    def check_keys(self) -> None:
        """Refuse to go on with keys that are not those that sealed the data.

        As the owner: the serving role is not there before the first migration.
        """
        words = [sys.executable, "-m", "kaketsuke.config.checks"]
        self._run("The check of the keys", words, "owner")

    def collect_static(self) -> None:
        """Gather and compress the static files, if any of them changed since the last time."""
        if self.environment()["KAKETSUKE_STATIC_STORAGE"] == UNCOLLECTED:
            return
        stamp = self.home / "static" / ".stamp"
        now = _static_fingerprint()
        if stamp.exists() and stamp.read_text() == now:
            return
        words = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--clear", "-v", "0"]
        self._run("Collecting the static files", words, "app")
        stamp.write_text(now)

    def processes(self) -> list[children.Child]:
        """Return the worker and the web server, in the order of their start."""
        log = self.logs if self.is_demo else None
        if log is not None:
            log.mkdir(parents=True, exist_ok=True)
        environment = self.environment()
        web = [
            *(sys.executable, "-m", "granian", "--interface", "asgi"),
            *("--host", self.host, "--port", str(self.port), "--workers", str(WEB_WORKERS)),
            *("--respawn-failed-workers", "--workers-kill-timeout", LONGEST_DRAIN),
            *("--no-ws", "--log-level", "warning", "kaketsuke.config.asgi:application"),
        ]
        worker = [sys.executable, "-m", "kaketsuke.config.worker"]
        return [
            children.Child("The worker", worker, environment, log and log / "worker.log"),
            children.Child("The web server", web, environment, log and log / "web.log"),
        ]

    def is_ready(self) -> bool:
        """Tell whether the web server answers and the database answers it."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - compared only
        asked = urllib.request.Request(
            f"http://{f'[{host}]' if ':' in host else host}:{self.port}/healthz",
            headers={"Host": _known_host(), "X-Forwarded-Proto": "https"},
        )
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def wait_ready(self, look_after: Callable[[], None]) -> None:
        """Wait until the product serves. Raises CannotBringUp when it does not in good time."""
        until = time.monotonic() + READY_WITHIN
        while not self.is_ready():
            if time.monotonic() > until:
                where = f"; see {self.logs}" if self.is_demo else ""
                raise CannotBringUp(
                    f"The web server did not answer in {READY_WITHIN:.0f} s{where}."
                )
            look_after()
            time.sleep(0.1)

    def _run(self, what: str, words: list[str], role: str) -> None:
        ran = subprocess.run(words, env=self.environment(role=role), check=False)
        if ran.returncode != 0:
            raise CannotBringUp(f"{what} failed; the reason stands above.")


def _known_host() -> str:
    """Return a host name that the pages answer to."""
    first = os.environ.get("KAKETSUKE_HOSTS", "").split(",")[0].strip()
    return first if first and first[0] not in ".*" else "localhost"


def _static_fingerprint() -> str:
    summed = hashlib.sha256()
    folders = [*PACKAGE.glob("**/static"), Path(sys.prefix) / ".setup-stamp"]
    for folder in sorted(folders):
        for path in sorted([folder, *folder.rglob("*")]):
            if path.is_file():
                seen = path.stat()
                summed.update(f"{path} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    return summed.hexdigest()
