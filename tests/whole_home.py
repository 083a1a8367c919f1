"""A whole home with somebody's story in it, and our commands run on it as an operator runs them.

`python -m tests.whole_home ACT` does one of its acts in the home of its environment.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from kaketsuke.runtime import database, keys, postgres
from tests import cluster, product

MASTER = product.KEYS[keys.MASTER]
CALLER = "090-7777-1234"
SECRETS = {**product.KEYS, keys.SIGNING: "55" * 32}


@dataclass(frozen=True)
class Home:
    """A home on the disk, with its keys in `secrets.env`."""

    path: Path

    @property
    def secrets(self) -> Path:
        return self.path / "secrets.env"

    @property
    def server(self) -> postgres.Cluster:
        return database.cluster(self.path)

    def command(
        self, *words: str, limit: int | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run one command; with a limit no file may grow beyond so many bytes (full disk)."""
        limited = ["prlimit", f"--fsize={limit}", "--"] if limit is not None else []
        return subprocess.run(
            [*limited, product.COMMAND, *words],
            env={**_bare(), "KAKETSUKE_HOME": str(self.path), **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )

    def act(self, name: str) -> str:
        """Do one of the acts below in it; return what it prints."""
        ran = subprocess.run(
            [sys.executable, "-m", "tests.whole_home", name],
            env={**_bare(), "KAKETSUKE_HOME": str(self.path)},
            cwd=cluster.ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def everything(self) -> str:
        """Return all rows of all tables and all files that are no database's, as text."""
        words = ["SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN"]
        words.append("('public', 'keys') AND tablename <> 'terms_version'")
        tables = self.server.psql(" ".join(words), database="kaketsuke").splitlines()
        found = [
            self.server.psql(f"SELECT row_to_json(t) FROM {table} t", database="kaketsuke")  # noqa: S608 - our own names
            for table in tables
        ]
        for file in self.path.rglob("*"):
            if file.is_file() and self.server.data not in file.parents:
                found.append(file.read_bytes().decode(errors="replace"))  # noqa: PERF401
        return "\n".join(found)


def new(path: Path) -> Home:
    """Return a home that holds nothing but keys."""
    path.mkdir()
    home = Home(path)
    write_secrets(home)
    return home


def write_secrets(home: Home, **changed: str) -> None:
    """Put the keys there, some of them changed."""
    kept = {**SECRETS, **changed}
    home.secrets.write_text("".join(f"{name}={value}\n" for name, value in kept.items()))


def build(path: Path) -> Home:
    """Return a home with tables, keys and Sato's story in it."""
    home = new(path)
    home.server.data.parent.mkdir()
    copied = ["cp", "-a", "--reflink=auto", str(cluster.migrated()), str(home.server.data)]
    subprocess.run(copied, check=True)
    home.act("story")
    return home


def listing(folder: Path) -> list[str]:
    """Return every path below a folder, to see that nothing came or went."""
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*"))


def _bare() -> dict[str, str]:
    """Return this environment without keys and without a database."""
    taken = {*SECRETS, keys.BEFORE, "DATABASE_URL"}
    return {name: value for name, value in os.environ.items() if name not in taken}


def story() -> None:
    """Sato is helped and complains of harm; a stranger calls and never registers; all is ended."""
    from kaketsuke.cases import services as case_services
    from kaketsuke.cases.models import FollowUp
    from kaketsuke.claims import services as claim_services
    from kaketsuke.intake import services as intake_services
    from tests import door, stories, world
    from tests.claims import files

    w = world.build()
    case = stories.sato_is_helped(w)
    at = door.Door(w, case)
    at.opened().settle()
    by = stories.operator(w)
    for left in FollowUp.objects.filter(case=case):
        case_services.finish_follow_up(left.pk, actor=by, now=at.now)
    claim = claim_services.open_claim(
        case.pk, harm="door", occurred_on=at.now.date(), known_on=at.now.date(),
        words="扉の傷", channel="phone", person_id=w.sato.pk, actor=by, now=at.now,
    )  # fmt: skip
    claim_services.add_evidence(claim.pk, content=files.photo(), actor=by, now=at.now)
    claim_services.withdraw_claim(claim.pk, words="見間違い", actor=by, now=at.now)
    intake_services.open_call(CALLER, actor=by, now=at.now)


def erasures() -> None:
    """Sato and the caller are forgotten, as they asked."""
    from kaketsuke import clock
    from kaketsuke.accounts.viewers import Actor, ActorRole
    from kaketsuke.people import queries as people_queries
    from kaketsuke.people.models import Person
    from kaketsuke.privacy import services
    from tests import world

    now = clock.now()
    (sato_id,) = people_queries.persons_by_contact("phone", world.SATO_PHONE)
    company_id = Person.objects.get(pk=sato_id).company_id
    user = world.add_account("privacy", label="個人情報", role="privacy", company_id=company_id)
    desk = Actor(ActorRole.PRIVACY, user.pk)
    for kept in ({"person_id": sato_id}, {"company_id": company_id, "contact": CALLER}):
        asked = services.open_request(kind="deletion", channel="post", actor=desk, now=now, **kept)
        services.check_identity(asked.pk, how="document", actor=desk, now=now)
        services.grant(asked.pk, reasons="ご本人です。", actor=desk, now=now)
        services.carry_out(asked.pk, actor=desk, now=now)


def openings() -> None:
    """Print all that opens of everybody and of the caller, a line each; then the index of Sato."""
    from kaketsuke import clock
    from kaketsuke.people import normalise, sealing
    from kaketsuke.people.models import Person
    from kaketsuke.privacy import declarations, disclosure
    from kaketsuke.privacy.declarations import Subject

    index = sealing.blind_index("phone", normalise.phone(CALLER))
    subjects = [Subject(None, frozenset({index}))]
    subjects += map(declarations.subject_of_person, Person.objects.values_list("pk", flat=True))
    for subject in subjects:
        told = json.loads("".join(disclosure.as_json(subject, head={}, now=clock.now())))
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    sys.stdout.write(sealing.blind_index("phone", normalise.phone("090-0000-0203")).hex() + "\n")


if __name__ == "__main__":
    with database.running(database.home(), role="owner"):
        import django
        from django.db import connections, transaction

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaketsuke.config.settings")
        django.setup()
        from kaketsuke.accounts import context

        with transaction.atomic(), context.as_system():
            globals()[sys.argv[1]]()
        connections.close_all()
