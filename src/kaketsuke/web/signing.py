"""A form that asks for a signature on glass, or for the spoken word of who cannot write.

Show it with `components/signature.html`; `signature.js` keeps the strokes in the hidden field.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.database.refusals import Refusal
from kaketsuke.onsite import signatures

NAME = _("ご署名")


class SignatureField(forms.CharField):
    """Strokes as JSON; clean data are a `signatures.Drawn`, or None where nothing was drawn."""

    def __init__(self, *, label: StrOrPromise = NAME, **kept: Any) -> None:
        """A signature is asked by the form, which knows of the spoken word."""
        super().__init__(label=label, required=False, widget=forms.HiddenInput, **kept)

    def clean(self, value: Any) -> Any:
        """Return what was drawn; say what is wrong with it."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return signatures.Drawn.read(text)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class SignedForm(forms.Form):
    """A signature, or the spoken word that the centre heard by telephone."""

    signature = SignatureField()
    spoken = forms.BooleanField(
        label=_("手で書けないため、センターへのお電話で同意をいただいた"), required=False
    )

    @property
    def drawn(self) -> signatures.Drawn | None:
        """Return the signature."""
        found: signatures.Drawn | None = self.cleaned_data.get("signature")
        return found

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        cleaned = super().clean() or {}
        asked = "signature" in self.errors or cleaned.get("signature") or cleaned.get("spoken")
        if not asked:
            self.add_error("signature", _("枠の中に指でご署名をお願いします。"))
        return cleaned
