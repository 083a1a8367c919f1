"""What the office does to buildings and doors."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from kaketsuke.parties import queries as party_queries
from kaketsuke.parties import registry
from kaketsuke.parties import services as party_services
from kaketsuke.parties.premises import HIGHEST_FLOOR, LOWEST_FLOOR, of_dwelling
from kaketsuke.places import queries as place_queries
from kaketsuke.web import premises
from kaketsuke.web.acts import Act, ActForm
from kaketsuke.web.fields import LineField, words_field
from kaketsuke.web.office import owner_words
from kaketsuke.web.permission import PageRequest

POSTAL_DIGITS = 7


class PlaceForm(ActForm):
    latitude = forms.FloatField(label=_("緯度"), min_value=20, max_value=46)
    longitude = forms.FloatField(label=_("経度"), min_value=122, max_value=154)

    def prepare(self) -> None:
        """Begin with where the building stands now."""
        if self.target is not None:
            self.fields["latitude"].initial = self.target.latitude
            self.fields["longitude"].initial = self.target.longitude


class DescribeForm(ActForm):
    entrance_note = LineField(label=_("入口の案内"), max_length=120, required=False)
    auto_lock = forms.TypedChoiceField(
        label=_("オートロックの玄関"),
        choices=[("", premises.UNKNOWN), ("yes", _("あり")), ("no", _("なし"))],
        coerce=lambda given: given == "yes",
        empty_value=None,
        required=False,
    )
    parking = forms.TypedChoiceField(
        label=_("駐車の場所"),
        choices=[("", premises.UNKNOWN), *premises.PARKING.items()],
        empty_value=None,
        required=False,
    )

    def prepare(self) -> None:
        """Begin with what is known now."""
        known = {True: "yes", False: "no", None: ""}
        self.fields["entrance_note"].initial = self.target.entrance_note
        self.fields["auto_lock"].initial = known[self.target.auto_lock]
        self.fields["parking"].initial = self.target.parking or ""


class NewBuildingForm(PlaceForm):
    company = forms.ChoiceField(label=_("運営会社"))
    code = forms.CharField(label=_("建物コード"), max_length=20)
    name = forms.CharField(label=_("建物名"), max_length=80)
    kana = LineField(label=_("フリガナ"), max_length=120, required=False)
    postal_code = forms.CharField(
        label=_("郵便番号"), max_length=10, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    address = LineField(label=_("住所"), max_length=160)
    entrance_note = LineField(label=_("入口の案内"), max_length=120, required=False)
    field_order = ["company", "code", "name", "kana", "postal_code", "address"]

    def prepare(self) -> None:
        """Offer the viewer's companies."""
        companies = party_queries.companies(self.request.viewer)
        self.fields["company"].choices = [(str(each.pk), each.name) for each in companies]  # type: ignore[attr-defined]  # a choice field

    def clean_postal_code(self) -> str:
        """Return the seven digits. The town decides the municipality, and it the company."""
        code = place_queries.folded_postal_code(self.cleaned_data["postal_code"])
        if len(code) != POSTAL_DIGITS:
            raise forms.ValidationError(_text("郵便番号は 7 桁で入力してください。"))
        return code

    def clean(self) -> dict[str, Any]:
        """The postal code must lead to a municipality of which the chosen company is in charge."""
        cleaned = super().clean() or {}
        code = cleaned.get("postal_code")
        if code and cleaned.get("company"):
            cleaned["municipality_code"] = self._municipality(code, cleaned["company"])
        return cleaned

    def _municipality(self, code: str, company_id: str) -> str:
        towns = place_queries.towns_by_postal_code(code)
        if not towns:
            self.add_error("postal_code", _text("この郵便番号の町は、まだ読み込まれていません。"))
            return ""
        for town in towns:
            there = party_queries.company_of_municipality(town.municipality_code, self.request.now)
            if there is not None and str(there.pk) == company_id:
                return str(town.municipality_code)
        self.add_error("company", _text("この郵便番号は、この会社の所管ではありません。"))
        return ""


class RoomsForm(ActForm):
    rooms = words_field(_("部屋番号"), most=8000, rows=6, help_text=_("一行に一つ。"))
    excluded = forms.BooleanField(label=_("覚書の対象に含めない"), required=False)


class LockForm(ActForm):
    model = forms.CharField(label=_("ロックの機種"), max_length=40)
    serial = forms.CharField(label=_("製造番号"), max_length=40)


class DescribeHomeForm(ActForm):
    floor = forms.IntegerField(
        label=_("階"),
        help_text=_("地下は -1 のように入力します。分からないときは空のままにします。"),
        min_value=LOWEST_FLOOR,
        max_value=HIGHEST_FLOOR,
        required=False,
    )
    door = forms.TypedChoiceField(
        label=_("ロックのあるドア"),
        choices=[("", premises.UNKNOWN), *premises.DOORS.items()],
        empty_value=None,
        required=False,
    )

    def prepare(self) -> None:
        """Begin with what is known now."""
        known = of_dwelling(self.target.pk, at=self.request.now)
        self.fields["floor"].initial = known.floor
        self.fields["door"].initial = known.door or ""


