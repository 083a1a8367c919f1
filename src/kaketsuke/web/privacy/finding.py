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
from kaketsuke.web.fields import words_field
from kaketsuke.web.permission import PageRequest


class NobodyMeant(Refusal):
    """No registered person has this number."""


class SeveralMeant(Refusal):
    """The number, with the name that was typed, leads to no single person."""


class PersonForm(ActForm):
    """Whom, and why. After `is_valid` the person is in `cleaned_data`."""

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
    reason = words_field(_("理由"), most=400, rows=3, needed=_("理由を書いてください。"))

    def clean(self) -> dict[str, object]:
        """Find the one person meant, or say at the field what is missing."""
        given = super().clean() or {}
        if given.get("phone"):
            try:
                given["person_id"] = person_of(self.request, given["phone"], given.get("name", ""))
            except NobodyMeant as refusal:
                self.add_error("phone", str(refusal))
            except SeveralMeant as refusal:
                self.add_error("name", str(refusal))
        return given


def person_of(request: PageRequest, phone: str, name: str) -> uuid.UUID:
    """Return the one person of the viewer's companies under this number, and of this name if given.

    Raises: NobodyMeant, SeveralMeant.
    """
    found = people_queries.residents_reached(phone, company_ids=request.viewer.company_ids)
    if not found:
        raise NobodyMeant(_("この番号の登録はありません。"))
    if len(found) > 1 or name.strip():
        names = people_queries.names_of(found)
        said = naming.folded(name)
        found = [each for each in found if said and naming.folded(names[each].full) == said]
    if len(found) != 1:
        raise SeveralMeant(
            _("この番号の方をひとりに決められません。登録のとおりにお名前を入力してください。")
        )
    return found[0]


def look_at(request: PageRequest, person_id: uuid.UUID, *, purpose: str) -> uuid.UUID:
    """Record that the desk named a person, for what; return them."""
    audit_services.record_access(
        viewer_id=request.viewer.user_id,
        viewer_role=request.viewer.role_at("privacy"),
        person_id=person_id,
        case_id=None,
        purpose=purpose,
        ground="rights",
        now=request.now,
    )
    return person_id
