"""What the desk is asked for each thing that it may do with a case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kaketsuke.web.console.forms import ReasonForm


class NothingForm(forms.Form):
    """A step that needs nothing more."""


class ResumeForm(ReasonForm):
    attendant = forms.ChoiceField(
        label=_("いま立ち会っている方"),
        widget=forms.RadioSelect,
        choices=[
            ("same", _("前と同じ方")),
            ("changed", _("別の方に変わった（確認は初めから）")),
        ],
        error_messages={"required": _("作業員か立ち会う方に確かめて、どちらかを選んでください。")},
    )
    technician_changed = forms.BooleanField(label=_("作業員が変わった"), required=False)


class HeardForm(ReasonForm):
    version = forms.ChoiceField(
        label=_("承知している見積り"),
        widget=forms.RadioSelect,
        error_messages={"required": _("どの見積りまで承知しているかを選んでください。")},
    )
    breaking = forms.ChoiceField(
        label=_("壊して開けること"),
        widget=forms.RadioSelect,
        choices=[("yes", _("承知している")), ("no", _("承知していない"))],
        error_messages={"required": _("承知しているかを選んでください。")},
    )


class EndForm(ReasonForm):
    door_state = forms.ChoiceField(
        label=_("ドアの状態"),
        choices=[
            ("locked", _("閉まっていて、鍵がかかっている")),
            ("closed", _("閉まっているが、鍵はかかっていない")),
            ("open", _("開いている")),
        ],
    )


class TechnicianForm(forms.Form):
    technician = forms.ChoiceField(
        label=_("電話で引き受けた作業員"),
        error_messages={"required": _("電話で引き受けた作業員を選んでください。")},
    )


class PreventedForm(ReasonForm):
    area_event = forms.ChoiceField(
        label=_("地域の事象"),
        error_messages={"required": _("地域の事象を選んでください。")},
    )
    people_told = forms.BooleanField(
        label=_("お待ちの方へお知らせした"),
        error_messages={"required": _("お待ちの方へお知らせしてから選んでください。")},
    )


class AttendantForm(forms.Form):
    attendant = forms.ChoiceField(label=_("新しく立ち会う方"))
