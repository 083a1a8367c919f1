"""What each step at the door asks; every form carries its moment and a key that makes it once."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.onsite import pictures, refusals
from kaketsuke.onsite import services as onsite_services
from kaketsuke.overview.field import Job
from kaketsuke.web.field import words
from kaketsuke.web.fields import LineField, words_field
from kaketsuke.web.signing import SignedForm

CHOOSE = _("一つ選んでください。")
UNUSABLE = (("lock_usable", "no"),)
DECLINED, INTERIM = ("if_unusable", "declined"), ("if_unusable", "interim")
TERMINAL = _("端末に出た承認番号を入力してください。")


def choice(
    label: StrOrPromise, choices: tuple[words.Choice, ...], *, required: bool = True, **kept: Any
) -> forms.ChoiceField:
    """Return a question answered by one thumb."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
        **kept,
    )


@dataclass(frozen=True, slots=True)
class Need:
    """A question that other answers make necessary: data, so that a phone alone asks it as well.

    `when` names the answers, all of which must be given; `unless` an answer that makes it needless.
    """

    field: str
    sentence: StrOrPromise
    when: tuple[tuple[str, str], ...] = ()
    unless: str = ""

    def is_open(self, answers: Mapping[str, Any]) -> bool:
        """Return whether the question is asked and not answered."""
        asked = all(answers.get(name) == value for name, value in self.when)
        spared = bool(self.unless) and answers.get(self.unless) not in (None, "")
        return asked and not spared and not answers.get(self.field)


class StepForm(forms.Form):
    """One press: its key and its moment, and where the phone was when that matters."""

    needs: ClassVar[tuple[Need, ...]] = ()

    def for_job(self, job: Job) -> None:
        """Fit the form to a case, where it depends on one."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    event_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for what the other answers make necessary."""
        cleaned = super().clean() or {}
        for need in self.needs:
            if need.is_open(cleaned) and need.field not in self.errors:
                self.add_error(need.field, need.sentence)
        return cleaned


class PlacedForm(StepForm):
    """A press that may carry a position."""

    latitude = forms.FloatField(
        widget=forms.HiddenInput, required=False, min_value=-90, max_value=90
    )
    longitude = forms.FloatField(
        widget=forms.HiddenInput, required=False, min_value=-180, max_value=180
    )

    @property
    def position(self) -> tuple[float, float] | None:
        """Return where the phone was."""
        place = (self.cleaned_data.get("latitude"), self.cleaned_data.get("longitude"))
        return None if None in place else place  # type: ignore[return-value]  # both are numbers here


class ArriveForm(PlacedForm):
    needs = (
        Need("reason", _("位置がとれませんでした。理由を選んでください。"), unless="latitude"),
    )

    reason = choice(_("位置がとれない理由"), words.NO_POSITION_REASONS, required=False)


class PassForm(StepForm):
    reason = choice(_("できない理由"), words.PASS_REASONS)


class WithdrawForm(StepForm):
    reason = choice(_("行けなくなった理由"), words.WITHDRAW_REASONS)


class WordsForm(StepForm):
    words = words_field(
        _("どのようなことがありましたか"),
        most=300,
        needed=_("責任者に伝える理由を書いてください。"),
        help_text=_("責任者だけが読みます。お名前や番号は書かないでください。"),
        attrs={"autocomplete": "off"},
    )


class BreakForm(SignedForm, StepForm):
    """Who answers for the lock has approved; whoever attends signs (2.1)."""

    destructive_approved_by = choice(_("壊すことを承認した方"), words.APPROVERS)

    def for_job(self, job: Job) -> None:
        """Offer only the approvals that are on record."""
        asked = self.fields["destructive_approved_by"]
        if isinstance(asked, forms.ChoiceField):
            offered = [each for each in words.APPROVERS if each[0] in job.breaking_approvers]
            asked.choices = offered
        if not job.agreement_heard:
            del self.fields["spoken"]

    @property
    def agreement(self) -> onsite_services.Agreement:
        """Return what whoever attends agreed to."""
        return onsite_services.Agreement(
            approved_by=self.cleaned_data["destructive_approved_by"],
            drawn=self.drawn,
            spoken=bool(self.cleaned_data.get("spoken")),
        )


class SecondForm(StepForm):
    """Why one technician is not enough."""

    because = choice(_("二人目が要る理由"), words.SECOND_REASONS)


