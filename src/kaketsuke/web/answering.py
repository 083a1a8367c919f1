"""The payer's answer to an estimate as pages ask it: the sheet, and on a strange phone a signature.

The same form serves the resident's own page and the technician's screen.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kaketsuke.database.refusals import Refusal
from kaketsuke.money import signing
from kaketsuke.money.signing import Signed
from kaketsuke.web.signing import SignatureField

SHEETS = (
    ("electronic", _("この画面の PDF で受け取ります（電子で受け取ることに同意します）")),
    ("paper", _("作業員から紙で受け取りました")),
)
CHOOSE = _("書面の受け取り方を選んでください。")
SIGN_OR_TYPE = _("ご署名か、お名前と確認コードの入力をお願いします。")


class AnswerForm(forms.Form):
    """Approve or decline; whoever approves says how the paper was received."""

    answer = forms.ChoiceField(
        choices=(("approve", "approve"), ("decline", "decline")), widget=forms.HiddenInput
    )
    sheet = forms.ChoiceField(
        label=_("契約の書面の受け取り方"),
        choices=SHEETS,
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    # The server's sentence under the field is clearer than a browser's bubble.
    use_required_attribute = False

    @property
    def approved(self) -> bool:
        """Return whether the payer agreed."""
        return bool(self.cleaned_data.get("answer") == "approve")

    def clean(self) -> dict[str, Any]:
        """Ask for the paper only of who approves."""
        cleaned = super().clean() or {}
        if cleaned.get("answer") == "decline":
            self.errors.pop("sheet", None)
            cleaned["sheet"] = ""
        return cleaned


class SignedAnswerForm(AnswerForm):
    """On the technician's screen: drawn, or the name and the code beside the total."""

    signature = SignatureField(label=_("お客さまのご署名"))
    typed_name = forms.CharField(
        label=_("お名前"),
        max_length=signing.LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    code = forms.CharField(
        label=_("確認コード（合計の下の 4 桁）"),
        max_length=8,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *given: Any, estimate_id: UUID, **kept: Any) -> None:
        """Know the version that is answered: the code is its own."""
        super().__init__(*given, **kept)
        self.estimate_id = estimate_id
        self.signed: Signed | None = None

    def clean(self) -> dict[str, Any]:
        """Take the drawing, or else name and code."""
        cleaned = super().clean() or {}
        if cleaned.get("answer") != "approve":
            return cleaned
        if drawn := cleaned.get("signature"):
            self.signed = Signed("drawn", drawn.to_text())
        elif cleaned.get("typed_name") or cleaned.get("code"):
            self._take_typed(cleaned)
        elif "signature" not in self.errors:
            self.add_error("signature", SIGN_OR_TYPE)
        return cleaned

    def _take_typed(self, cleaned: dict[str, Any]) -> None:
        try:
            self.signed = signing.by_name(
                cleaned.get("typed_name", ""), cleaned.get("code", ""), estimate_id=self.estimate_id
            )
        except Refusal as refusal:
            self.add_error("code", str(refusal))
