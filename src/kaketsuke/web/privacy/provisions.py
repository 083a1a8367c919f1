"""The register of provisions, what authorities are given, and whose data are kept back."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaketsuke.database.refusals import Refusal
from kaketsuke.overview import estate
from kaketsuke.parties import queries as party_queries
from kaketsuke.people import queries as people_queries
from kaketsuke.privacy import queries, services
from kaketsuke.web.acts import Act, perform
from kaketsuke.web.fields import LineField
from kaketsuke.web.office import owner_words
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.privacy import words
from kaketsuke.web.privacy.finding import PersonForm, look_at
from kaketsuke.web.privacy.requests import desk_only
from kaketsuke.web.templatetags.paging import asked_page

# What an authority may be given; words about a visit go with a case, not from this desk.
GIVEN = ("name", "room", "phone", "email", "registration", "registered_since", "visit")
AUTHORITIES = ("police", "fire_service", "court", "other")
EXCEPTIONS = ("police", "danger_to_life")


class ProvideForm(PersonForm):
    """Whose data, to which authority, which items, on which ground and paper."""

    recipient_kind = forms.ChoiceField(
        label=gettext_lazy("提供先"),
        widget=forms.RadioSelect,
        choices=[(each, words.RECIPIENTS[each]) for each in AUTHORITIES],
        error_messages={"required": gettext_lazy("提供先を選んでください。")},
    )
    recipient_name = LineField(
        label=gettext_lazy("提供先の名前"),
        max_length=120,
        help_text=gettext_lazy("例: 見本警察署 生活安全課"),
        error_messages={"required": gettext_lazy("提供先の名前を入力してください。")},
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("根拠"),
        widget=forms.RadioSelect,
        choices=[(each, words.GROUNDS[each]) for each in EXCEPTIONS],
        help_text=gettext_lazy(
            "同意と委託による提供は、オーナーの画面で自動で記録されます。根拠のない提供はできません。"
        ),
        error_messages={"required": gettext_lazy("提供の根拠を選んでください。")},
    )
    document_reference = forms.CharField(
        label=gettext_lazy("照会書の番号・通報の記録"),
        max_length=80,
        help_text=gettext_lazy("例: 捜査関係事項照会書 第123号、11月22日 22:14 の 119 番通報"),
        error_messages={
            "required": gettext_lazy("照会書の番号、または通報を受けた日時と相手を書いてください。")
        },
    )
    items = forms.MultipleChoiceField(
        label=gettext_lazy("提供する項目"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(each, words.ITEMS[each]) for each in GIVEN],
        error_messages={"required": gettext_lazy("提供する項目を、1つ以上選んでください。")},
    )
    field_order = ("phone", "name")

    def prepare(self) -> None:
        """The register says the ground; a reason beside it would be a second one."""
        del self.fields["reason"]


class BlockForm(PersonForm):
    """Whose data, from whom, and why."""

    owner = forms.ChoiceField(
        label=gettext_lazy("だれへの提供を止めるか"), required=False, choices=[]
    )
    field_order = ("phone", "name", "owner", "reason")

    def prepare(self) -> None:
        """Offer the owners of the viewer's companies; without a choice it holds against all."""
        everybody = ("", _("すべてのオーナー・管理会社"))
        owner = self.fields["owner"]
        owner.choices = [everybody, *owner_words.choices(self.request.viewer)]  # type: ignore[attr-defined]


def _provide(request: PageRequest, _target: None, given: dict[str, Any]) -> None:
    person_id = look_at(request, given["person_id"], purpose="provision")
    services.record_provision(
        [person_id],
        recipient=services.Recipient(given["recipient_kind"], name=given["recipient_name"]),
        items=given["items"],
        ground=given["ground"],
        document_reference=given["document_reference"],
        actor=request.viewer.actor,
        now=request.now,
    )


def _block(request: PageRequest, _target: None, given: dict[str, Any]) -> None:
    person_id = look_at(request, given["person_id"], purpose="block")
    owner_id = uuid.UUID(given["owner"]) if given["owner"] else None
    if queries.is_kept_back(request.viewer, person_id, owner_id=owner_id, at=request.now):
        raise Refusal(_("この方への提供は、すでに止めています。"))
    services.block(
        person_id,
        owner_id=owner_id,
        reason=given["reason"],
        actor=request.viewer.actor,
        now=request.now,
    )


PROVIDE: Act[None] = Act(
    gettext_lazy("提供を記録する"),
    gettext_lazy("記録する"),
    gettext_lazy("記録しました。3年間保存します。"),
    _provide,
    ProvideForm,
    gettext_lazy(
        "警察の照会や生命の危険のため、ご本人の同意なしに渡すときに使います。渡す前に記録します。"
    ),
    icon="file-pen-line",
)
BLOCK: Act[None] = Act(
    gettext_lazy("提供を止める"),
    gettext_lazy("提供を止める"),
    gettext_lazy("止めました。オーナーの画面に、この方は出ません。"),
    _block,
    BlockForm,
    gettext_lazy(
        "つきまといや裁判所の命令などのとき、登録の情報をオーナーに見せないようにします。"
        "止めていることは、オーナーには分かりません。"
    ),
    icon="lock",
)


@require_GET
@desk_only
def provisions(request: PageRequest) -> HttpResponse:
    """Show the register of provisions, and who is blocked."""
    found = queries.provisions(request.viewer, page=asked_page(request))
    blocks = queries.blocks(request.viewer, page=asked_page(request, "blocks"), at=request.now)
    persons = {each.person_id for each in found.rows} | {each.person_id for each in blocks.rows}
    names = {key: name.full for key, name in people_queries.names_of(persons).items()}
    owners = _owner_names(
        {each.recipient_id for each in found.rows} | {each.owner_id for each in blocks.rows}
    )
    given = [
        {
            "row": each,
            "name": names.get(each.person_id, ""),
            "recipient": each.recipient_name or owners.get(each.recipient_id, ""),
            "kind": words.RECIPIENTS[each.recipient_kind],
            "ground": words.GROUNDS[each.ground],
            "items": [words.ITEMS[item] for item in each.items],
        }
        for each in found.rows
    ]
    kept_back = [
        {
            "block": each,
            "name": names.get(each.person_id, ""),
            "owner": owners.get(each.owner_id, ""),
        }
        for each in blocks.rows
    ]
    context = {"page": found.showing(given), "blocks": blocks.showing(kept_back)}
    return render(request, "privacy/provisions.html", context)


def _owner_names(owner_ids: set[uuid.UUID | None]) -> dict[uuid.UUID | None, str]:
    known = [party_queries.owner(each) for each in owner_ids if each is not None]
    named = estate.owner_names(known)
    return {each.pk: named[each.pk] for each in known}


@require_http_methods(["GET", "POST"])
@desk_only
def provide(request: PageRequest) -> HttpResponse:
    """Record what an authority is given, before it is given."""
    return perform(request, PROVIDE, None, back=reverse("privacy_provisions"), nav="privacy")


@require_http_methods(["GET", "POST"])
@desk_only
def block(request: PageRequest) -> HttpResponse:
    """Keep a person's data from owners."""
    return perform(request, BLOCK, None, back=reverse("privacy_provisions"), nav="privacy")


@require_POST
@desk_only
def unblock(request: PageRequest, block_id: uuid.UUID) -> HttpResponse:
    """Let a person's data go to owners again."""
    if not queries.is_block(request.viewer, block_id, at=request.now):
        raise Http404
    services.unblock(block_id, actor=request.viewer.actor, now=request.now)
    messages.success(request, _("記録しました。"))
    return redirect("privacy_provisions")
