"""What the registration asks. Any width is read; only name and phone are needed (2.2)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.database.refusals import Refusal
from kaketsuke.people import normalise
from kaketsuke.residents.importing import dates
from kaketsuke.residents.services import Data

NEEDED = _("この項目を入力してください。")


class FoldedField(forms.CharField):
    """A text that is kept in one form, or refused with the sentence that says why."""

    def __init__(self, *args: Any, fold: Callable[[str], str], **kwargs: Any) -> None:
        """Take the way in which the text is folded."""
        self.fold = fold
        super().__init__(*args, **kwargs)

    def clean(self, value: Any) -> str:
        """Return the text in its one form; an empty one where none is needed."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return self.fold(text)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


def folded(
    label: StrOrPromise,
    fold: Callable[[str], str],
    *,
    autocomplete: str = "off",
    inputmode: str = "",
    lang: str = "",
    help_text: StrOrPromise = "",
    required: bool = True,
    longest: int = 40,
) -> FoldedField:
    """Return a field of one line that is read in any width."""
    attrs = {"autocomplete": autocomplete, "inputmode": inputmode, "lang": lang}
    return FoldedField(
        label=label,
        fold=fold,
        required=required,
        max_length=longest,
        help_text=help_text,
        widget=forms.TextInput(attrs={key: value for key, value in attrs.items() if value}),
        error_messages={"required": NEEDED},
    )


def phone_field(help_text: StrOrPromise = "") -> FoldedField:
    """Return a field for a number at which a person is reached."""
    return folded(
        _("電話番号"),
        normalise.phone,
        autocomplete="tel",
        inputmode="tel",
        help_text=help_text,
        longest=24,
    )


class DayField(forms.CharField):
    """A day in any width and form that people write; nothing where it was left out."""

    def clean(self, value: Any) -> Any:
        """Return the day."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return dates.day(text)
        except ValueError as error:
            raise forms.ValidationError(
                _("日付として読み取れません。2012-04-01 のように入力してください。")
            ) from error


class CodeForm(forms.Form):
    """The code of a letter."""

    code = forms.CharField(
        label=_("お手紙のコード"),
        max_length=40,
        help_text=_("例: ABCD-EFGH-JKLM。大文字・小文字、ハイフンの有無は問いません。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": NEEDED},
    )


class PostalForm(forms.Form):
    """Where the visitor lives, by postal code."""

    postal = forms.CharField(
        label=_("郵便番号"),
        max_length=12,
        help_text=_("例: 160-0023"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code"}),
        error_messages={"required": NEEDED},
    )


class HomeForm(forms.Form):
    """The building, of those of a postal code, and the room."""

    building = forms.ChoiceField(
        label=_("建物"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("建物を選んでください。"),
            "invalid_choice": _("建物を選んでください。"),
        },
    )
    room = forms.CharField(
        label=_("お部屋番号"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": NEEDED},
    )

    def __init__(self, *args: Any, buildings: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the buildings of the postal code."""
        super().__init__(*args, **kwargs)
        self.fields["building"].choices = buildings  # type: ignore[attr-defined]  # a ChoiceField


UNTICKED = _("登録するには、この項目への同意が必要です。")


def line(label: StrOrPromise) -> forms.BooleanField:
    """Return one line of consent: never ticked beforehand."""
    return forms.BooleanField(label=label, error_messages={"required": UNTICKED})


class ConsentForm(forms.Form):
    """Three lines of their own, and who registers."""

    who = forms.ChoiceField(
        label=_("登録する方"),
        choices=[
            ("adult", _("18 歳以上の本人")),
            ("minor", _("18 歳未満の方（保護者がいっしょに登録します）")),
        ],
        initial="adult",
        widget=forms.RadioSelect,
        error_messages={
            "required": _("一つ選んでください。"),
            "invalid_choice": _("一つ選んでください。"),
        },
    )
    terms = line(_("重要事項の内容を読み、承諾します。"))
    provision = line(_("登録した情報を、このサービスのためにオーナーへ提供することに同意します。"))
    assignment = line(
        _("オーナーと運営会社が、このサービスから生じる債権を第三者に譲渡することを承諾します。")
    )


class LinesForm(ConsentForm):
    """The three lines alone, for a newer version."""

    who = None  # type: ignore[assignment]  # Django's way to leave a field out


class PhoneForm(forms.Form):
    """Where a one-time code is sent."""

    phone = phone_field(_("携帯電話の番号を入力してください。SMS で確認コードをお送りします。"))


class OneTimeForm(forms.Form):
    """Six figures."""

    code = forms.CharField(
        label=_("確認コード（6 桁）"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "figures"}
        ),
        error_messages={"required": NEEDED},
    )


LANGUAGES = [("ja", "日本語"), ("en", "English")]
YES_NO = [("yes", _("はい")), ("no", _("いいえ（メッセージで連絡します）"))]


class DetailsForm(forms.Form):
    """The name, and what helps: only the name is needed."""

    family = folded(_("姓"), normalise.name, autocomplete="family-name")
    given = folded(_("名"), normalise.name, autocomplete="given-name")
    kana = folded(
        _("フリガナ"),
        normalise.kana,
        required=False,
        help_text=_("お電話で呼び間違えないために使います。"),
        longest=60,
    )
    romaji = folded(
        _("ローマ字のお名前"),
        normalise.romaji,
        required=False,
        lang="en",
        help_text=_("身分証がローマ字の方は入力してください。"),
        longest=60,
    )
    email = folded(
        _("メールアドレス"),
        normalise.email,
        required=False,
        autocomplete="email",
        inputmode="email",
        longest=120,
    )
    language = forms.ChoiceField(
        label=_("お知らせの言葉"), choices=LANGUAGES, initial="ja", widget=forms.RadioSelect
    )
    can_phone = forms.ChoiceField(
        label=_("お電話でお話しできますか"), choices=YES_NO, initial="yes", widget=forms.RadioSelect
    )

    @property
    def person(self) -> Data:
        """Return what was given of the person who registers."""
        said = self.cleaned_data
        return Data(
            said["family"],
            said["given"],
            kana=said["kana"],
            romaji=said["romaji"],
            email=said["email"],
            language=said["language"],
            can_phone=said["can_phone"] == "yes",
        )

    @property
    def minor(self) -> Data | None:
        """Return what was given of a minor beside."""
        return None


class GuardianForm(DetailsForm):
    """The guardian's data, and the name of the minor."""

    minor_family = folded(_("お子さまの姓"), normalise.name)
    minor_given = folded(_("お子さまの名"), normalise.name)
    minor_kana = folded(_("お子さまのフリガナ"), normalise.kana, required=False, longest=60)

    minor_born_on = DayField(
        label=_("お子さまの生年月日"),
        required=False,
        max_length=20,
        help_text=_(
            "例: 2012-04-01。18 歳になる日に、保護者の方の操作が終わります。その日だけを残します。"
        ),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    @property
    def minor(self) -> Data | None:
        """Return what was given of the minor."""
        said = self.cleaned_data
        return Data(
            said["minor_family"],
            said["minor_given"],
            kana=said["minor_kana"],
            language=said["language"],
        )
