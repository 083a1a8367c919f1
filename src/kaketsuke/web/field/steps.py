"""The steps at the door as data: what each is called, what it asks, and the service that takes it.

One step is one POST with the moment of the press and a key that makes it once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event
from kaketsuke.dispatch import services as dispatch_services
from kaketsuke.money import services as money_services
from kaketsuke.onsite import services as onsite_services
from kaketsuke.web.field import forms

DELAY_MINUTES = 10
BREAKING_LEAD = _(
    "壊さずに開けられないときだけです。鍵の責任者の承認と、立ち会う方のご署名が要ります。"
)

By = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One step that a technician can take."""

    title: StrOrPromise
    button: StrOrPromise
    said: StrOrPromise
    take: Callable[[UUID, Any, By], object]
    form: type[forms.StepForm] = forms.StepForm
    lead: StrOrPromise = ""
    icon: str = "check"
    asks: bool = False
    confirm: StrOrPromise = ""
    events: tuple[Event, ...] = ()
    # Nothing that a phone could do alone: without a signal it says so.
    needs_signal: bool = False


def _depart(case_id: UUID, form: forms.PlacedForm, by: By) -> object:
    return onsite_services.depart(case_id, position=form.position, **by)


def _arrive(case_id: UUID, form: forms.ArriveForm, by: By) -> object:
    return onsite_services.arrive(
        case_id,
        position=form.position,
        no_position_because=form.cleaned_data["reason"] if form.position is None else "",
        **by,
    )


def _later(case_id: UUID, _form: forms.StepForm, by: By) -> object:
    return case_services.remark(
        case_id,
        remark="DelayTold",
        actor=_technician(by),
        now=by["now"],
        event_at=by["event_at"],
        facts={"minutes": DELAY_MINUTES},
        idempotency_key=by["idempotency_key"],
    )


def _withdraw(case_id: UUID, form: forms.WithdrawForm, by: By) -> object:
    return dispatch_services.release(
        case_id, actor=_technician(by), reason=form.cleaned_data["reason"], now=by["now"]
    )


def _nobody_there(case_id: UUID, form: forms.NobodyThereForm, by: By) -> object:
    return onsite_services.nobody_there(case_id, calls_tried=form.calls_tried, **by)


def _safe_exit(case_id: UUID, form: forms.PlacedForm, by: By) -> object:
    return onsite_services.safe_exit(case_id, position=form.position, **by)


def _ask_to_refuse(case_id: UUID, form: forms.WordsForm, by: By) -> object:
    return onsite_services.ask_to_refuse(case_id, words=form.cleaned_data["words"], **by)


def _begin(case_id: UUID, _form: forms.StepForm, by: By) -> object:
    return onsite_services.begin_work(case_id, **by)


def _begin_destructive(case_id: UUID, form: forms.BreakForm, by: By) -> object:
    return onsite_services.begin_work(case_id, agreement=form.agreement, **by)


def _break(case_id: UUID, form: forms.BreakForm, by: By) -> object:
    return onsite_services.agree_to_break(case_id, agreement=form.agreement, **by)


def _ask_breaking(case_id: UUID, _form: forms.StepForm, by: By) -> object:
    return onsite_services.ask_to_break(case_id, **by)


def _photo(case_id: UUID, form: forms.PhotoForm, by: By) -> object:
    return onsite_services.add_photo(
        case_id, file=form.picture_file, moment=form.cleaned_data["moment"], **by
    )


def _second(case_id: UUID, form: forms.SecondForm, by: By) -> object:
    return onsite_services.call_second(case_id, because=form.cleaned_data["because"], **by)


def _connect(case_id: UUID, _form: forms.StepForm, by: By) -> object:
    """Both numbers stay hidden: the centre rings the one, then the other."""
    asked = case_services.remark(
        case_id,
        remark="ConnectionAsked",
        actor=_technician(by),
        now=by["now"],
        event_at=by["event_at"],
        idempotency_key=by["idempotency_key"],
    )
    case_services.ring_a_human(case_id, why="connect", now=by["now"])
    return asked


def _pause(case_id: UUID, form: forms.PauseForm, by: By) -> object:
    return onsite_services.pause(case_id, because=form.cleaned_data["because"], **by)


def _continue(case_id: UUID, _form: forms.StepForm, by: By) -> object:
    return onsite_services.continue_work(case_id, **by)


