"""What each step at the door asks; every form carries its moment and a key that makes it once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.web.field import words

CHOOSE = _("一つ選んでください。")
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


class NobodyThereForm(StepForm):
    first_call = forms.BooleanField(label=_("1 回目のお電話をかけたが、出なかった"), required=False)
    second_call = forms.BooleanField(
        label=_("2 回目のお電話をかけたが、出なかった"), required=False
    )

    @property
    def calls_tried(self) -> int:
        """Return how often a call was tried."""
        return sum(bool(self.cleaned_data[each]) for each in ("first_call", "second_call"))


class WordsForm(StepForm):
    words = forms.CharField(
        label=_("どのようなことがありましたか"),
        help_text=_("責任者だけが読みます。お名前や番号は書かないでください。"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        error_messages={"required": _("責任者に伝える理由を書いてください。")},
    )


class BeginForm(StepForm):
    destructive_approved_by = choice(_("壊すことを承認した方"), words.APPROVERS)


class PauseForm(StepForm):
    because = choice(_("止める理由"), words.PAUSE_REASONS)


class OpenForm(StepForm):
    """How the door was opened and how the lock is left (2.1, 4.3)."""

    needs = (
        Need(
            "destructive_approved_by",
            _("壊して開けたときは、承認した方を選んでください。"),
            (("method", "destructive"),),
        ),
        Need(
            "if_unusable",
            _("鍵が使えないときは、どうしたかを選んでください。"),
            (("lock_usable", "no"),),
        ),
        Need(
            "declined_because",
            _("ご辞退の理由を選んでください。"),
            (("lock_usable", "no"), ("if_unusable", "declined")),
        ),
    )

    method = choice(_("開けた方法"), words.METHODS)
    destructive_approved_by = choice(
        _("壊すことを承認した方"),
        words.APPROVERS,
        required=False,
        help_text=_("壊して開けたときだけ選びます。"),
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
