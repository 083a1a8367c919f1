"""What a clerk enters from the signed paper, or an operator from what was said (2.2)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.residents.services import Data
from kaketsuke.web.join.forms import NEEDED, GuardianForm, line, phone_field

ON_PAPER: dict[str, StrOrPromise] = {
    "terms": _("紙で、重要事項への承諾の署名がある"),
    "provision": _("紙で、オーナーへの提供への同意の署名がある"),
    "assignment": _("紙で、債権の譲渡への承諾の署名がある"),
}
BY_VOICE: dict[str, StrOrPromise] = {
    "terms": _("重要事項を説明し、「承諾します」とうかがった"),
    "provision": _("オーナーへの提供を説明し、「同意します」とうかがった"),
    "assignment": _("債権の譲渡を説明し、「承諾します」とうかがった"),
}


class DeskForm(GuardianForm):
    """The home, the person, each line of consent by itself, and where the paper lies."""

    building = forms.CharField(
        label=_("建物コード"), max_length=20, error_messages={"required": NEEDED}
    )
    room = forms.CharField(
        label=_("お部屋番号"), max_length=20, error_messages={"required": NEEDED}
    )
    phone = phone_field()
    code = forms.CharField(
        label=_("確認コード"),
        max_length=12,
        required=False,
        help_text=_(
            "いちばん下の「番号に確認コードを送る」を押すと、この番号に 6 桁が届きます。"
            "ご本人に読み上げていただきます。"
            "確かめていない番号では、マイページに入れません。"
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    letter = forms.CharField(
        label=_("お手紙のコード"),
        max_length=40,
        required=False,
        help_text=_("コードがあれば、オーナーの確認なしに使えるようになります。"),
    )
    terms = line(ON_PAPER["terms"])
    provision = line(ON_PAPER["provision"])
    assignment = line(ON_PAPER["assignment"])
    paper_reference = forms.CharField(
        label=_("同意書の保管番号"),
        max_length=40,
        help_text=_("署名のある紙をしまった場所の番号です。お名前は書かないでください。"),
        error_messages={"required": NEEDED},
    )
    field_order = (
        "building",
        "room",
        "letter",
        "family",
        "given",
        "kana",
        "romaji",
        "phone",
        "code",
        "email",
        "language",
        "can_phone",
        "minor_family",
        "minor_given",
        "minor_kana",
        "minor_born_on",
        "terms",
        "provision",
        "assignment",
        "paper_reference",
    )

    def __init__(self, *args: Any, channel: str, **kwargs: Any) -> None:
        """Ask for the paper at the counter; by telephone each line is said aloud instead."""
        super().__init__(*args, **kwargs)
        for name in ("minor_family", "minor_given"):
            self.fields[name].required = False
        self.fields["minor_family"].help_text = _("18 歳未満の方の登録のときだけ入力します。")
        if channel == "phone":
            del self.fields["paper_reference"]
            for name, words in BY_VOICE.items():
                self.fields[name].label = words

    def clean(self) -> dict[str, Any]:
        """A minor has a family and a given name, or there is none."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("minor_family")) != bool(cleaned.get("minor_given")):
            self.add_error("minor_given", NEEDED)
        return cleaned

    @property
    def minor(self) -> Data | None:
        """Return what was given of a minor, if anything."""
        return super().minor if self.cleaned_data.get("minor_given") else None


class AnotherNumberForm(forms.Form):
    """The right number, where the one that was written down is not the registrant's."""

    phone = phone_field()
    seen = forms.BooleanField(
        label=_("顔写真付きの公的な身分証を見て、ご本人だと確かめた"),
        error_messages={"required": _("身分証を確かめてから、チェックしてください。")},
    )