def _attendant_left(case_id: UUID, _form: forms.StepForm, by: By) -> object:
    return onsite_services.attendant_left(case_id, **by)


def _open(case_id: UUID, form: forms.OpenForm, by: By) -> object:
    usable = form.cleaned_data["lock_usable"] == "yes"
    return onsite_services.open_door(
        case_id,
        method=form.cleaned_data["method"],
        lock_usable=usable,
        if_unusable="" if usable else form.cleaned_data["if_unusable"],
        declined_because=form.cleaned_data["declined_because"],
        interim=form.interim,
        **by,
    )


def _could_not_open(case_id: UUID, form: forms.CouldNotOpenForm, by: By) -> object:
    return onsite_services.could_not_open(
        case_id,
        because=form.cleaned_data["because"],
        door_secured=form.cleaned_data["door_secured"],
        other_skill=form.cleaned_data["other_skill"] == "yes",
        **by,
    )


def _cancel(case_id: UUID, form: forms.CancelForm, by: By) -> object:
    return onsite_services.cancel_at_the_door(
        case_id,
        door_secured=form.cleaned_data["door_secured"],
        door_open=form.cleaned_data["door_open"] == "yes",
        **by,
    )


def _collect(case_id: UUID, form: forms.CollectForm, by: By) -> object:
    return _settle(
        case_id,
        method=form.cleaned_data["method"],
        unpaid_reason=form.cleaned_data["unpaid_reason"],
        terminal_reference=form.cleaned_data["terminal_reference"],
        by=by,
    )


def _finish_free(case_id: UUID, _form: forms.StepForm, by: By) -> object:
    return _settle(case_id, method="none", by=by)


def _settle(case_id: UUID, *, by: By, **how: str) -> object:
    return money_services.settle(
        case_id,
        **how,
        technician=by["technician"],
        now=by["now"],
        idempotency_key=by["idempotency_key"],
    )


def _technician(by: By) -> Actor:
    return Actor(ActorRole.TECHNICIAN, by["technician"])


