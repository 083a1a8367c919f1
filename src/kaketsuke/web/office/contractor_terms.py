"""What a company agreed with a contractor firm: in which municipalities, which share, what pay.

Ranking reads these terms. A change ends the terms so far and begins new ones: what held stays.
"""

import uuid
from typing import Any, Final

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kaketsuke.network import contracts as network_contracts
from kaketsuke.network import services as network_services
from kaketsuke.parties import registry
from kaketsuke.places import queries as place_queries
from kaketsuke.web.acts import Act, ActForm, perform
from kaketsuke.web.fields import YenField
from kaketsuke.web.permission import PageRequest, office_only

MOST_YEN: Final = 1_000_000


class TermsForm(ActForm):
    municipalities = forms.MultipleChoiceField(
        label=_("働く市区町村"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("どれも選ばなければ、会社の所管のすべてです。"),
    )
    share_percent = forms.IntegerField(
        label=_("割当の目安（%）"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("空欄なら、目安はありません。"),
    )
    call_out_yen = YenField(
        label=_("順位に使う費用（出動 1 件、円）"),
        least=0,
        most=MOST_YEN,
        help_text=_(
            "だれに依頼するかの順位だけに使います。実際に支払う額は「作業の料金」で決めます。"
            "ふつうは同じ額にします。"
        ),
    )

    def prepare(self) -> None:
        """Offer the company's municipalities, and those of the terms so far."""
        edge, fields = self.target, self.fields
        named = {
            area.municipality_code: name
            for area, name in registry.areas_of(edge.company_id, self.request.now)
        }
        for code in edge.municipalities:
            named.setdefault(code, place_queries.municipality_name(code))
        fields["municipalities"].choices = sorted(named.items())  # type: ignore[attr-defined]  # a choice field
        for name in fields:
            fields[name].initial = getattr(edge, name)


def _change(request: PageRequest, edge: Any, given: dict[str, Any]) -> None:
    network_services.change_terms(edge.pk, **given, now=request.now)


TERMS: Final[Act[Any]] = Act(
    title=_("業務委託先の条件を変える"),
    intro=_(
        "いまから変わります。だれに依頼するかの順位に使います。いままでの条件は記録に残ります。"
    ),
    submit=_("条件を変える"),
    said=_("条件を変えました。"),
    form=TermsForm,
    run=_change,
    icon="file-pen-line",
)


@require_http_methods(["GET", "POST"])
@office_only
def terms(request: PageRequest, edge_id: uuid.UUID) -> HttpResponse:
    """Change the terms of a contract with a firm."""
    edge = network_contracts.live(edge_id, request.viewer.company_ids, at=request.now)
    if edge is None:
        raise Http404
    back = f"{reverse('office_company', args=[edge.company_id])}#contractors"
    return perform(request, TERMS, edge, back=back, about=edge.firm.name)
