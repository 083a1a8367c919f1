"""What the console's forms accept. Full-width input is read everywhere; nothing typed is lost."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaketsuke.database.refusals import Refusal
from kaketsuke.people import normalise
from kaketsuke.web.fields import OurForm, WordsField, words_field


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
        except normalise.CannotReachAnyone as refusal:
            sentence = self.error_messages.get("unanswered") or str(refusal)
            raise forms.ValidationError(sentence) from refusal
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class CallForm(forms.Form):
    number = PhoneField(
        label=_("着信番号"),
        required=False,
        help_text=_("非通知やフリーダイヤルのときは空のまま始めます。"),
        error_messages={
            "unanswered": _(
                "フリーダイヤルやナビダイヤルからの着信です。番号を空にして、受付を始めてください。"
            )
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The number is typed at once: nothing else is done on this page."""
        super().__init__(*args, **kwargs)
        self.fields["number"].widget.attrs["data-focus-first"] = True


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
        label=_("建物"),
        error_messages={
            "required": _("建物を選んでください。"),
            "invalid": _("建物を選んでください。"),
        },
    )
    room = forms.CharField(
        label=_("お部屋番号"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "data-focus-first": True}
        ),
        error_messages={"required": _("お部屋番号を入力してください。")},
    )
    name = forms.CharField(
        label=_("お名前（うかがったとおり）"),
        max_length=60,
        help_text=_("漢字・かな・ローマ字のどれでも照合します。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "lang": "ja"}),
        error_messages={"required": _("うかがったお名前を入力してください。")},
    )

    def clean_room(self) -> str:
        """Return the room in half width."""
        return unicodedata.normalize("NFKC", self.cleaned_data["room"]).strip()


class ReasonForm(OurForm):
    """A written reason, kept sealed on the timeline."""

    reason = WordsField(
        label=_("理由"),
        max_length=400,
        rows=3,
        error_messages={"required": _("理由を書いてください。あとから見る人に必要です。")},
    )


class NumberForm(forms.Form):
    """Where a caller is reached whose registered phone lies inside."""

    number = PhoneField(
        label=_("いま連絡がつく番号"),
        help_text=_("登録の電話が部屋の中にあるときと、番号を確かめていないときに使います。"),
    )


class AcceptForm(forms.Form):
    """What the case needs besides the facts: why an owner asks, and another number."""

    owner_reason = words_field(
        _("オーナーさまからのご依頼の理由"),
        most=400,
        rows=2,
        needed=_("ご依頼の理由を書いてください。登録者さまの部屋だからです。"),
    )
    temporary_number = PhoneField(
        label=_("いま連絡がつく番号"),
        required=False,
        help_text=_("登録の電話が部屋の中にあるときだけ入力します。"),
    )

    def __init__(self, *args: Any, owner_asks: bool, **kwargs: Any) -> None:
        """Ask for a reason only of an owner."""
        super().__init__(*args, **kwargs)
        if not owner_asks:
            del self.fields["owner_reason"]


class AllowForm(AcceptForm, ReasonForm):
    """A supervisor's decision on a referred request, in writing."""

    tell_registrants = forms.BooleanField(
        label=_("登録者さまにも知らせる"),
        required=False,
        help_text=_("保護の指定があるため、知らせてよいかを責任者が決めます。"),
    )
    field_order = ("owner_reason", "temporary_number", "reason", "tell_registrants")

    def __init__(self, *args: Any, owner_asks: bool, protected: bool, **kwargs: Any) -> None:
        """Ask whether to tell the registrants only where a protective flag stands."""
        super().__init__(*args, owner_asks=owner_asks, **kwargs)
        if not protected:
            del self.fields["tell_registrants"]


class SolvedForm(forms.Form):
    helped = forms.ChoiceField(
        choices=[
            ("spare_key", _("別のカードキーや番号で開いた")),
            ("battery", _("外から電池を当てて開いた")),
            ("another_resident", _("同居の方が開けた")),
            ("management", _("管理会社が対応した")),
        ]
    )


class CallBackForm(forms.Form):
    number = PhoneField(label=_("折り返す番号"), required=False)


class DeclineForm(forms.Form):
    words_told = words_field(
        _("お伝えした言葉"), most=1000, rows=3, needed=_("お伝えした言葉を残してください。")
    )
