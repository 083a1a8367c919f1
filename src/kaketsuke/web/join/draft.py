"""What a registration has come to so far: ids and moments in the session, nothing personal."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from kaketsuke.web.permission import PageRequest

KEY = "registration"
STEPS = ("join_consent", "join_phone", "join_code", "join_details")


@dataclass(frozen=True, slots=True)
class Draft:
    """A registration on its way: for which dwelling, what was shown, accepted and proven."""

    dwelling: str
    invitation: str = ""
    version: str = ""
    presentation: str = ""
    consented_at: str = ""
    minor: bool = False
    code: str = ""
    proven: bool = False
    done: bool = False

    @property
    def dwelling_id(self) -> UUID:
        """Return the dwelling."""
        return UUID(self.dwelling)

    @property
    def invitation_id(self) -> UUID | None:
        """Return the code or invitation by which the visitor came, if any."""
        return UUID(self.invitation) if self.invitation else None

    @property
    def moment_of_consent(self) -> datetime:
        """Return when the three lines were ticked."""
        return datetime.fromisoformat(self.consented_at)

    @property
    def next_step(self) -> str:
        """Return the name of the page at which the visitor stands."""
        if not self.presentation:
            return "join_document"
        if not self.consented_at:
            return "join_consent"
        if not self.code:
            return "join_phone"
        return "join_details" if self.proven else "join_code"


def begin(request: HttpRequest, dwelling_id: UUID, *, invitation_id: UUID | None = None) -> None:
    """Begin a registration in this browser; one for the same way in goes on where it stood."""
    draft = Draft(str(dwelling_id), str(invitation_id or ""))
    before = _read(request)
    same = before is not None and (before.dwelling, before.invitation) == (
        draft.dwelling,
        draft.invitation,
    )
    if not same:
        keep(request, draft)


def keep(request: HttpRequest, draft: Draft, **changes: Any) -> Draft:
    """Keep the draft with what has changed."""
    changed = replace(draft, **changes)
    request.session[KEY] = asdict(changed)
    return changed


def forget(request: HttpRequest) -> None:
    """Forget the draft."""
    request.session.pop(KEY, None)


def _read(request: HttpRequest) -> Draft | None:
    kept = request.session.get(KEY)
    return None if kept is None else Draft(**kept)


def step(
    name: str,
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponseBase]]:
    """Give the view the draft; whoever skips a step is led to the one at which they stand.

    A step that was done may be seen and done again; after the end there is only my page.
    """
    at = STEPS.index(name) if name in STEPS else -1

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, **named: Any) -> HttpResponseBase:
            draft = _read(request)
            if draft is None:
                return redirect("join_type")
            if draft.done:
                return redirect("my")
            stands = STEPS.index(draft.next_step) if draft.next_step in STEPS else -1
            if at > stands:
                return redirect(draft.next_step)
            return view(cast(PageRequest, request), draft, **named)

        # No page of a registration comes back out of a cache, by the back button or on a shared
        # machine.
        return never_cache(guarded)

    return decorate