STEPS: dict[str, Step] = {
    "depart": Step(
        _("出発"),
        _("向かいます"),
        _("出発を記録しました。お客さまに到着の目安が伝わります。"),
        _depart,
        forms.PlacedForm,
        icon="navigation",
        events=(Event.DEPARTED,),
    ),
    "arrive": Step(
        _("到着"),
        _("着きました"),
        _("到着を記録しました。"),
        _arrive,
        forms.ArriveForm,
        icon="map-pin",
        events=(Event.ARRIVED,),
    ),
    "later": Step(
        _("遅れます"),
        _("10 分遅れます"),
        _("10 分遅れることを記録しました。お客さまの画面の到着の目安も変わります。"),
        _later,
        icon="clock-alert",
    ),
    "withdraw": Step(
        _("行けなくなりました"),
        _("担当を外れます"),
        _("担当を外れました。"),
        _withdraw,
        forms.WithdrawForm,
        lead=_("すぐに次の作業員を手配します。お客さまの情報はこの端末から消えます。"),
        icon="undo-2",
        asks=True,
        events=(Event.TECHNICIAN_WITHDREW,),
    ),
    "nobody_there": Step(
        _("どなたもいません"),
        _("ご不在として終わります"),
        _("ご不在を記録しました。"),
        _nobody_there,
        forms.NobodyThereForm,
        lead=_("到着から 20 分待ち、センターを通してお電話を 2 回かけてから選びます。"),
        icon="user-x",
        asks=True,
        events=(Event.NOBODY_THERE,),
    ),
    "safe_exit": Step(
        _("安全のため離れる"),
        _("いますぐ離れます"),
        _("離れたことを記録しました。理由は後でかまいません。身の危険があるときは 110 番へ。"),
        _safe_exit,
        forms.PlacedForm,
        icon="shield-alert",
        events=(Event.SAFE_EXIT,),
    ),
    "ask_to_refuse": Step(
        _("この方への作業を断りたい"),
        _("責任者に判断を求めます"),
        _("責任者に伝えました。作業をせずにお待ちください。"),
        _ask_to_refuse,
        forms.WordsForm,
        lead=_("続けるかどうかは責任者が決めます。判断が出るまで作業はしません。"),
        icon="hand",
        asks=True,
        events=(Event.ASKED_TO_REFUSE,),
    ),
    "begin": Step(
        _("作業開始"),
        _("作業を始めます"),
        _("作業の時計が動き始めました。"),
        _begin,
        icon="play",
        events=(Event.WORK_BEGUN, Event.WORK_BEGUN_UNDER_LEAVE),
    ),
    "begin_destructive": Step(
        _("壊して開ける"),
        _("同意をいただいて始めます"),
        _("承認を記録しました。作業の時計が動き始めました。"),
        _begin_destructive,
        forms.BreakForm,
        lead=BREAKING_LEAD,
        icon="hammer",
        asks=True,
        events=(Event.WORK_BEGUN, Event.WORK_BEGUN_UNDER_LEAVE),
    ),
    "break": Step(
        _("壊して開ける"),
        _("同意を記録します"),
        _("同意を記録しました。壊して開けることができます。"),
        _break,
        forms.BreakForm,
        lead=BREAKING_LEAD,
        icon="hammer",
        asks=True,
    ),
    "ask_breaking": Step(
        _("承認を求める"),
        _("センターに承認を求めます"),
        _("センターに伝えました。承認が記録されると、この画面で選べます。"),
        _ask_breaking,
        icon="phone-outgoing",
        needs_signal=True,
    ),
    "photo": Step(
        _("鍵の写真"),
        _("写真を残します"),
        _("写真を残しました。センターが確かめます。"),
        _photo,
        forms.PhotoForm,
        lead=_("鍵だけを写します。位置や時刻などの付属情報は消してから残します。"),
        icon="camera",
        asks=True,
    ),
    "second": Step(
        _("二人目を呼ぶ"),
        _("センターに二人目を頼みます"),
        _("センターに伝えました。"),
        _second,
        forms.SecondForm,
        icon="users",
        asks=True,
    ),
    "connect": Step(
        _("お客さまに電話をつなぐ"),
        _("お客さまに電話をつなぐ"),
        _(
            "センターに頼みました。まもなくセンターからお電話し、お客さまへつなぎます。番号は互いに見えません。"
        ),
        _connect,
        icon="phone-call",
        needs_signal=True,
    ),
    "pause": Step(
        _("一時停止"),
        _("時計を止めます"),
        _("時計を止めました。"),
        _pause,
        forms.PauseForm,
        lead=_("止めているあいだは作業時間に数えません。"),
        icon="pause",
        asks=True,
        events=(Event.PAUSED,),
    ),
    "continue": Step(
        _("再開"),
        _("作業を続けます"),
        _("時計が動き始めました。"),
        _continue,
        icon="play",
        events=(Event.CONTINUED,),
    ),
    "attendant_left": Step(
        _("立会いの方が離れた"),
        _("作業を止めて知らせます"),
        _("作業を止めて、責任者に知らせました。"),
        _attendant_left,
        lead=_("立会いの方がいないあいだは作業できません。時計を止め、責任者が続きを決めます。"),
        icon="user-minus",
        asks=True,
        events=(Event.ATTENDANT_LEFT,),
    ),
    "open": Step(
        _("ドアが開きました"),
        _("開錠を記録します"),
        _("開錠を記録しました。時計を止めました。"),
        _open,
        forms.OpenForm,
        lead=_("ドアが開き、閉まることを確かめてから記録します。"),
        icon="door-open",
        asks=True,
        events=(Event.DOOR_OPENED,),
    ),
    "could_not_open": Step(
        _("開けられません"),
        _("開けられなかったことを記録します"),
        _("記録しました。"),
        _could_not_open,
        forms.CouldNotOpenForm,
        lead=_("料金はいただきません。"),
        icon="circle-x",
        asks=True,
        events=(Event.COULD_NOT_OPEN,),
    ),
    "cancel": Step(
        _("お客さまが取りやめた"),
        _("取りやめを記録します"),
        _("取りやめを記録しました。"),
        _cancel,
        forms.CancelForm,
        lead=_("お支払いは、承認されて始めた分だけです。"),
        icon="circle-slash",
        asks=True,
        events=(Event.RESIDENT_CANCELLED,),
    ),
    "collect": Step(
        _("お支払い"),
        _("受け取りを記録します"),
        _("精算しました。"),
        _collect,
        forms.CollectForm,
        icon="receipt",
        events=(Event.SETTLED,),
    ),
    "finish_free": Step(
        _("完了"),
        _("0 円で完了します"),
        _("完了しました。"),
        _finish_free,
        icon="circle-check",
        events=(Event.SETTLED,),
    ),
}
