"""What the office does to a contract (覚書) at a building: change, end, approve beforehand."""

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from kaketsuke.parties import registry
from kaketsuke.parties import services as party_services
from kaketsuke.residents import services as resident_services
from kaketsuke.web.acts import Act, ActForm, moment_field
from kaketsuke.web.permission import PageRequest

# A form that was open for a while still means "now".
STILL_NOW = timedelta(minutes=10)


class MomentForm(ActForm):
    at = moment_field(_("いつから"), help_text=_("この時刻ちょうどから変わります。"))
    document_reference = forms.CharField(label=_("書面の番号"), max_length=60)

    def clean_at(self) -> Any:
        """People are told beforehand: an end that lies in the past would surprise them."""
        at = self.cleaned_data["at"]
        if at < self.request.now - STILL_NOW:
            raise forms.ValidationError(_text("いまより後の日時にしてください。"))
        return at

    def prepare(self) -> None:
        """Begin with the next full hour."""
        hour = self.request.now.replace(minute=0, second=0, microsecond=0)
        self.fields["at"].initial = hour + timedelta(hours=1)


class AmendForm(MomentForm):
    service_continues = forms.TypedChoiceField(
        label=_("このサービスは続きますか"),
        choices=[("yes", _("続きます")), ("no", _("終わります"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


class ApprovalForm(ActForm):
    lock_model = forms.CharField(
        label=_("ロックの機種"), max_length=40, help_text=_("登録のある機種の名前のとおりに。")
    )

    def prepare(self) -> None:
        """Name the models that are on record."""
        models = _text("、").join(registry.lock_models()[:20])
        if models:
            self.fields["lock_model"].help_text = _text("登録のある機種: %(models)s") % {
                "models": models
            }


def _end(request: PageRequest, cover: Any, given: dict[str, Any]) -> None:
    resident_services.end_cover(
        cover.pk,
        at=given["at"],
        document_reference=given["document_reference"],
        recorded_by_id=request.viewer.user_id,
        now=request.now,
    )


def _amend(request: PageRequest, cover: Any, given: dict[str, Any]) -> None:
    if not given["service_continues"]:
        resident_services.end_cover(
            cover.pk,
            at=given["at"],
            service_removed=True,
            document_reference=given["document_reference"],
            recorded_by_id=request.viewer.user_id,
            now=request.now,
        )
        return
    party_services.amend_contract(
        cover.pk,
        at=given["at"],
        service_continues=True,
        document_reference=given["document_reference"],
        recorded_by_id=request.viewer.user_id,
        now=request.now,
    )


def _approve(request: PageRequest, cover: Any, given: dict[str, Any]) -> None:
    party_services.approve_breaking(
        cover.contract, lock_model=given["lock_model"], from_=request.now
    )


def _withdraw(request: PageRequest, cover: Any, given: dict[str, Any]) -> None:
    for each in cover.contract.standing_approvals.filter(
        lock_model=given["lock_model"].strip(), valid__contains=request.now
    ):
        party_services.withdraw_breaking_approval(each.pk, now=request.now)


ACTS: Final[dict[str, Act[Any]]] = {
    "amend": Act(
        title=_("覚書の変更を記録"),
        intro=_("変更しても、このサービスが続くことも、終わることもあります。どちらかを選びます。"),
        submit=_("変更を記録する"),
        said=_("変更を記録しました。"),
        form=AmendForm,
        run=_amend,
        icon="file-pen-line",
    ),
    "end": Act(
        title=_("覚書を終える"),
        intro=_(
            "その時刻より前に受け付けた案件は、最後まで行います。"
            "登録のある方には、終わることをお知らせします。"
        ),
        submit=_("この日時で終える"),
        said=_("覚書の終わりを記録しました。登録のある方へのお知らせを始めます。"),
        form=MomentForm,
        run=_end,
        icon="file-x",
    ),
    "approve": Act(
        title=_("破壊の事前承認"),
        intro=_("この覚書のもとで、この機種のロックは、壊して開けることをあらかじめ承認します。"),
        submit=_("承認を記録する"),
        said=_("事前承認を記録しました。"),
        form=ApprovalForm,
        run=_approve,
        icon="hammer",
    ),
    "withdraw": Act(
        title=_("事前承認をやめる"),
        submit=_("やめる"),
        said=_("事前承認をやめました。"),
        form=ApprovalForm,
        run=_withdraw,
        icon="x",
    ),
}
