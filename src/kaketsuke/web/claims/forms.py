"""What the claims desk's forms accept; nothing that decides money has a default."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaketsuke.web.acts import day_field
from kaketsuke.web.claims import words
from kaketsuke.web.fields import OurForm, WordsField, YenField

YES_NO = [("yes", _("はい")), ("no", _("いいえ"))]
# What is chosen among are names, written as they are in every language.
NAMES = forms.Select(attrs={"lang": "ja"})
CHOOSE = {"required": _("どれかを選んでください。")}


class ReasonForm(OurForm):
    words = WordsField(
        label=_("理由"),
        max_length=2000,
        error_messages={"required": _("理由を書いてください。")},
    )


class NewClaimForm(OurForm):
    """What was harmed, and when."""

    harm = forms.ChoiceField(
        label=_("損害の種類"),
        widget=forms.RadioSelect,
        choices=list(words.HARMS.items()),
        error_messages={"required": _("損害の種類を選んでください。")},
    )
    words = WordsField(
        label=_("どのような損害か"),
        max_length=2000,
        rows=5,
        error_messages={"required": _("どのような損害かを書いてください。")},
    )
    occurred_on = day_field(_("起きた日"))
    known_on = day_field(_("気づいた日"))


class DeskClaimForm(NewClaimForm):
    channel = forms.ChoiceField(
        label=_("受けた方法"),
        choices=[(key, words.CHANNELS[key]) for key in ("phone", "paper")],
    )


class EvidenceForm(OurForm):
    file = forms.FileField(
        label=_("写真か PDF"),
        help_text=_(
            "JPEG・PNG・WebP の写真、または PDF。一つ 10 MB までです。"
            "写真に記録された日時や場所も、証拠としてそのまま保存します。"
        ),
        widget=forms.ClearableFileInput(
            attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}
        ),
        error_messages={
            "required": _("ファイルを選んでください。"),
            "empty": _("ファイルが空です。もう一度選んでください。"),
        },
    )


class DecisionForm(OurForm):
    """The decision: a person says the cause, the link, the degree and why; the rule computes.

    What is asked only with one cause is not required here: the service asks for it by its field.
    """

    damage_yen = YenField(label=_("損害の額（円）"), least=0)
    caused_by = forms.ChoiceField(
        label=_("だれによる損害か"),
        widget=forms.RadioSelect,
        choices=list(words.CAUSES.items()),
        error_messages=CHOOSE,
    )
    connected = forms.ChoiceField(
        label=_("開錠等作業と関わりがあるか（業務委託先のとき）"),
        widget=forms.RadioSelect,
        choices=YES_NO,
        required=False,
    )
    fault = forms.ChoiceField(
        label=_("過失の程度（業務委託先のとき）"),
        widget=forms.RadioSelect,
        choices=list(words.FAULTS.items()),
        required=False,
        help_text=_("選ばないまま軽過失とみなすことはありません。"),
    )
    firm = forms.ChoiceField(
        label=_("責任のある業務委託先（業務委託先のとき）"), required=False, widget=NAMES
    )
    area_event = forms.ChoiceField(
        label=_("不可抗力の事象（不可抗力のとき）"), required=False, widget=NAMES
    )
    words = WordsField(
        label=_("判断の理由"),
        max_length=2000,
        rows=5,
        error_messages={"required": _("判断の理由を書いてください。")},
    )

    def __init__(
        self,
        *args: Any,
        firms: list[tuple[str, str]],
        events: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        """Offer the firms of the chain and the events over the building."""
        super().__init__(*args, **kwargs)
        nobody = ("", _("選んでください"))
        for name, choices in (("firm", firms), ("area_event", events)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = [nobody, *choices]


class PaymentForm(OurForm):
    amount_yen = YenField(label=_("お支払いした額（円）"))
    method = forms.ChoiceField(
        label=_("方法"),
        widget=forms.RadioSelect,
        choices=list(words.METHODS.items()),
        error_messages=CHOOSE,
    )
    paid_on = day_field(_("お支払いした日"))


class DaysForm(ReasonForm):
    """When the harm was done and became known, as it was after all."""

    occurred_on = day_field(_("起きた日"))
    known_on = day_field(_("気づいた日"))
    field_order = ("occurred_on", "known_on", "words")


class RecourseForm(ReasonForm):
    kind = forms.ChoiceField(
        label=_("種類"),
        widget=forms.RadioSelect,
        choices=[(key, words.RECOURSE[key]) for key in ("received", "waived")],
        error_messages=CHOOSE,
    )
    amount_yen = YenField(label=_("額（円）"))
    field_order = ("kind", "amount_yen", "words")


class CreditorForm(OurForm):
    former = forms.ChoiceField(label=_("これまでの債権者"), widget=NAMES, error_messages=CHOOSE)
    new_creditor = forms.CharField(
        label=_("新しい債権者（法人名）"),
        max_length=80,
        widget=forms.TextInput(attrs={"lang": "ja"}),
        error_messages={"required": _("新しい債権者の名称を入力してください。")},
    )
    amount_yen = YenField(label=_("債権の額（円）"))
    assigned_on = day_field(_("譲渡の日"))

    def __init__(self, *args: Any, owners: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the company and the owners of the building; nobody else's claims are assigned."""
        super().__init__(*args, **kwargs)
        former = self.fields["former"]
        assert isinstance(former, forms.ChoiceField)  # noqa: S101 - declared above
        former.choices = [("", _("選んでください")), ("company", _("運営会社")), *owners]
