"""What the console's forms accept. Full-width input is read everywhere; nothing typed is lost."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaketsuke.database.refusals import Refusal
from kaketsuke.people import normalise


class PhoneField(forms.CharField):
    """A telephone number, read in any width and with any separators, kept as +81…"""

    widget = forms.TextInput(
        attrs={"inputmode": "tel", "autocomplete": "off", "class": "figures", "maxlength": "24"}
    )

    def clean(self, value: Any) -> str:
        """Return the number in its one form, or an empty text where none is needed."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return normalise.phone(text)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class CallForm(forms.Form):
    number = PhoneField(
        label=_("着信番号"),
        required=False,
        help_text=_("非通知のときは空のまま始めます。"),
    )


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("建物をさがす"),
        required=False,
        help_text=_("名前・かな・住所・建物コードのどれでも探せます。"),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "maxlength": "60"}),
    )


class CallerForm(forms.Form):
    """What the caller said of place and name."""

    building = forms.UUIDField(
        error_messages={
            "required": _("建物を選んでください。"),
            "invalid": _("建物を選んでください。"),
        }
    )
    room = forms.CharField(
        label=_("お部屋番号"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("お名前（うかがったとおり）"),
        max_length=60,
        required=False,
        help_text=_("漢字・かな・ローマ字のどれでも照合します。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "lang": "ja"}),
    )

    def clean_room(self) -> str:
        """Return the room in half width."""
        return unicodedata.normalize("NFKC", self.cleaned_data["room"]).strip()


class ReasonForm(forms.Form):
    """A written reason, kept sealed on the timeline."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=400,
        error_messages={"required": _("理由を書いてください。あとから見る人に必要です。")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AcceptForm(forms.Form):
    """Who will stand at the door, and another number where the caller's own lies inside."""

    attendant = forms.ChoiceField(
        label=_("立ち会う方"),
        widget=forms.RadioSelect,
        error_messages={"required": _("立ち会う方を選んでください。")},
    )
    temporary_number = PhoneField(
        label=_("いま連絡がつく番号"),
        required=False,
        help_text=_("登録の電話が部屋の中にあるときだけ入力します。"),
    )

    def __init__(
        self, *args: Any, attendants: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        """Offer only those who may attend."""
        super().__init__(*args, **kwargs)
        field = self.fields["attendant"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type for the checker
        field.choices = attendants


class AllowForm(AcceptForm, ReasonForm):
    """A supervisor's decision to go out; a leave where the identity document is inside (A1.2.2)."""

    second_person = forms.ChoiceField(
        label=_("もう一人の確認者"),
        required=False,
        help_text=_("記録や保護の指定があるときは、二人で判断します。"),
    )
    field_order = ("attendant", "temporary_number", "second_person", "reason")

    def __init__(
        self,
        *args: Any,
        attendants: list[tuple[str, str]],
        colleagues: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        """Ask for a second person only where one is needed."""
        super().__init__(*args, attendants=attendants, **kwargs)
        field = self.fields["second_person"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type for the checker
        if colleagues:
            field.choices = [("", _("選んでください")), *colleagues]
            field.required = True
        else:
            del self.fields["second_person"]


class DeclineForm(forms.Form):
    words_told = forms.CharField(
        label=_("お伝えした言葉"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("お伝えした言葉を残してください。")},
    )
