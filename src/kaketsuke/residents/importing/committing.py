"""Compares a roster with last time and, if asked, writes it: whole or not at all.

A row is an invitation and no registration. Whoever is not named any more is not invited any more;
a registration is never ended by a roster, since a wrong file must not leave anybody without help.
"""

import itertools
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kaketsuke.audit import services as audit_services
from kaketsuke.database import bulk
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties import services as party_services
from kaketsuke.parties.models import Building, Dwelling
from kaketsuke.people import sealing
from kaketsuke.residents import rosters
from kaketsuke.residents import services as resident_services
from kaketsuke.residents.importing.checking import Fault, RosterRow
from kaketsuke.residents.importing.reading import Roster
from kaketsuke.residents.importing.summary import Summary
from kaketsuke.residents.services import CannotInvite, Invitee

CHUNK: Final = 5_000


def preview(path: Path, *, building_id: uuid.UUID, now: datetime) -> Summary:
    """Read a roster and say what it would change. Writes nothing. Raises NotARoster."""
    return _Run(path, building_id=building_id, told_by_id=None, now=now).read()


@transaction.atomic
def commit(
    path: Path,
    *,
    building_id: uuid.UUID,
    told_by_id: uuid.UUID | None = None,
    actor: str = "system",
    now: datetime,
) -> Summary:
    """Write a roster: the same file twice gives the same state as once.

    `told_by_id` gave the owner's word that the residents were told. A roster that comes by command
    is the word of the building's owner. Raises NotARoster, CannotInvite.
    """
    # Two files of one building, one after the other: the later one decides.
    Building.objects.select_for_update().get(pk=building_id)
    if told_by_id is None:
        told_by_id = _owner_of(building_id, now)
    summary = _Run(path, building_id=building_id, told_by_id=told_by_id, now=now).read()
    audit_services.append(
        "building",
        building_id,
        actor=actor,
        kind="roster_committed",
        payload={
            "rows": summary.rows,
            "accepted": summary.accepted,
            "moved_in": summary.moved_in,
            "moved_out": summary.moved_out,
            "told_by": str(told_by_id),
        },
        now=now,
    )
    return summary


def _owner_of(building_id: uuid.UUID, now: datetime) -> uuid.UUID:
    owners = party_queries.owners_of(building_id, now)
    if not owners:
        raise CannotInvite(_("この建物にはオーナーの登録がありません。先に登録してください。"))
    return owners[0].pk


class _Run:
    """One reading of a roster in steps of some thousand rows, so that memory stays flat."""

    def __init__(
        self, path: Path, *, building_id: uuid.UUID, told_by_id: uuid.UUID | None, now: datetime
    ) -> None:
        self._roster = Roster(path, who=rosters.recogniser())
        self._building = Building.objects.get(pk=building_id)
        self._told_by_id, self._now = told_by_id, now
        self._today = timezone.localdate(now)
        self._new_rooms: set[str] = set()
        self._registrants = rosters.registrants_by_phone(building_id, at=now)
        self._left: list[tuple[str, bytes]] = []
        self.summary = Summary(titles=self._roster.titles, unknown=self._roster.unknown)

    def read(self) -> Summary:
        rows = self._usable()
        named_before = rosters.names_anybody(self._building.pk)
        with bulk.Writer() as self._writer:
            while chunk := list(itertools.islice(rows, CHUNK)):
                self._writer.wait()
                self._take(chunk)
                # The database inserts these while the next ones are read and checked.
                self._writer.go()
        self.summary.new_rooms = len(self._new_rooms)
        self.summary.unnamed_registrants = len(set(self._registrants.values()))
        if named_before:
            self._take_back_the_unnamed()
        self.summary.committed = self._told_by_id is not None
        return self.summary

    def _usable(self) -> Iterator[RosterRow]:
        summary = self.summary
        for row in self._roster:
            summary.rows += 1
            if isinstance(row, Fault):
                summary.reject(row)
                continue
            summary.accepted += 1
            summary.lost_zeros += row.lost_zero
            if row.lives_there(self._today):
                yield row
            else:
                summary.left_rows += 1
                self._left.append((row.room, row.who))

    def _take(self, rows: Sequence[RosterRow]) -> None:
        homes, new = self._homes({row.room for row in rows})
        invitees = [invitee_of(row, homes[row.room]) for row in rows if row.room in homes]
        # In a preview a new room has no dwelling yet: everybody in it is new.
        self.summary.moved_in += len(rows) - len(invitees)
        if self._told_by_id is None:
            done = resident_services.compare_with_last(invitees, now=self._now)
        else:
            done = resident_services.invite_next(
                invitees,
                new_homes=dict.fromkeys(new, self._building.company_id),
                told_by_id=self._told_by_id,
                now=self._now,
                writer=self._writer,
            )
        self.summary.moved_in += done.added
        self.summary.unchanged += done.unchanged + done.replaced
        self.summary.registered += done.registered
        index = sealing.indexer("phone")
        for each in invitees if self._registrants else ():
            self._registrants.pop((each.dwelling_id, index(each.phone)), None)

    def _homes(self, rooms: set[str]) -> tuple[dict[str, uuid.UUID], list[uuid.UUID]]:
        """Return the dwellings of these rooms, and those that were made for them just now."""
        found = Dwelling.objects.filter(
            building=self._building,
            room__any_of=rooms,
        )
        homes = dict(found.values_list("room", "id"))
        new = sorted(rooms - homes.keys())
        self._new_rooms.update(new)
        if not new or self._told_by_id is None:
            return homes, []
        made = party_services.add_rooms(self._building.pk, rooms=new, writer=self._writer)
        return homes | made, list(made.values())

    def _take_back_the_unnamed(self) -> None:
        """Whoever stood in the last roster and is not named in this one has moved out."""
        if not self.summary.accepted:
            return  # a file without a usable row says nothing about who lives there
        left = set(self._left)
        gone = [
            pk
            for pk, room, who in rosters.known_lines(self._building.pk)
            if (room, who) in left or not self._roster.names(room, who)
        ]
        self.summary.moved_out = len(gone)
        if self._told_by_id is not None:
            resident_services.take_back(gone, now=self._now)


def invitee_of(row: RosterRow, dwelling_id: uuid.UUID) -> Invitee:
    """Return a usable row as an invitation of its dwelling."""
    return Invitee(
        dwelling_id,
        row.name,
        row.phone,
        row.kana,
        row.email,
        row.moved_in_on,
        row.moved_out_on,
        row.who,
    )
