"""A person whom the desk names by number: found, recorded as looked at, and never guessed."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from kaketsuke.audit import services as audit_services
from kaketsuke.database.refusals import Refusal
from kaketsuke.parties import naming
from kaketsuke.people import queries as people_queries
from kaketsuke.web.acts import ActForm
from kaketsuke.web.console.forms import PhoneField
from kaketsuke.web.permission import PageRequest


class PersonForm(ActForm):
    """Whom, and why."""

    phone = PhoneField(
        label=_("登録の電話番号"),
        error_messages={"required": _("電話番号を入力してください。")},
    )
    name = forms.CharField(
        label=_("お名前"),
        required=False,
        max_length=60,
        help_text=_("同じ番号の方が複数いるときに入力してください。"),
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("理由を書いてください。")},
    )


def person_of(request: PageRequest, phone: str, name: str, *, purpose: str) -> uuid.UUID:
    """Return the one person of the viewer's companies under this number. Raises: Refusal."""
    found = people_queries.residents_reached(phone, company_ids=request.viewer.company_ids)
    if not found:
        raise Refusal(_("この番号の登録はありません。"))
    if len(found) > 1 or name.strip():
        names = people_queries.names_of(found)
        said = naming.folded(name)
        found = [each for each in found if said and naming.folded(names[each].full) == said]
    if len(found) != 1:
        raise Refusal(
            _("この番号の方をひとりに決められません。登録のとおりにお名前を入力してください。")
        )
    audit_services.record_access(
        viewer_id=request.viewer.user_id,
        person_id=found[0],
        case_id=None,
        purpose=purpose,
        ground="rights",
        now=request.now,
    )
    return found[0]
