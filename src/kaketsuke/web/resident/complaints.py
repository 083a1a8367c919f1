"""The public page of a complaint: written by whoever holds a signed address, answered there too."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.claims import doors, timings
from kaketsuke.claims import services as claim_services
from kaketsuke.claims.complaint_lifecycle import ENDS
from kaketsuke.claims.doors import Door
from kaketsuke.overview import complaints as complaint_pages
from kaketsuke.overview.complaints import Behind
from kaketsuke.overview.tracking import Opened
from kaketsuke.web.claims import words
from kaketsuke.web.console.forms import PhoneField
from kaketsuke.web.fields import OurForm, WordsField
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.presses import key_of
from kaketsuke.web.resident import access, damages
from kaketsuke.web.telling import keeping


class ComplaintForm(OurForm):
    about = forms.ChoiceField(
        label=gettext_lazy("何についてのお申し出ですか"),
        widget=forms.RadioSelect,
        choices=[(key, words.ABOUT[key]) for key in ("visit", "bill", "receipt")],
        error_messages={"required": gettext_lazy("何についてのお申し出かを選んでください。")},
    )
    words = WordsField(
        label=gettext_lazy("ご納得いただけないこと"),
        max_length=2000,
        rows=6,
        help_text=gettext_lazy("いつ、どのようなことがあったかをお書きください。"),
        error_messages={"required": gettext_lazy("ご納得いただけないことをお書きください。")},
    )
    reply_to = PhoneField(
        label=gettext_lazy("お答えを知らせる電話番号"),
        required=False,
        help_text=gettext_lazy("空のままなら、登録の連絡先へお知らせします。"),
    )

    def __init__(self, *args: Any, door: Door, **kwargs: Any) -> None:
        """Ask only what the address leaves open."""
        super().__init__(*args, **kwargs)
        if door.kind == "refusal":
            del self.fields["about"]
        if door.person_id is not None:
            del self.fields["reply_to"]


class WhyForm(OurForm):
    """Why somebody is not content with an answer, or takes a complaint back."""

    words = WordsField(
        label=gettext_lazy("理由"),
        max_length=2000,
        error_messages={"required": gettext_lazy("理由を書いてください。")},
    )


def by_door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Give the view what the signed address opens; a forged one looks like a dead one."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponseBase:
        known = cast(PageRequest, request)
        chosen = request.GET.get("language", "")
        if chosen in dict(settings.LANGUAGES):
            return access.unlisted(access.remember(chosen, request))
        with context.as_system():
            found = complaint_pages.behind(token)
        if found is None:
            return access.unlisted(render(request, "resident/expired.html", status=404))
        with context.as_system():
            access.speak_to(found.door.person_id, request)
        return access.unlisted(view(known, found, token))

    # As for the tracking link: the unguessable address is the right itself, not a cookie.
    return csrf_exempt(guarded)


@require_GET
@access.to_papers
def from_link(request: PageRequest, opened: Opened) -> HttpResponse:
    """Lead from the page of a case to where its holder can complain."""
    del request
    door = Door("case", opened.case_id, opened.person_id)
    return redirect("resident_matter", token=doors.token_of(door))


@require_GET
@access.by_link
def damage_from_link(request: PageRequest, opened: Opened) -> HttpResponse:
    """Lead from the page of a case to where its holder reports damage."""
    del request
    door = Door("damage", opened.case_id, opened.person_id)
    return redirect("resident_matter", token=doors.token_of(door))


@require_GET
def letter(request: HttpRequest, token: str, letter_id: UUID) -> HttpResponse:
    """Hand out a letter to whoever holds the address of its claim."""
    with context.as_system():
        found = complaint_pages.behind(token)
        file = damages.letter_file(found, letter_id) if found else None
    if file is None:
        file = render(request, "resident/expired.html", status=404)
    return access.unlisted(file)


@by_door
def matter(request: PageRequest, found: Behind, token: str) -> HttpResponse:
    """Take a complaint or claim in, or show the one that stands and take its holder's word."""
    if found.door.kind in ("damage", "claim"):
        return damages.matter(request, found, token)
    if found.complaint is None:
        return _write(request, found)
    if request.method == "POST":
        return _say(request, found, token)
    return _show(request, found)


def _write(request: PageRequest, found: Behind) -> HttpResponse:
    form = ComplaintForm(request.POST if request.method == "POST" else None, door=found.door)
    if form.is_valid():
        with keeping(form):
            with context.as_system():
                complaint = claim_services.complain_at_door(
                    found.door,
                    about=form.cleaned_data.get("about", "refusal"),
                    words=form.cleaned_data["words"],
                    reply_to=form.cleaned_data.get("reply_to", ""),
                    language=(get_language() or "ja")[:2],
                    key=key_of(request) or uuid4(),
                    now=request.now,
                )
            messages.success(request, _("お申し出を受け付けました。"))
            door = claim_services.door_of(complaint)
            return redirect("resident_matter", token=doors.token_of(door))
    page = {
        "form": form,
        "found": found,
        "key": key_of(request) or uuid4(),
        "answer_days": timings.days("complaint_answer_days", now=request.now),
    }
    status = 422 if form.errors else 200
    return render(request, "resident/complain.html", page, status=status)


def _say(request: PageRequest, found: Behind, token: str) -> HttpResponse:
    what = request.POST.get("what")
    step = {
        "not_content": claim_services.not_content,
        "withdraw": claim_services.withdraw_complaint,
    }.get(what or "")
    if step is None or found.complaint is None:
        return _show(request, found)
    form = WhyForm(request.POST)
    if form.is_valid():
        actor = Actor(ActorRole.RESIDENT, found.door.person_id)
        with keeping(form):
            step(found.complaint.pk, words=form.cleaned_data["words"], actor=actor, now=request.now)
            messages.success(request, _("承りました。"))
            return redirect("resident_matter", token=token)
    return _show(request, found, form)


def _show(request: PageRequest, found: Behind, form: forms.Form | None = None) -> HttpResponse:
    complaint = found.complaint
    assert complaint is not None  # noqa: S101 - whoever calls has looked
    page = {
        "found": found,
        "complaint": complaint,
        "badge": words.STATES[complaint.state],
        "is_over": complaint.state in ENDS,
        "own_words": found.steps[0].words if found.steps else "",
        "form": form or WhyForm(),
    }
    return render(request, "resident/complaint.html", page, status=422 if form else 200)
