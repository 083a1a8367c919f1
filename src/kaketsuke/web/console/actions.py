"""What the desk may do with a case: one form and one service call an event.

Which of them a page offers comes from the transition table; nothing here decides that.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.accounts.viewers import Actor
from kaketsuke.cases import services as case_services
from kaketsuke.cases.guards import AT_THE_DOOR
from kaketsuke.cases.lifecycle import Event
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.dispatch import services as dispatch_services
from kaketsuke.money import queries as money_queries
from kaketsuke.money import services as money_services
from kaketsuke.network import queries as network_queries
from kaketsuke.onsite import queries as onsite_queries
from kaketsuke.overview import interview
from kaketsuke.overview.case_page import CasePage
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties.events import KIND_WORDS, AreaEventKind
from kaketsuke.web import data_words, fact_words
from kaketsuke.web.console.action_forms import (
    AttendantForm,
    EndForm,
    HeardForm,
    NothingForm,
    PreventedForm,
    ResumeForm,
    TechnicianForm,
)
from kaketsuke.web.console.forms import ReasonForm

Apply = Callable[[CasePage, forms.Form, Actor, datetime], object]


@dataclass(frozen=True, slots=True)
class Action:
    """How an event is offered and carried out."""

    event: Event
    title: StrOrPromise
    icon: str
    form_class: type[forms.Form]
    apply: Apply
    confirm: StrOrPromise = ""


def _advance(event: Event, **facts: Any) -> Apply:
    def apply(page: CasePage, form: forms.Form, actor: Actor, now: datetime) -> object:
        brought = {name: value for name, value in form.cleaned_data.items() if name != "reason"}
        return case_services.advance(
            page.case.id,
            event=event,
            actor=actor,
            now=now,
            facts={**brought, **facts},
            words=form.cleaned_data.get("reason"),
        )

    return apply


def _resume(page: CasePage, form: forms.Form, actor: Actor, now: datetime) -> object:
    attendant = form.cleaned_data.get("attendant")
    return case_services.advance(
        page.case.id,
        event=Event.RESUMED,
        actor=actor,
        now=now,
        facts={
            "attendant_same": attendant == "same",
            "attendant_changed": attendant == "changed",
            "technician_changed": form.cleaned_data["technician_changed"],
        },
        words=form.cleaned_data["reason"],
    )


def _object(page: CasePage, _form: forms.Form, actor: Actor, now: datetime) -> object:
    return money_services.object_to_word(page.case.id, by_telephone=True, actor=actor, now=now)


def _heard(page: CasePage, form: forms.Form, actor: Actor, now: datetime) -> object:
    said = form.cleaned_data
    return money_services.hear_payer(
        page.case.id,
        owned=money_services.Owned(
            version=int(said["version"]) if "version" in said else None,
            breaking=said["breaking"] == "yes" if "breaking" in said else None,
        ),
        words=said["reason"],
        actor=actor,
        now=now,
    )


def _assign(page: CasePage, form: forms.Form, actor: Actor, now: datetime) -> object:
    chosen = uuid.UUID(form.cleaned_data["technician"])
    return dispatch_services.assign_by_hand(page.case.id, technician=chosen, actor=actor, now=now)


def _release(page: CasePage, form: forms.Form, actor: Actor, now: datetime) -> object:
    reason = form.cleaned_data["reason"]
    dispatch_services.release(page.case.id, actor=actor, reason=reason, now=now)
    return None


def _prevent(page: CasePage, form: forms.Form, actor: Actor, now: datetime) -> object:
    return case_services.prevent(
        page.case.id,
        area_event_id=uuid.UUID(form.cleaned_data["area_event"]),
        people_told=form.cleaned_data["people_told"],
        reason=form.cleaned_data["reason"],
        actor=actor,
        now=now,
    )


def _other_attendant(page: CasePage, form: forms.Form, actor: Actor, now: datetime) -> object:
    role, person, owner = form.cleaned_data["attendant"].split(":")
    return case_services.name_other_attendant(
        page.case.id,
        role=role,
        person_id=uuid.UUID(person) if person else None,
        owner_id=uuid.UUID(owner) if owner else None,
        actor=actor,
        now=now,
    )


def _plain(
    event: Event,
    title: StrOrPromise,
    icon: str,
    *,
    form_class: type[forms.Form] = NothingForm,
    confirm: StrOrPromise = "",
    **facts: Any,
) -> Action:
    return Action(event, title, icon, form_class, _advance(event, **facts), confirm)


E = Event
_CANCEL = _("この案件を取り消しますか。費用はかかりません。")
_STOP_WAITING = _("お待ちするのをやめて、案件を終わらせますか。")
_OBJECTED = _("登録者ご本人からの申し出と確かめましたか。案件はすぐに停止します。")
_PAYER_OBJECTED = _("お支払いになる方ご本人からの申し出と確かめましたか。案件はすぐに停止します。")

ACTIONS: dict[Event, Action] = {
    action.event: action
    for action in (
        _plain(E.WIDENED, _("範囲を広げて探し直す"), "radar"),
        Action(
            E.ASSIGNED_BY_HAND, _("電話で作業員を決める"), "user-check", TechnicianForm, _assign
        ),
        Action(
            E.PAYER_HEARD, _("お支払いになる方のお話を記録する"), "phone-call", HeardForm, _heard
        ),
        Action(E.RESUMED, _("再開する"), "play", ResumeForm, _resume),
        _plain(E.REOFFERED, _("手配をやり直す"), "rotate-ccw", form_class=ReasonForm),
        Action(
            E.OTHER_ATTENDANT_COMES,
            _("別の方が立ち会う"),
            "user-plus",
            AttendantForm,
            _other_attendant,
        ),
        _plain(E.WAIT_OVER, _("待つのをやめて終わる"), "timer-off", confirm=_STOP_WAITING),
        Action(E.RELEASED, _("作業員の担当を解く"), "user-minus", ReasonForm, _release),
        _plain(E.HALTED_BY_SUPERVISOR, _("停止する"), "octagon-pause", form_class=ReasonForm),
        _plain(
            E.OBJECTION_RAISED,
            _("登録者から電話で反対があった"),
            "hand",
            confirm=_OBJECTED,
            objected_by_phone=True,
        ),
        Action(
            E.PAYER_OBJECTED,
            _("お支払いになる方から、承認に覚えがないと電話があった"),
            "circle-alert",
            NothingForm,
            _object,
            _PAYER_OBJECTED,
        ),
        _plain(E.RESIDENT_CANCELLED, _("お客さまが取り消した"), "circle-slash", confirm=_CANCEL),
        _plain(E.OPENED_BY_OTHERS, _("ほかの方法で開いた"), "door-open", confirm=_CANCEL),
        _plain(E.SOLVED_REMOTELY, _("電話で解決した"), "phone", confirm=_CANCEL),
        Action(
            E.PREVENTED, _("不可抗力で実施できない"), "cloud-lightning", PreventedForm, _prevent
        ),
        _plain(E.ENDED, _("終わらせる"), "octagon-x", form_class=EndForm),
    )
}


@dataclass(frozen=True, slots=True)
class Offered:
    """An action as the page offers it, with its form."""

    action: Action
    form: forms.Form
    key: str = ""
    is_open: bool = field(default=False)

    @property
    def slug(self) -> str:
        """Return the event as the address names it."""
        return self.action.event.value


def form_for(action: Action, page: CasePage, *, now: datetime, posted: Any = None) -> forms.Form:
    """Return the action's form with the choices that this case has."""
    form = action.form_class(posted, auto_id=f"id_{action.event.value}_%s")
    if action.event is Event.RESUMED and page.case.state_before_halt not in AT_THE_DOOR:
        del form.fields["attendant"]
    if action.event is Event.PAYER_HEARD:
        _ask_what_was_agreed(form, page)
    if action.event is Event.ASSIGNED_BY_HAND:
        offer_technicians(form, page, now=now)
    if action.event is Event.OTHER_ATTENDANT_COMES:
        _set_choices(
            form,
            "attendant",
            [
                (each.value, data_words.noted(each.name, fact_words.value_words(each.role)))
                for each in interview.attendants(page.case.request, at=now)
            ],
        )
    if action.event is Event.PREVENTED:
        _set_choices(
            form,
            "area_event",
            [
                (str(each.id), f"{KIND_WORDS[AreaEventKind(each.kind)]} · {each.source}")
                for each in party_queries.events_over(
                    page.case.dwelling.building, page.case.opened_at, now
                )
            ],
        )
    return form


