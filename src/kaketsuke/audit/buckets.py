"""Checkpoints in an S3-compatible bucket: put once, never over, and read back from there.

The folder stays where they are made; the bucket is the copy that nobody of this machine can change
when its bucket keeps versions or locks objects. Requests are signed and repeated by `obstore`.
Whose key signs them is found where every tool of such places looks: `AWS_ACCESS_KEY_ID` and
`AWS_SECRET_ACCESS_KEY`, or the role of the machine.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import obstore
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from obstore import exceptions
from obstore.store import S3Store

from kaketsuke.audit import checkpoints
from kaketsuke.audit.checkpoints import CannotUseCheckpoint
from kaketsuke.audit.models import Checkpoint, CheckpointCopy

PATIENCE: Final = timedelta(seconds=60)
TO_CONNECT: Final = timedelta(seconds=5)
HEADS, ERASURES = "{name}-heads.gz", "{name}-erasures.jsonl"


class CannotReachBucket(CannotUseCheckpoint):
    """The bucket does not answer, refuses us, or holds something else; the sentence says which."""


class WrongAddress(ValueError):
    """The setting names no bucket."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """An open bucket, and the words by which sentences name it."""

    store: S3Store
    address: str

    def names(self) -> list[str]:
        """Return the checkpoints that lie there, oldest first. Raises: CannotReachBucket."""
        with self._plainly():
            found = [str(each["path"]) for page in obstore.list(self.store) for each in page]
        return sorted(each for each in found if _is_checkpoint(each))

    def put_once(self, name: str, content: bytes) -> None:
        """Put a file that is not there yet; the same bytes again are no harm.

        Raises: CannotReachBucket, also where other bytes lie under that name.
        """
        with self._plainly():
            try:
                obstore.put(self.store, name, content, mode="create", use_multipart=False)
            except exceptions.AlreadyExistsError as fault:
                if bytes(obstore.get(self.store, name).bytes()) != content:
                    raise CannotReachBucket(
                        f"{self.address}/{name} is there already and says something else. "
                        "Nothing was written over: find out who made it."
                    ) from fault

    def fetch(self, name: str, into: Path) -> Path:
        """Bring a checkpoint and its list of heads into a folder; return where it lies.

        Raises: CannotReachBucket.
        """
        if not _is_checkpoint(name):
            raise CannotReachBucket(f"{self.address}/{name} is no name of a checkpoint.")
        self._bring(HEADS.format(name=name.removesuffix(".json")), into)
        return self._bring(name, into)

    def fetch_with_earlier(self, name: str, into: Path) -> Path:
        """Bring a checkpoint, and beside it all before it without their lists of heads.

        Raises: CannotReachBucket.
        """
        for each in self.names():
            if each < name:
                self._bring(each, into)
        return self.fetch(name, into)

    def _bring(self, name: str, into: Path) -> Path:
        with self._plainly(), (into / name).open("wb") as out:
            for part in obstore.get(self.store, name):
                out.write(part)
        return into / name

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        """Say a library's fault as a sentence. Its own words may carry a signature: kept out."""
        try:
            yield
        except exceptions.NotFoundError as fault:
            raise CannotReachBucket(f"{self.address} has no such checkpoint or bucket.") from fault
        except exceptions.BaseError as fault:
            raise CannotReachBucket(
                f"The bucket {self.address} cannot be used ({type(fault).__name__}). Check "
                "KAKETSUKE_CHECKPOINT_BUCKET, KAKETSUKE_CHECKPOINT_ENDPOINT, the network and the "
                "rights of AWS_ACCESS_KEY_ID; checkpoints wait in the folder meanwhile."
            ) from fault


def configured() -> Bucket | None:
    """Return the bucket of the settings; None without one. Raises: WrongAddress."""
    if not settings.CHECKPOINT_BUCKET:
        return None
    name, prefix = address_of(settings.CHECKPOINT_BUCKET)
    endpoint = endpoint_of(settings.CHECKPOINT_ENDPOINT)
    store = S3Store(
        name,
        config={} if endpoint is None else {"endpoint": endpoint},
        prefix=prefix or None,
        region=settings.CHECKPOINT_REGION,
        virtual_hosted_style_request=endpoint is None,
        client_options={
            "allow_http": endpoint is not None and endpoint.startswith("http://"),
            "timeout": PATIENCE,
            "connect_timeout": TO_CONNECT,
        },
        retry_config={"max_retries": 2, "retry_timeout": PATIENCE},
    )
    return Bucket(store, settings.CHECKPOINT_BUCKET.rstrip("/"))


def newest_number() -> int:
    """Return the number of the newest checkpoint in the bucket; nought without one in reach."""
    bucket = configured()
    try:
        names = bucket.names() if bucket is not None else []
    except CannotReachBucket:
        return 0  # it is asked again for the copy, and then said
    numbers = [each.removeprefix("checkpoint-").removesuffix(".json") for each in names]
    return max((int(each) for each in numbers if each.isdecimal()), default=0)


def address_of(address: str) -> tuple[str, str]:
    """Return bucket and prefix of `s3://bucket/prefix`. Raises: WrongAddress."""
    parts = urlsplit(address)
    if parts.scheme != "s3" or not parts.netloc or parts.query or "@" in parts.netloc:
        raise WrongAddress(f"{address!r} is no bucket: write s3://BUCKET or s3://BUCKET/FOLDER")
    return parts.netloc, parts.path.strip("/")


def endpoint_of(address: str) -> str | None:
    """Return where requests go; None is Amazon's own. Raises: WrongAddress."""
    if not address:
        return None
    parts = urlsplit(address)
    local = parts.hostname in ("127.0.0.1", "::1", "localhost")
    if not parts.hostname or parts.username or not (parts.scheme == "https" or local):
        raise WrongAddress(f"{address!r} is no https address without a name and password in it")
    return address.rstrip("/")


def not_there_yet() -> "QuerySet[Checkpoint]":
    """Return the checkpoints that no bucket has, oldest first."""
    copied = CheckpointCopy.objects.filter(number=OuterRef("number"))
    return Checkpoint.objects.filter(~Exists(copied)).order_by("number")


def catch_up(bucket: Bucket, *, clock: Callable[[], datetime]) -> int:
    """Put every checkpoint that the bucket lacks, oldest first; return how many.

    Each is noted at once, so that a run that is cut goes on where it stood. Heads and the list of
    erasures go first: whoever sees a checkpoint there finds all that belongs to it.
    Raises: CannotReachBucket.
    """
    put = 0
    for number in list(not_there_yet().values_list("number", flat=True)):
        name = checkpoints.name_of(number)
        erasures = checkpoints.folder() / ERASURES.format(name=name)
        if erasures.exists():
            bucket.put_once(erasures.name, erasures.read_bytes())
        for each in (HEADS.format(name=name), f"{name}.json"):
            bucket.put_once(each, _content(checkpoints.folder() / each))
        CheckpointCopy.objects.create(number=number, place=bucket.address, at=clock())
        put += 1
    return put


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as fault:
        raise CannotReachBucket(
            f"{path} is gone before it was copied: somebody removed it, or the folder changed."
        ) from fault


def _is_checkpoint(name: str) -> bool:
    return "/" not in name and name.startswith("checkpoint-") and name.endswith(".json")
