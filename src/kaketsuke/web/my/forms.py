"""What my page asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kaketsuke.people import normalise
from kaketsuke.web.fields import LineField, words_field
from kaketsuke.web.join.forms import LANGUAGES, NEEDED, folded


class ReachedForm(forms.Form):
    """A phone number or an e-mail address, whichever was typed."""

    reached = LineField(
        label=_("電話番号かメールアドレス"),
        max_length=120,
        help_text=_("ご登録の番号かアドレスに、確認コードをお送りします。"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        error_messages={"required": NEEDED},
    )

    @property
    def kind(self) -> str:
        """Return which of the two it is."""
        return "email" if "@" in self.cleaned_data["reached"].replace("＠", "@") else "phone"


class WhoForm(forms.Form):
    """Who of those behind one number is signing in."""

    who = forms.ChoiceField(
        label=_("どなたですか"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("一つ選んでください。"),
            "invalid_choice": _("一つ選んでください。"),
        },
    )

    def __init__(self, *args: object, people: list[tuple[str, str]], **kwargs: object) -> None:
        """Offer these people."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as it came
        self.fields["who"].choices = people  # type: ignore[attr-defined]  # a ChoiceField


class FirstForm(forms.Form):
    """Who signs in with a number that was only written down for them at a desk."""

    name = folded(
        _("お名前（姓と名）"),
        normalise.name,
        autocomplete="name",
        help_text=_("例: 佐藤 花子"),
        longest=80,
    )
    room = folded(_("お部屋番号"), str.strip, longest=20)


class NameForm(forms.Form):
    """One's own name, written right."""

    family = folded(_("姓"), normalise.name, autocomplete="family-name")
    given = folded(_("名"), normalise.name, autocomplete="given-name")
    kana = folded(_("フリガナ"), normalise.kana, required=False, longest=60)
    romaji = folded(_("ローマ字のお名前"), normalise.romaji, required=False, lang="en", longest=60)
    language = forms.ChoiceField(
        label=_("お知らせの言葉"), choices=LANGUAGES, widget=forms.RadioSelect
    )


class EndForm(forms.Form):
    """Why a registration ends."""

    reason = forms.ChoiceField(
        label=_("理由"),
        choices=[("moved_out", _("引っ越しました")), ("withdrawn", _("サービスをやめます"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("一つ選んでください。")},
    )


class DataRequestForm(forms.Form):
    """What the person asks about their own data (4.10)."""

    kind = forms.ChoiceField(
        label=_("求めること"),
        choices=[
            ("disclosure", _("開示: 持っている情報を知りたい")),
            ("correction", _("訂正: 間違いを直してほしい")),
            ("stop", _("利用停止: 使うのをやめてほしい")),
            ("deletion", _("削除: 消してほしい")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("一つ選んでください。"),
            "invalid_choice": _("一つ選んでください。"),
        },
    )
    words = words_field(_("くわしいこと"), most=400, rows=3, required=False)