class PhotoForm(StepForm):
    """A photo of the lock: as a file, or as the phone's script made it smaller."""

    needs = (Need("picture", _("写真を選んでください。"), unless="file"),)

    moment = choice(_("何の写真ですか"), words.PHOTO_MOMENTS)
    file = forms.FileField(
        label=_("鍵の写真"),
        help_text=_("鍵だけを写します。人・室内・身分証は写さないでください。"),
        required=False,
        widget=forms.ClearableFileInput(
            attrs={
                "accept": "image/jpeg,image/png,image/webp",
                "capture": "environment",
                "data-picture": "picture",
            }
        ),
    )
    picture = forms.CharField(
        widget=forms.HiddenInput, required=False, max_length=pictures.MOST_BYTES * 4 // 3 + 4
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a picture that is too large before it is read."""
        cleaned = super().clean() or {}
        sent = cleaned.get("file")
        if sent is not None and sent.size > pictures.MOST_BYTES:
            self.add_error("file", refusals.PICTURE_TOO_LARGE)
        return cleaned

    @property
    def picture_file(self) -> bytes:
        """Return what was sent, undecoded as a picture. Raises: CannotReadPicture."""
        sent = self.cleaned_data.get("file")
        if sent is not None:
            return bytes(sent.read())
        try:
            return base64.b64decode(self.cleaned_data["picture"], validate=True)
        except ValueError as error:
            raise refusals.CannotReadPicture(refusals.PICTURE_UNREADABLE) from error


class PauseForm(StepForm):
    because = choice(_("止める理由"), words.PAUSE_REASONS)


class OpenForm(StepForm):
    """How the door was opened and how the lock is left (2.1, 4.3)."""

    needs = (
        Need(
            "if_unusable",
            _("鍵が使えないときは、どうしたかを選んでください。"),
            (("lock_usable", "no"),),
        ),
        Need("declined_because", _("ご辞退の理由を選んでください。"), (*UNUSABLE, DECLINED)),
        Need("interim_kind", _("どんな措置をしたかを選んでください。"), (*UNUSABLE, INTERIM)),
        Need("interim_decided_by", _("措置を決めた方を選んでください。"), (*UNUSABLE, INTERIM)),
        Need("interim_until", _("いつまでの措置かを入力してください。"), (*UNUSABLE, INTERIM)),
    )

    method = choice(
        _("開けた方法"),
        words.METHODS,
        help_text=_("壊して開けるには、先に承認と立ち会う方のご署名が要ります。"),
    )
    lock_usable = choice(_("鍵はこのまま使えますか"), words.YES_NO)
    if_unusable = choice(
        _("使えない鍵をどうしましたか"),
        words.IF_UNUSABLE,
        required=False,
        help_text=_("鍵が使えないときだけ選びます。"),
    )
    declined_because = choice(
        _("辞退の理由"),
        words.DECLINED_BECAUSE,
        required=False,
        help_text=_("お客さまが辞退したときだけ選びます。"),
    )
    interim_kind = choice(_("暫定の措置"), words.INTERIM_KINDS, required=False)
    interim_decided_by = choice(_("措置を決めた方"), words.INTERIM_DECIDED_BY, required=False)
    interim_until = forms.DateField(
        label=_("いつまで"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": refusals.INTERIM_UNTIL},
    )
    interim_note = LineField(
        label=_("メモ（センターだけが読みます）"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    @property
    def interim(self) -> onsite_services.Interim | None:
        """Return the measure for the time being (4.3)."""
        given = self.cleaned_data
        if given.get("if_unusable") != "interim" or given.get("interim_until") is None:
            return None
        return onsite_services.Interim(
            kind=given["interim_kind"],
            decided_by=given["interim_decided_by"],
            until=given["interim_until"],
            note=given["interim_note"],
        )


class CouldNotOpenForm(StepForm):
    because = choice(_("開けられない理由"), words.COULD_NOT_OPEN_REASONS)
    other_skill = choice(_("ほかの技術を持つ作業員なら開けられそうですか"), words.YES_NO)
    door_secured = forms.BooleanField(
        label=_("ドアと鍵を安全な状態にしました"),
        error_messages={"required": _("ドアと鍵を安全な状態にしてから選んでください。")},
    )


class CancelForm(StepForm):
    door_open = choice(_("ドアはいま開いていますか"), words.YES_NO)
    door_secured = forms.BooleanField(
        label=_("ドアと鍵を安全な状態にしました"),
        error_messages={"required": _("ドアと鍵を安全な状態にしてから選んでください。")},
    )


class CollectForm(StepForm):
    """How the money was taken, or why not (3.3)."""

    needs = (
        Need("unpaid_reason", _("受け取れない理由を選んでください。"), (("method", "unpaid"),)),
        Need("terminal_reference", TERMINAL, (("method", "card"),)),
        Need("terminal_reference", TERMINAL, (("method", "code"),)),
    )

    # What the screen shows as to be paid: another bill is not collected unseen.
    shown_yen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    method = choice(_("お支払いの方法"), words.COLLECT)
    terminal_reference = forms.CharField(
        label=_("端末の承認番号"),
        help_text=_("カードとコード決済のときだけ入力します。カード番号は入力しません。"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "figures"}),
    )
    unpaid_reason = choice(
        _("受け取れない理由"),
        words.UNPAID_REASONS,
        required=False,
        help_text=_("受け取れないときだけ選びます。"),
    )
