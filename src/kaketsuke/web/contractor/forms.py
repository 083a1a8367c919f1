"""What a contractor's desk writes down."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from kaketsuke import clock, pictures
from kaketsuke.network import portraits
from kaketsuke.web.field import words
from kaketsuke.web.field.forms import choice

DATE = _("日付を選んでください。")
TIME = _("時刻を入れてください。")


class PassForm(forms.Form):
    reason = choice(_("できない理由"), words.PASS_REASONS)


class WithdrawForm(forms.Form):
    reason = choice(_("行けなくなった理由"), words.WITHDRAW_REASONS)


class ShiftForm(forms.Form):
    """From when until when; an end that is not later than the beginning is on the next day."""

    day = forms.DateField(
        label=_("日付"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": DATE, "invalid": DATE},
    )
    begins = forms.TimeField(
        label=_("勤務の始まり"),
        widget=forms.TimeInput(attrs={"type": "time"}),
        error_messages={"required": TIME, "invalid": TIME},
    )
    ends = forms.TimeField(
        label=_("勤務の終わり"),
        help_text=_("始まりより前の時刻は、翌日の時刻として入れます。"),
        widget=forms.TimeInput(attrs={"type": "time"}),
        error_messages={"required": TIME, "invalid": TIME},
    )

    def span(self) -> tuple[datetime, datetime]:
        """Return the two moments, in Tokyo."""
        day: date = self.cleaned_data["day"]
        begins: time = self.cleaned_data["begins"]
        ends: time = self.cleaned_data["ends"]
        last = day if ends > begins else day + timedelta(days=1)
        return (
            datetime.combine(day, begins, tzinfo=clock.TOKYO),
            datetime.combine(last, ends, tzinfo=clock.TOKYO),
        )

    def refuse_past(self, *, now: datetime) -> bool:
        """Add an error where the shift would be over already; return whether it may be kept."""
        if self.is_valid() and self.span()[1] <= now:
            self.add_error("ends", _("これからの勤務を入れてください。"))
        return not self.errors


class PapersForm(forms.Form):
    prefix = "papers"  # two forms stand on one page

    until = forms.DateField(
        label=_("書類の期限"),
        help_text=_("確かめた書類に書かれている日付を入れます。"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": DATE, "invalid": DATE},
    )


class PortraitForm(forms.Form):
    prefix = "portrait"

    file = forms.FileField(
        label=_("顔写真"),
        help_text=_("制服で正面を向いた写真を選びます。真ん中を正方形に切り取ります。"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={
            "required": _("写真を選んでください。"),
            "empty": portraits.UNREADABLE,
        },
    )

    @property
    def picture_file(self) -> bytes:
        """Return what was sent, undecoded; one byte past the limit is enough to refuse it."""
        return bytes(self.cleaned_data["file"].read(pictures.MOST_BYTES + 1))