def _ask_what_was_agreed(form: forms.Form, page: CasePage) -> None:
    """Ask the payer of what stands agreed, and of nothing else."""
    cards = [card for card in money_queries.estimates_of(page.case.id) if card.approved]
    if cards:
        upto = [
            (str(card.version), _up_to(version=card.version, yen=f"{card.total_yen:,}"))
            for card in cards
        ]
        _set_choices(form, "version", [*upto, ("0", str(_("どの見積りも承知していない")))])
    else:
        del form.fields["version"]
    if not onsite_queries.breaking_agreed(page.case.id):
        del form.fields["breaking"]


def _up_to(**said: object) -> str:
    return str(_("第 %(version)s 版まで承知している（合計 %(yen)s 円）")) % said


def _set_choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    chosen = form.fields[name]
    if isinstance(chosen, forms.ChoiceField):
        chosen.choices = choices


def offer_technicians(form: forms.Form, page: CasePage, *, now: datetime) -> None:
    """Fill a form with everybody who could go, and why others cannot."""
    nobody = ("", str(_("選んでください")))
    _set_choices(form, "technician", [nobody, *technician_choices(page, now=now)])


def technician_choices(page: CasePage, *, now: datetime) -> list[tuple[str, str]]:
    """Return all technicians by whom to ask first, each with distance or why not."""
    found = dispatch_queries.candidates(page.case.id, at=now)
    rows = (*found.can_go, *found.cannot)
    cards = network_queries.technician_cards([row.technician_id for row in rows])
    choices = []
    for row in rows:
        card = cards[row.technician_id]
        name = card.name.full if card.name else card.badge
        why = str(_("・")).join(row.reasons)
        # The number to ring comes first: a closed list shows its beginning only.
        told = f"{name} {card.firm_phone}".strip()
        choices.append((str(row.technician_id), f"{data_words.noted(told, card.firm_name)} {why}"))
    return choices


def offered(page: CasePage, *, now: datetime, failed: Offered | None = None) -> list[Offered]:
    """Return what this viewer may do now, in the order in which the desk needs it."""
    allowed = set(page.allowed)
    found = [
        Offered(action, form_for(action, page, now=now))
        for event, action in ACTIONS.items()
        if event in allowed
    ]
    if failed is None:
        return found
    return [failed if each.action is failed.action else each for each in found]
