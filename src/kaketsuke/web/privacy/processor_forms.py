"""Recording a processor: how it was chosen, its contract, and whose sub-contractor it is."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kaketsuke.privacy.queries import ProcessorRow
from kaketsuke.web.acts import day_field
from kaketsuke.web.fields import LineField
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.privacy import words
from kaketsuke.web.privacy.forms import company_field

ITEMS = ("name", "room", "phone", "email", "visit")


class ProcessorForm(forms.Form):
    """A processor with how it was chosen and its contract."""

    name = forms.CharField(
        label=_("委託先の名前"),
        max_length=80,
        error_messages={"required": _("委託先の名前を入力してください。")},
    )
    role = forms.CharField(
        label=_("任せること"),
        max_length=80,
        error_messages={"required": _("何を任せるかを書いてください。")},
    )
    country = forms.CharField(
        label=_("情報を扱う国"),
        max_length=40,
        initial="日本",
        error_messages={"required": _("国の名前を入力してください。")},
    )
    items = forms.MultipleChoiceField(
        label=_("扱う項目"),
        choices=[(each, words.ITEMS[each]) for each in ITEMS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("扱う項目を、1つ以上選んでください。")},
    )
    selection = LineField(
        label=_("選んだ理由"),
        max_length=200,
        error_messages={
            "required": _("なぜ適切な委託先だと言えるかを書いてください。例: 認証を確かめた。")
        },
    )
    contract_reference = forms.CharField(
        label=_("契約番号"),
        max_length=60,
        error_messages={"required": _("契約番号を入力してください。契約のない委託はできません。")},
    )
    from_ = day_field(_("契約の始まり"))
    until = day_field(
        _("契約の最後の日"),
        required=False,
        help_text=_("決まっていないときは、空のままにします。"),
    )

    def __init__(self, request: PageRequest, rows: list[ProcessorRow]) -> None:
        """Offer the processors under contract as the one that hands work on."""
        super().__init__(request.POST if request.method == "POST" else None)
        self.rows = {str(row.id): row for row in rows if row.live and not row.is_firm}
        self.today = timezone.localdate(request.now)
        self.fields["from_"].initial = self.today
        if len(request.viewer.company_ids) > 1:
            self.fields["company"] = company_field(request.viewer.company_ids)
            self.order_fields(["company"])
        if self.rows:
            self.fields["parent"] = forms.ChoiceField(
                label=_("再委託の元"),
                required=False,
                help_text=_(
                    "委託先が、ほかへ再び委託するときに選びます。承認するまで、何も渡りません。"
                ),
                choices=[
                    ("", _("再委託ではない")),
                    *((key, row.name) for key, row in self.rows.items()),
                ],
            )

    def clean_from_(self) -> date:
        """A contract that is still to begin is recorded when it does."""
        from_: date = self.cleaned_data["from_"]
        if from_ > self.today:
            raise forms.ValidationError(_("契約の始まりは、今日までの日にしてください。"))
        return from_

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning, and a sub-contract across two companies."""
        given = super().clean() or {}
        from_, until = given.get("from_"), given.get("until")
        if isinstance(from_, date) and isinstance(until, date) and until < from_:
            self.add_error("until", _("契約の始まりより後の日にしてください。"))
        parent = self.rows.get(given.get("parent") or "")
        company = given.get("company")
        if parent and company and parent.company_id != uuid.UUID(company):
            self.add_error("parent", _("同じ会社の委託先から選んでください。"))
        return given
