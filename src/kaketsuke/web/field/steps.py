"""The steps at the door as data: what each is called, what it asks, and the service that takes it.

One step is one POST with the moment of the press and a key that makes it once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.cases.lifecycle import Event
from kaketsuke.web.field import forms, takes
from kaketsuke.web.field.takes import By

BREAKING_LEAD = _(
    "壊さずに開けられないときだけです。鍵の責任者の承認と、立ち会う方のご署名が要ります。"
)


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


STEPS: dict[str, Step] = {
    "depart": Step(
        _("出発"),
        _("向かいます"),
        _("出発を記録しました。お客さまに到着の目安が伝わります。"),
        takes.depart,
        forms.PlacedForm,
        icon="navigation",
        events=(Event.DEPARTED,),
    ),
    "arrive": Step(
        _("到着"),
        _("着きました"),
        _("到着を記録しました。"),
        takes.arrive,
        forms.ArriveForm,
        icon="map-pin",
        events=(Event.ARRIVED,),
    ),
    "later": Step(
        _("遅れます"),
        _("10 分遅れます"),
        _("10 分遅れることを記録しました。お客さまの画面の到着の目安も変わります。"),
        takes.later,
        icon="clock-alert",
    ),
    "withdraw": Step(
        _("行けなくなりました"),
        _("担当を外れます"),
        _("担当を外れました。"),
        takes.withdraw,
        forms.WithdrawForm,
        lead=_("すぐに次の作業員を手配します。お客さまの情報はこの端末から消えます。"),
        icon="undo-2",
        asks=True,
        events=(Event.TECHNICIAN_WITHDREW,),
    ),
    "call_not_answered": Step(
        _("お電話に出ません"),
        _("お電話をかけたが、出なかった"),
        _("お電話に出なかったことを、時刻とともに記録しました。"),
        takes.call_not_answered,
        icon="phone-off",
    ),
    "nobody_there": Step(
        _("どなたもいません"),
        _("ご不在として終わります"),
        _("ご不在を記録しました。"),
        takes.nobody_there,
        lead=_(
            "到着から 20 分待ち、センターを通して 1 分以上あけてお電話を 2 回かけ、"
            "出なかったことをそのつど記録してから選びます。"
        ),
        icon="user-x",
        asks=True,
        events=(Event.NOBODY_THERE,),
    ),
    "safe_exit": Step(
        _("安全のため離れる"),
        _("いますぐ離れます"),
        _("離れたことを記録しました。理由は後でかまいません。身の危険があるときは 110 番へ。"),
        takes.safe_exit,
        forms.PlacedForm,
        icon="shield-alert",
        events=(Event.SAFE_EXIT,),
    ),
    "ask_to_refuse": Step(
        _("この方への作業を断りたい"),
        _("責任者に判断を求めます"),
        _("責任者に伝えました。作業をせずにお待ちください。"),
        takes.ask_to_refuse,
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
        takes.begin,
        icon="play",
        events=(Event.WORK_BEGUN, Event.WORK_BEGUN_UNDER_LEAVE),
    ),
    "begin_destructive": Step(
        _("壊して開ける"),
        _("同意をいただいて始めます"),
        _("承認を記録しました。作業の時計が動き始めました。"),
        takes.begin_destructive,
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
        takes.break_,
        forms.BreakForm,
        lead=BREAKING_LEAD,
        icon="hammer",
        asks=True,
    ),
    "ask_breaking": Step(
        _("承認を求める"),
        _("センターに承認を求めます"),
        _("センターに伝えました。承認が記録されると、この画面で選べます。"),
        takes.ask_breaking,
        icon="phone-outgoing",
        needs_signal=True,
    ),
    "photo": Step(
        _("鍵の写真"),
        _("写真を残します"),
        _("写真を残しました。センターが確かめます。"),
        takes.photo,
        forms.PhotoForm,
        lead=_("鍵だけを写します。位置や時刻などの付属情報は消してから残します。"),
        icon="camera",
        asks=True,
    ),
    "second": Step(
        _("二人目を呼ぶ"),
        _("センターに二人目を頼みます"),
        _("センターに伝えました。"),
        takes.second,
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
        takes.connect,
        icon="phone-call",
        needs_signal=True,
    ),
    "pause": Step(
        _("一時停止"),
        _("時計を止めます"),
        _("時計を止めました。"),
        takes.pause,
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
        takes.continue_,
        icon="play",
        events=(Event.CONTINUED,),
    ),
    "attendant_left": Step(
        _("立会いの方が離れた"),
        _("作業を止めて知らせます"),
        _("作業を止めて、責任者に知らせました。"),
        takes.attendant_left,
        lead=_("立会いの方がいないあいだは作業できません。時計を止め、責任者が続きを決めます。"),
        icon="user-minus",
        asks=True,
        events=(Event.ATTENDANT_LEFT,),
    ),
    "open": Step(
        _("ドアが開きました"),
        _("開錠を記録します"),
        _("開錠を記録しました。時計を止めました。"),
        takes.open_,
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
        takes.could_not_open,
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
        takes.cancel,
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
        takes.collect,
        forms.CollectForm,
        icon="receipt",
        events=(Event.SETTLED,),
    ),
    "finish_free": Step(
        _("完了"),
        _("0 円で完了します"),
        _("完了しました。"),
        takes.finish_free,
        icon="circle-check",
        events=(Event.SETTLED,),
    ),
}