class OwnerChoiceForm(ActForm):
    owner = forms.ChoiceField(label=_("オーナーまたは管理会社"))

    def prepare(self) -> None:
        """Offer the owners of the building's company."""
        offered = owner_words.choices(self.request.viewer, self.target.company_id)
        self.fields["owner"].choices = offered  # type: ignore[attr-defined]  # a choice field


class SignForm(OwnerChoiceForm):
    document_reference = forms.CharField(label=_("覚書の番号"), max_length=60)
    signed_on = forms.DateField(
        label=_("締結した日"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    from_ = forms.DateTimeField(
        label=_("効力のはじまり"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def prepare(self) -> None:
        """Begin now."""
        super().prepare()
        self.fields["from_"].initial = self.request.now


def _add(request: PageRequest, _target: None, given: dict[str, Any]) -> None:
    chosen = given.pop("company")
    companies = party_queries.companies(request.viewer)
    company = next(each for each in companies if str(each.pk) == chosen)
    party_services.add_building(company, **given)


def _add_rooms(_request: PageRequest, building: Any, given: dict[str, Any]) -> None:
    rooms = [line.strip() for line in given["rooms"].splitlines() if line.strip()]
    party_services.add_dwellings(building, rooms=rooms, excluded_from_contract=given["excluded"])


def _attach(request: PageRequest, building: Any, given: dict[str, Any]) -> None:
    owner = registry.owner_of(request.viewer, given["owner"])
    assert owner is not None  # noqa: S101 - it was offered as a choice
    party_services.attach_owner(building, owner=owner, now=request.now)


def _sign(request: PageRequest, building: Any, given: dict[str, Any]) -> None:
    owner = registry.owner_of(request.viewer, given["owner"])
    assert owner is not None  # noqa: S101 - it was offered as a choice
    contract = party_services.sign_contract(
        owner, document_reference=given["document_reference"], signed_on=given["signed_on"]
    )
    party_services.cover_building(contract, building=building, from_=given["from_"])


NEW: Final[Act[None]] = Act(
    title=_("建物を登録"),
    submit=_("登録する"),
    said=_("建物を登録しました。"),
    form=NewBuildingForm,
    run=_add,
    icon="building-2",
)
ACTS: Final[dict[str, Act[Any]]] = {
    "place": Act(
        title=_("位置を直す"),
        intro=_("作業員は、この位置をもとに選ばれます。"),
        submit=_("この位置にする"),
        said=_("位置を直しました。"),
        form=PlaceForm,
        run=lambda _request, target, given: party_services.place_building(target.pk, **given),
        icon="map-pin",
    ),
    "describe": Act(
        title=_("建物の案内を直す"),
        intro=_("打診・作業画面・作業指示書に表示します。分からないことは「不明」のままにします。"),
        submit=_("記録する"),
        said=_("建物の案内を記録しました。"),
        form=DescribeForm,
        run=lambda _request, target, given: party_services.describe_building(target.pk, **given),
        icon="building-2",
    ),
    "rooms": Act(
        title=_("部屋を加える"),
        submit=_("加える"),
        said=_("部屋を加えました。"),
        form=RoomsForm,
        run=_add_rooms,
        icon="plus",
    ),
    "owner": Act(
        title=_("オーナーを加える"),
        intro=_("オーナーと管理会社は、どちらも要請と立会いができます。"),
        submit=_("加える"),
        said=_("オーナーを加えました。"),
        form=OwnerChoiceForm,
        run=_attach,
        icon="plus",
    ),
    "sign": Act(
        title=_("覚書を結ぶ"),
        intro=_("この建物に同じ期間の覚書があるときは、先に終わらせてください。"),
        submit=_("記録する"),
        said=_("覚書を記録しました。"),
        form=SignForm,
        run=_sign,
        icon="file-pen-line",
    ),
}
DOOR_ACTS: Final[dict[str, Act[Any]]] = {
    "fit": Act(
        title=_("ロックを取り付けた"),
        submit=_("記録する"),
        said=_("ロックを記録しました。"),
        form=LockForm,
        run=lambda request, home, given: party_services.fit_lock(home, **given, now=request.now),
        icon="lock",
    ),
    "describe": Act(
        title=_("階とドアを直す"),
        intro=_("打診・作業画面・作業指示書に表示します。"),
        submit=_("記録する"),
        said=_("階とドアを記録しました。"),
        form=DescribeHomeForm,
        run=lambda request, home, given: party_services.describe_home(
            home.pk, **given, now=request.now
        ),
        icon="door-open",
    ),
    "remove": Act(
        title=_("ロックを取り外した"),
        intro=_("取り外すと、この部屋は「ロックの登録なし」になり、要請は責任者の判断になります。"),
        submit=_("取り外しを記録する"),
        said=_("取り外しを記録しました。"),
        run=lambda request, home, _given: party_services.remove_lock(home.pk, now=request.now),
        icon="lock-open",
    ),
}
DETACH: Final[Act[Any]] = Act(
    title=_("オーナーの役割を終える"),
    intro=_("この建物について、要請も立会いもできなくなります。"),
    submit=_("終える"),
    said=_("役割を終えました。"),
    run=lambda request, role, _given: party_services.detach_owner(role.pk, now=request.now),
    icon="x",
)
