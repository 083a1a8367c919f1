"""What the privacy desk's forms accept."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts import queries as account_queries
from kaketsuke.web.console.forms import PhoneField
from kaketsuke.web.privacy import words


class NewRequestForm(forms.Form):
    """A request that reached us by telephone, post or at a counter."""

    kind = forms.ChoiceField(
        label=_("求めの種類"), widget=forms.RadioSelect, choices=list(words.KINDS.items())
    )
    channel = forms.ChoiceField(
        label=_("受けた方法"),
        widget=forms.RadioSelect,
        choices=[(each, words.CHANNELS[each]) for each in ("phone", "post", "counter")],
    )
    phone = PhoneField(
        label=_("ご本人の電話番号"),
        help_text=_(
            "登録のある番号ならその方についての求めになります。登録がなくても、お電話の記録を探せます。"
        ),
        error_messages={"required": _("電話番号を入力してください。")},
    )
    applicant = forms.CharField(label=_("求めた方のお名前"), max_length=60, required=False)
    by_agent = forms.BooleanField(label=_("代理人からの求め"), required=False)
    words = forms.CharField(
        label=_("お求めの内容"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CheckForm(forms.Form):
    """By what the applicant was identified; nothing of a document is copied."""

    how = forms.ChoiceField(
        label=_("本人確認の方法"),
        widget=forms.RadioSelect,
        choices=[(each, words.HOW[each]) for each in ("document", "call_back", "seal")],
    )
    agent_authority = forms.CharField(
        label=_("代理の権限を示す書類"),
        help_text=_("例: 委任状、登記事項証明書。番号は書きません。"),
        max_length=80,
        required=False,
    )


class DecideForm(forms.Form):
    reasons = forms.CharField(
        label=_("判断の理由"),
        help_text=_("ご本人への回答に、そのまま載ります。"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("判断の理由を書いてください。ご本人へそのままお伝えします。")
        },
    )


class CorrectForm(forms.Form):
    """The name as it should stand; what is left as it was is not changed."""

    family = forms.CharField(label=_("姓"), max_length=40)
    given = forms.CharField(label=_("名"), max_length=40)
    kana = forms.CharField(label=_("カナ"), max_length=80, required=False)
    romaji = forms.CharField(label=_("ローマ字"), max_length=80, required=False)
    phone = PhoneField(
        label=_("電話番号"), required=False, help_text=_("替えるときだけ入力してください。")
    )

    def names(self) -> dict[str, str]:
        """Return the parts of the name."""
        kept: dict[str, Any] = self.cleaned_data
        return {each: kept[each] for each in ("family", "given", "kana", "romaji")}


class IncidentForm(forms.Form):
    """What is known at the moment; anybody may fill it in."""

    kind = forms.ChoiceField(
        label=_("種類"), widget=forms.RadioSelect, choices=list(words.INCIDENT_KINDS.items())
    )
    known_at = forms.DateTimeField(
        label=_("知った日時"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    outline = forms.CharField(
        label=_("何が起きたか"),
        help_text=_("分かっていることだけで構いません。あとから書き足せます。"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ItemsForm(forms.Form):
    """The nine items of the report."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """One field an item, none required: a report is written piece by piece."""
        super().__init__(*args, **kwargs)
        for name, label in words.INCIDENT_ITEMS.items():
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )


class AffectedForm(forms.Form):
    """Whose looks, and in which time."""

    account = forms.CharField(
        label=_("アカウントのサインイン名"),
        help_text=_("この期間にこのアカウントが見た方を、閲覧の記録から数えます。"),
        max_length=150,
        error_messages={"required": _("だれの閲覧を数えるか、サインイン名を入力してください。")},
    )
    since = forms.DateTimeField(
        label=_("いつから"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    until = forms.DateTimeField(
        label=_("いつまで"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )

    def clean_account(self) -> uuid.UUID:
        """Return whose looks are counted."""
        account = account_queries.account_named(self.cleaned_data["account"].strip())
        if account is None:
            raise forms.ValidationError(_("このサインイン名のアカウントはありません。"))
        return account.pk

    def clean(self) -> dict[str, Any]:
        """Refuse a time that ends before it begins."""
        given = super().clean() or {}
        if given.get("since") and given.get("until") and given["until"] <= given["since"]:
            self.add_error("until", _("「いつから」より後の日時にしてください。"))
        return given


class ProcessorForm(forms.Form):
    """A processor with how it was chosen and its contract."""

    name = forms.CharField(label=_("委託先の名前"), max_length=80)
    role = forms.CharField(label=_("任せること"), max_length=80)
    items = forms.MultipleChoiceField(
        label=_("扱う項目"),
        choices=[(each, words.ITEMS[each]) for each in ("name", "room", "phone", "email", "visit")],
        widget=forms.CheckboxSelectMultiple,
    )
    selection = forms.CharField(label=_("選んだ理由"), max_length=200)
    contract_reference = forms.CharField(label=_("契約番号"), max_length=60)
    until = forms.DateField(
        label=_("契約の終わり"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class LookForm(forms.Form):
    """Whom to look at outside any case, and why."""

    phone = PhoneField(label=_("登録の電話番号"))
    reason = forms.CharField(
        label=_("必要な理由"),
        help_text=_("翌日までに、別の担当が読みます。"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
