"""The public page of a damage claim: reported at a signed address, with evidence and letters."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.claims import doors, letters
from kaketsuke.claims import services as claim_services
from kaketsuke.claims.doors import Door
from kaketsuke.database.refusals import Refusal
from kaketsuke.overview.complaints import Behind
from kaketsuke.web.claims import words
from kaketsuke.web.claims.damage_steps import read_bounded
from kaketsuke.web.claims.forms import EvidenceForm, NewClaimForm
from kaketsuke.web.fields import refuse
from kaketsuke.web.files import download
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.presses import key_of
from kaketsuke.web.telling import keeping

TAKES_EVIDENCE = ("reported", "examining", "awaits_second", "decided", "told")


def matter(request: PageRequest, found: Behind, token: str) -> HttpResponse:
    """Take a claim in, or show the one that stands and take more evidence."""
    if found.claim is None:
        return _report(request, found)
    form = EvidenceForm()
    if request.method == "POST":
        form = EvidenceForm(request.POST, request.FILES)
        if form.is_valid() and _kept(request, found, form):
            messages.success(request, _("資料を受け取りました。"))
            return redirect("resident_matter", token=token)
    page = {
        "found": found,
        "claim": found.claim,
        "badge": words.CLAIM_STATES[found.claim.state],
        "letters": [(words.LETTERS[each.kind], each) for each in found.letters],
        "own_words": found.steps[0].words if found.steps else "",
        "takes_evidence": found.claim.state in TAKES_EVIDENCE,
        "complain": doors.token_of(Door("case", found.claim.case_id, found.door.person_id)),
        "token": token,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "resident/claim.html", page, status=status)


def letter_file(found: Behind, letter_id: UUID) -> HttpResponse | None:
    """Return a letter as a file, where the address opens it."""
    letter = next((each for each in found.letters if each.pk == letter_id), None)
    if letter is None:
        return None
    name = f"letter-{letter_id}.pdf"
    return download(letters.pdf(letter), kind="application/pdf", name=name)


def _report(request: PageRequest, found: Behind) -> HttpResponse:
    form = NewClaimForm(request.POST if request.method == "POST" else None)
    key = key_of(request) or uuid4()
    if form.is_valid():
        with keeping(form):
            claim = claim_services.claim_at_door(
                found.door,
                **form.cleaned_data,
                language=(get_language() or "ja")[:2],
                key=key,
                now=request.now,
            )
            messages.success(
                request, _("損害のお申し出を受け付けました。写真や書類をお送りください。")
            )
            door = Door("claim", claim.pk, found.door.person_id)
            return redirect("resident_matter", token=doors.token_of(door))
    page = {"form": form, "found": found, "key": key}
    return render(request, "resident/damage.html", page, status=422 if form.errors else 200)


def _kept(request: PageRequest, found: Behind, form: EvidenceForm) -> bool:
    assert found.claim is not None  # noqa: S101 - whoever calls has looked
    actor = Actor(ActorRole.RESIDENT, found.door.person_id)
    content = read_bounded(form.cleaned_data["file"])
    try:
        with context.as_system():
            claim_services.add_evidence(
                found.claim.pk, content=content, actor=actor, now=request.now
            )
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    return True
