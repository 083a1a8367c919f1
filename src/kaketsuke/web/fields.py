"""Fields that read what people really type: amounts in any width, long words without a cut."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.database.refusals import Refusal

# What PostgreSQL keeps as an integer ends at 2,147,483,647; nobody owes that here.
MOST_YEN = 1_000_000_000
_AROUND_AN_AMOUNT = str.maketrans("", "", ",、 \u3000¥円")


TOO_LONG = _("%(limit_value)d 文字までです（いま %(show_value)d 文字）。短くしてください。")


class YenField(forms.IntegerField):
    """An amount in whole yen: full-width digits, commas and a yen sign are read as they are meant.

    A number box of the browser would refuse all of these without a word, so it is a text box.
    """

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input figures"}
    )
    default_error_messages = {
        "required": _("金額を入力してください。"),
        "invalid": _("金額は、5000 のように円の整数で入力してください。"),
    }

    def __init__(
        self, *, label: StrOrPromise, least: int = 1, most: int = MOST_YEN, **kept: Any
    ) -> None:
        """Accept from `least` to `most`, a billion yen where nothing else is said."""
        self.least, self.most = least, most
        super().__init__(label=label, **kept)

    def prepare_value(self, value: Any) -> Any:
        """Show an amount as people read it; what was typed stays as it was typed."""
        return f"{value:,}" if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        """Return the amount, or nothing where it was left out."""
        text = unicodedata.normalize("NFKC", str(value or "")).translate(_AROUND_AN_AMOUNT)
        return super().to_python(text)

    def validate(self, value: Any) -> None:
        """Refuse what is too little or too much in words that say what is possible."""
        super().validate(value)
        if value is not None and not self.least <= value <= self.most:
            raise forms.ValidationError(
                _("%(least)s 円から %(most)s 円までの金額を入力してください。")
                % {"least": f"{self.least:,}", "most": f"{self.most:,}"}
            )


class LineField(forms.CharField):
    """A long line. A browser would cut what is pasted, without a word: it may not.

    What is too long is told under the field, and stays there.
    """

    default_error_messages = {"max_length": TOO_LONG}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave the length to the sentence under the field."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class WordsField(LineField):
    """Words of several lines."""

    def __init__(self, *, rows: int = 4, attrs: Mapping[str, Any] | None = None, **kept: Any):
        """Show so many rows at first."""
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, **(attrs or {})}), **kept)

    def to_python(self, value: Any) -> str:
        """Count a new line as one character, as people do."""
        return (super().to_python(value) or "").replace("\r\n", "\n")


def words_field(
    label: StrOrPromise, *, most: int, rows: int = 4, needed: StrOrPromise = "", **kept: Any
) -> WordsField:
    """Return a field for a text of at most so many letters; `needed` is said where it is empty."""
    said = {"required": needed} if needed else {}
    return WordsField(label=label, max_length=most, rows=rows, error_messages=said, **kept)


class OurForm(forms.Form):
    """A form whose errors stand under their fields in our words, not in the browser's bubble."""

    use_required_attribute = False


def refuse(form: forms.Form, refusal: Refusal, *, beside: str = "") -> None:
    """Show a refusal beside the field it speaks of, or beside another, or above the form."""
    field = refusal.field if refusal.field in form.fields else beside or None
    form.add_error(field, str(refusal))
