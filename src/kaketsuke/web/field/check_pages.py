"""The pages of the check at the door: what each asks, in words."""

import unicodedata
from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.overview import field as field_overview
from kaketsuke.web.field import words
from kaketsuke.web.field.forms import choice


class CodeWordForm(forms.Form):
    code_word = choice(
        _("お客さまの言った合言葉は"), (("yes", _("同じ")), ("no", _("違う・言えない")))
    )


class WhoForm(forms.Form):
    role = choice(_("ドアの前にいるのはどなたですか"), words.ROLES)


class KindForm(forms.Form):
    kind = choice(_("見せていただいた身分証"), words.DOCUMENTS)


class KindAfterOpeningForm(forms.Form):
    kind = choice(
        _("見せていただいた身分証"),
        tuple(each for each in words.DOCUMENTS if each[0] != "locked_inside"),
    )


class ValidForm(forms.Form):
    has_photo = choice(_("顔写真がありますか"), words.YES_NO)
    expired = choice(_("有効期限が切れていますか"), words.YES_NO)


class NameForm(forms.Form):
    full_name = forms.CharField(
        label=_("身分証のお名前"),
        max_length=80,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
        ),
        error_messages={"required": _("身分証に書かれているお名前を、姓も名も入力してください。")},
    )

    def clean_full_name(self) -> str:
        """Refuse numbers: none may be written down (A1.2)."""
        typed: str = self.cleaned_data["full_name"]
        if field_overview.has_digits_in_a_row(typed):
            raise forms.ValidationError(
                _("番号は入力しないでください。控えることはできません。お名前だけを入力します。")
            )
        return typed


class NameOtherForm(forms.Form):
    again = choice(
        _("どうしますか"),
        (("again", _("入力し直す")), ("other", _("身分証のお名前は、登録と違います"))),
    )


class FaceForm(forms.Form):
    face = choice(_("写真の顔と、目の前の方の顔は同じですか"), words.YES_NO)


class AddressForm(forms.Form):
    address = choice(_("身分証の住所"), words.ADDRESS)


class CallBackForm(forms.Form):
    call_back = choice(
        _("登録のお電話への確認"),
        (("yes", _("番号を読み上げていただいた・センターが確かめた")), ("no", _("つながらない"))),
    )
    code = forms.CharField(
        label=_("読み上げられた 4 けたの番号"),
        help_text=_("センターが電話で確かめたときは空けておきます。"),
        required=False,
        max_length=8,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "figures"}
        ),
    )

    def clean_code(self) -> str:
        """Read digits of any width."""
        return unicodedata.normalize("NFKC", self.cleaned_data["code"]).strip()


class EmptyForm(forms.Form):
    pass


class LeftSafeForm(forms.Form):
    """With the door open a failed check leaves nobody inside and the door locked (A1.2.2)."""

    nobody_left_inside = forms.BooleanField(
        label=_("お部屋の中にどなたも残っていません"),
        error_messages={"required": _("中にどなたも残さないでください。")},
    )
    door_locked = forms.BooleanField(
        label=_("ドアを閉めて施錠しました"),
        error_messages={"required": _("ドアを閉めて施錠してください。")},
    )


@dataclass(frozen=True, slots=True)
class Page:
    """One question."""

    name: str
    title: StrOrPromise
    form: type[forms.Form]
    lead: StrOrPromise = ""
    button: StrOrPromise = field(default=_("次へ"))


PAGES = {
    page.name: page
    for page in (
        Page(
            "code_word",
            _("合言葉"),
            CodeWordForm,
            _("お客さまから先に言っていただきます。こちらからは言いません。"),
        ),
        Page(
            "code_word_wrong",
            _("合言葉が合いません"),
            EmptyForm,
            _(
                "お部屋番号とお客さまの画面をもう一度確かめてください。合わなければ作業はできません。"
            ),
            _("もう一度確かめます"),
        ),
        Page("who", _("立会い"), WhoForm, _("作業が終わるまで、ドアの前にいられる方です。")),
        Page(
            "kind",
            _("身分証の種類"),
            KindForm,
            _("番号は書かない・撮らない。手に持って見せていただきます。"),
        ),
        Page("valid", _("顔写真と期限"), ValidForm),
        Page(
            "name",
            _("お名前"),
            NameForm,
            _(
                "身分証のお名前を、姓も名も見たとおりに入力します。登録と同じか違うかだけが返り、入力は残りません。"
            ),
            _("照らし合わせます"),
        ),
        Page(
            "name_other",
            _("お名前が登録と違います"),
            NameOtherForm,
            _("漢字・かな・ローマ字のどれでも照らし合わせます。"),
        ),
        Page("face", _("お顔"), FaceForm, _("お名前は登録と同じでした。")),
        Page("address", _("ご住所"), AddressForm),
        Page(
            "call_back",
            _("登録のお電話へ確認"),
            CallBackForm,
            _(
                "登録のお電話に 4 けたの番号を送りました。目の前の方に読み上げていただきます。"
                "届かないときや電波がないときは、センターへお電話ください。センターが登録のお電話にかけて確かめます。"
            ),
        ),
        Page(
            "call_back_failed",
            _("お電話で確かめられません"),
            EmptyForm,
            _("このままでは作業を始められません。つながるまで待つか、責任者に相談してください。"),
            _("もう一度送ります"),
        ),
        Page("result", _("確認の結果"), EmptyForm),
    )
}
