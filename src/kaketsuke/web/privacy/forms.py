"""What the forms about a request and an incident accept."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts import queries as account_queries
from kaketsuke.parties import queries as party_queries
from kaketsuke.privacy.services.looks import MIN_REASON
from kaketsuke.web.acts import moment_field
from kaketsuke.web.console.forms import PhoneField
from kaketsuke.web.fields import LineField, words_field
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.privacy import words
from kaketsuke.web.privacy.finding import NobodyMeant, SeveralMeant, person_of

WHICH_COMPANY = _("会社を選んでください。")
SAY_HOW = _("本人確認の方法を選んでください。")


def company_field(company_ids: frozenset[uuid.UUID] | set[uuid.UUID]) -> forms.ChoiceField:
    """Return the choice of one of these companies, by name; of several none is taken by a slip."""
    named = sorted((party_queries.company(each).name, str(each)) for each in company_ids)
    offered = [(each, name) for name, each in named]
    return forms.ChoiceField(
        label=_("会社"),
        choices=[("", _("選んでください")), *offered],
        error_messages={"required": WHICH_COMPANY, "invalid_choice": WHICH_COMPANY},
    )


class NewRequestForm(forms.Form):
    """A request that reached us by telephone, post or at a counter.

    After `is_valid`, `person_id` is the registered person meant, or None for somebody who never
    registered, and `company_id` the company that answers.
    """

    kind = forms.ChoiceField(
        label=_("求めの種類"),
        widget=forms.RadioSelect,
        choices=list(words.KINDS.items()),
        error_messages={"required": _("求めの種類を選んでください。")},
    )
    channel = forms.ChoiceField(
        label=_("受けた方法"),
        widget=forms.RadioSelect,
        choices=[(each, words.CHANNELS[each]) for each in ("phone", "post", "counter")],
        error_messages={"required": _("受けた方法を選んでください。")},
    )
    phone = PhoneField(
        label=_("ご本人の電話番号"),
        help_text=_(
            "登録のある番号ならその方についての求めになります。登録がなくても、お電話の記録を探せます。"
        ),
        error_messages={"required": _("電話番号を入力してください。")},
    )
    name = forms.CharField(
        label=_("ご本人のお名前"),
        required=False,
        max_length=60,
        help_text=_("同じ番号の方が複数いるときに入力してください。"),
    )
    by_agent = forms.BooleanField(label=_("代理人からの求め"), required=False)
    applicant = forms.CharField(label=_("求めた方のお名前"), max_length=60, required=False)
    words = words_field(_("お求めの内容"), most=2000, required=False)

    def __init__(self, request: PageRequest) -> None:
        """Ask for the company only of a desk that serves several."""
        super().__init__(request.POST if request.method == "POST" else None)
        self.request = request
        companies = request.viewer.company_ids
        if len(companies) > 1:
            self.fields["company"] = company_field(companies)
            self.fields["company"].required = False
            self.fields["company"].help_text = _(
                "登録のある方の求めは、登録のある会社で受けます。登録のない方のときに選んでください。"
            )

    def clean(self) -> dict[str, Any]:
        """Find whose data are meant; an agent says who they are."""
        given = super().clean() or {}
        given["person_id"], given["company_id"] = None, None
        if given.get("by_agent") and not given.get("applicant", "").strip():
            self.add_error("applicant", _("代理人のお名前を入力してください。"))
        if not given.get("phone"):
            return given
        try:
            given["person_id"] = person_of(self.request, given["phone"], given.get("name", ""))
        except NobodyMeant:
            given["company_id"] = self._company(given)
        except SeveralMeant as refusal:
            self.add_error("name", str(refusal))
        return given

    def _company(self, given: dict[str, Any]) -> uuid.UUID | None:
        """Return the company that answers somebody who never registered."""
        if "company" not in self.fields:
            return min(self.request.viewer.company_ids)
        if not given.get("company"):
            self.add_error("company", _("登録のない番号です。受け付ける会社を選んでください。"))
            return None
        return uuid.UUID(given["company"])


class CheckForm(forms.Form):
    """By what the applicant was identified; nothing of a document is copied."""

    how = forms.ChoiceField(
        label=_("本人確認の方法"),
        widget=forms.RadioSelect,
        choices=[(each, words.HOW[each]) for each in ("document", "call_back", "seal")],
        error_messages={"required": SAY_HOW, "invalid_choice": SAY_HOW},
    )
    agent_authority = forms.CharField(
        label=_("代理の権限を示す書類"),
        help_text=_("例: 委任状、登記事項証明書。番号は書きません。"),
        max_length=80,
        error_messages={"required": _("代理の権限を示す書類の種類を書いてください。")},
    )

    def __init__(self, *args: Any, by_agent: bool, **kwargs: Any) -> None:
        """Ask for the authority only of an agent."""
        super().__init__(*args, **kwargs)
        if not by_agent:
            del self.fields["agent_authority"]


class DecideForm(forms.Form):
    reasons = words_field(
        _("判断の理由"),
        most=2000,
        needed=_("判断の理由を書いてください。ご本人へそのままお伝えします。"),
        help_text=_("ご本人への回答に、そのまま載ります。"),
    )


class CorrectForm(forms.Form):
    """The name as it should stand; what is left as it was is not changed."""

    family = forms.CharField(
        label=_("姓"),
        max_length=40,
        error_messages={"required": _("姓を入力してください。")},
    )
    given = forms.CharField(
        label=_("名"),
        max_length=40,
        error_messages={"required": _("名を入力してください。")},
    )
    kana = forms.CharField(label=_("カナ"), max_length=80, required=False)
    romaji = forms.CharField(label=_("ローマ字"), max_length=80, required=False)
    phone = PhoneField(
        label=_("電話番号"), required=False, help_text=_("替えるときだけ入力してください。")
    )

    def names(self) -> dict[str, str]:
        """Return the parts of the name."""
        kept: dict[str, Any] = self.cleaned_data
        return {each: kept[each] for each in ("family", "given", "kana", "romaji")}


class ClassForm(forms.Form):
    """Of what class an incident is, as far as is known."""

    kind = forms.ChoiceField(
        label=_("種類"),
        widget=forms.RadioSelect,
        choices=list(words.INCIDENT_KINDS.items()),
        error_messages={
            "required": _("種類を選んでください。分からないときは「その他」にします。")
        },
    )


class IncidentForm(ClassForm):
    """What is known at the moment; anybody may fill it in."""

    known_at = moment_field(_("知った日時"))
    outline = words_field(
        _("何が起きたか"),
        most=2000,
        rows=5,
        needed=_("何が起きたかを書いてください。分かっていることだけで構いません。"),
        help_text=_("分かっていることだけで構いません。あとから書き足せます。"),
    )

    def __init__(
        self, *args: Any, now: datetime, company_ids: set[uuid.UUID], **kwargs: Any
    ) -> None:
        """Ask for the company only of whoever works for several."""
        super().__init__(*args, **kwargs)
        self.now = now
        if len(company_ids) > 1:
            self.fields = {"company": company_field(company_ids), **self.fields}

    def clean_known_at(self) -> datetime:
        """Nothing is known before it is."""
        at: datetime = self.cleaned_data["known_at"]
        if at > self.now:
            raise forms.ValidationError(_("知った日時は、いまより前にしてください。"))
        return at


class ItemsForm(forms.Form):
    """The nine items of the report."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """One field an item, none required: a report is written piece by piece."""
        super().__init__(*args, **kwargs)
        for name, label in words.INCIDENT_ITEMS.items():
            self.fields[name] = words_field(label, most=2000, rows=2, required=False)


class AffectedForm(forms.Form):
    """Whose looks, and in which time."""

    account = LineField(
        label=_("アカウントのサインイン名"),
        help_text=_("この期間にこのアカウントが見た方を、閲覧の記録から数えます。"),
        max_length=150,
        error_messages={"required": _("だれの閲覧を数えるか、サインイン名を入力してください。")},
    )
    since = moment_field(_("いつから"))
    until = moment_field(_("いつまで"))

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


class LookForm(forms.Form):
    """Whom to look at outside any case, and why."""

    phone = PhoneField(
        label=_("登録の電話番号"),
        error_messages={"required": _("電話番号を入力してください。")},
    )
    reason = words_field(
        _("必要な理由"),
        most=400,
        rows=3,
        needed=_("なぜ必要かを、あとから読む人に分かるように書いてください。"),
        help_text=_("翌日までに、別の担当が読みます。"),
    )

    def clean_reason(self) -> str:
        """A word or two explain nothing to whoever reads it the next day."""
        reason: str = self.cleaned_data["reason"]
        if len(reason) < MIN_REASON:
            raise forms.ValidationError(
                _("なぜ必要かを、あとから読む人に分かるように、10 文字以上で書いてください。")
            )
        return reason


class NoteForm(forms.Form):
    """What was found of an unusual look-up."""

    note = words_field(
        _("分かったこと"),
        most=2000,
        rows=3,
        needed=_("何が分かったかを書いてください。"),
        help_text=_("だれに、何を確かめたか。監査の担当も読みます。"),
    )
