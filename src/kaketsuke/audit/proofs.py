"""Is a chain part of a signed sum of the record? Checked anywhere, without database or secret.

A checkpoint is the root of a hash tree (the one of RFC 6962) over the heads of all chains, signed
with Ed25519. A proof is the way from one head to the root.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from kaketsuke.audit.canonical import canonical_json, digest

BEFORE_THE_FIRST: Final = bytes(32)
EMPTY: Final = hashlib.sha256(b"").digest()
Path = tuple[tuple[str, str], ...]


def running(before: bytes, entry: Mapping[str, Any]) -> bytes:
    """Return the digest of a chain up to this entry, given the one up to the entry before."""
    return hashlib.sha256(before + hashlib.sha256(canonical_json(entry)).digest()).digest()


def leaf(head: Mapping[str, Any]) -> bytes:
    """Return the leaf of a head: subject_kind, subject_id, seq, mac and running, in hex."""
    return hashlib.sha256(b"\x00" + canonical_json(head)).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class _Peak:
    """A full subtree, with the ways up to it of the leaves that are followed."""

    height: int
    hash: bytes
    ways: dict[int, list[tuple[str, str]]] = field(default_factory=dict)


class Tree:
    """The tree, grown leaf by leaf in memory that grows with its height only."""

    def __init__(self) -> None:
        self._peaks: list[_Peak] = []
        self.size = 0

    def add(self, leaf_hash: bytes, *, follow: bool = False) -> int:
        """Add a leaf and return its place; a followed leaf can be proven at the end."""
        place = self.size
        peak = _Peak(0, leaf_hash, {place: []} if follow else {})
        self.size += 1
        while self._peaks and self._peaks[-1].height == peak.height:
            peak = _joined(self._peaks.pop(), peak, height=peak.height + 1)
        self._peaks.append(peak)
        return place

    def finished(self) -> tuple[bytes, dict[int, Path]]:
        """Return the root and the ways of the followed leaves."""
        if not self._peaks:
            return EMPTY, {}
        whole = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            whole = _joined(peak, whole, height=peak.height + 1)
        return whole.hash, {place: tuple(way) for place, way in whole.ways.items()}


def _joined(left: _Peak, right: _Peak, *, height: int) -> _Peak:
    ways = {place: [*way, ("right", right.hash.hex())] for place, way in left.ways.items()}
    ways |= {place: [*way, ("left", left.hash.hex())] for place, way in right.ways.items()}
    return _Peak(height, _node(left.hash, right.hash), ways)


def leads_to(root: bytes, leaf_hash: bytes, way: Sequence[Sequence[str]]) -> bool:
    """Return whether a leaf and its way end in the root."""
    at = leaf_hash
    for side, other in way:
        beside = bytes.fromhex(other)
        at = _node(beside, at) if side == "left" else _node(at, beside)
    return at == root


def public_key(seed: str) -> str:
    """Return the public key, in hex, of a signing key of 64 hexadecimal digits."""
    return _private(seed).public_key().public_bytes_raw().hex()


def sign(seed: str, checkpoint: Mapping[str, Any]) -> str:
    """Return the signature of a checkpoint, in hex."""
    return _private(seed).sign(canonical_json(checkpoint)).hex()


def is_signed(checkpoint: Mapping[str, Any], *, signature: str, key: str) -> bool:
    """Return whether the key signed exactly this."""
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), canonical_json(checkpoint))
    except (InvalidSignature, ValueError):
        return False
    return True


def _private(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))


@dataclass(frozen=True, slots=True)
class Verified:
    """What an export was found to be: faults in sentences, and who signed it over what.

    `chains` names each with how many entries it has and of how many the timeline row came along:
    what somebody took out of the file is missed by whoever reads that.
    """

    faults: tuple[str, ...]
    chains: tuple[tuple[str, int, int], ...] = ()
    key: str = ""
    made_at: str = ""


class NotAnExport(Exception):
    """The file is no export of the record."""


def read_export(text: str) -> dict[str, Any]:
    """Return the export of a file. Raises: NotAnExport."""
    try:
        found = json.loads(text)
        if not {"checkpoint", "signature", "key", "chains"} <= found.keys():
            raise NotAnExport("it lacks the checkpoint, its signature, its key or the chains")
    except (ValueError, AttributeError) as fault:
        raise NotAnExport("it is not JSON of an export") from fault
    if not found["chains"]:
        raise NotAnExport("it holds no chain, so it proves nothing")
    return dict(found)


def verify_export(export: Mapping[str, Any], *, expected_key: str = "") -> Verified:
    """Hold an export to its signed checkpoint: every entry, every head, every timeline row."""
    checkpoint, key = export["checkpoint"], str(export["key"])
    faults: list[str] = []
    if expected_key and expected_key.strip().lower() != key.lower():
        faults.append("the checkpoint is signed with another key than the one you expect")
    if not is_signed(checkpoint, signature=str(export["signature"]), key=key):
        faults.append("the signature does not fit the checkpoint")
    chains = []
    for chain in export["chains"]:
        rows = sum(entry.get("row") is not None for entry in chain["entries"])
        chains.append((_name(chain["head"]), len(chain["entries"]), rows))
        faults += _faults_of_chain(chain, root=bytes.fromhex(checkpoint["root"]))
    return Verified(tuple(faults), tuple(chains), key, str(checkpoint["made_at"]))


def _name(head: Mapping[str, Any]) -> str:
    return f"{head['subject_kind']} {head['subject_id']}"


def _faults_of_chain(chain: Mapping[str, Any], *, root: bytes) -> list[str]:
    head = chain["head"]
    name = _name(head)
    faults = []
    summed, before = BEFORE_THE_FIRST, ""
    for place, entry in enumerate(chain["entries"], start=1):
        if entry["seq"] != place:
            faults.append(f"{name}: entry {place} is missing")
        if before and entry["prev_mac"] != before:
            faults.append(f"{name} entry {place}: it does not follow the entry before it")
        content = {name: value for name, value in entry.items() if name != "row"}
        summed, before = running(summed, content), entry["mac"]
        faults += _faults_of_row(entry, name=name)
    ends = (head["seq"], head["mac"], head["running"])
    if ends != (len(chain["entries"]), before, summed.hex()):
        faults.append(f"{name}: the entries are not those of the signed checkpoint")
    if not leads_to(root, leaf(head), chain["way"]):
        faults.append(f"{name}: the chain is not part of the signed checkpoint")
    return faults


def _faults_of_row(entry: Mapping[str, Any], *, name: str) -> list[str]:
    """A timeline row that came along must be the one whose digest was recorded."""
    row = entry.get("row")
    if row is None or digest(row) == entry["payload"].get("digest"):
        return []
    return [f"{name} entry {entry['seq']}: its timeline row was changed"]
