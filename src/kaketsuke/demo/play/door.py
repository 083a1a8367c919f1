"""The acts at the door: technician and resident, each at a screen of their own."""

from collections.abc import Iterator

from kaketsuke.demo.play.browser import Browser, StepFailed
from kaketsuke.demo.play.page import Page
from kaketsuke.demo.play.stage import Stage, Told

SHOWN = {
    "code_word": "yes",
    "role": "registrant",
    "kind": "drivers_license",
    "has_photo": "yes",
    "expired": "no",
    "face": "yes",
    "address": "yes",
    "call_back": "yes",
}
MATERIAL = "quantity_MT-BAT"
TECHNICIANS = ("w-e01", "w-e02")
MOST_PAGES = 14


def accept(stage: Stage) -> Iterator[Told]:
    """The technician who was asked accepts; the resident learns who comes."""
    stage.sign_in(stage.technician, stage.badge.lower())
    offered = stage.technician.open("/field/")
    stage.technician.send(offered.form("/accept/"))
    stage.field = _own_case(stage.technician.page)
    yield Told(f"作業員 {stage.badge} が引き受けました", "the technician accepts")
    page = stage.tracking_page()
    if stage.badge not in page.root.words or stage.code_word not in page.root.words:
        raise StepFailed("居住者の画面に作業員の身分証番号と合言葉がありません")
    yield Told(f"居住者の画面: 「{page.heading}」身分証番号と合言葉あり", "known who comes")


def travel(stage: Stage) -> Iterator[Told]:
    """On the way, then there: with where the phone was."""
    press(stage, "depart")
    page = stage.tracking_page()
    arrival = page.root.first(named="arrival").words
    if not arrival:
        raise StepFailed("居住者の画面に到着の目安がありません")
    yield Told(f"出発。居住者の画面: 「{page.heading}」{arrival}", "on the way, with a range")
    latitude, longitude = _where(stage.technician.page)
    press(stage, "arrive", latitude=latitude, longitude=longitude)
    yield Told(f"到着。居住者の画面: 「{stage.tracking_page().heading}」", "arrived")


def check(stage: Stage) -> Iterator[Told]:
    """Code word, presence and photo ID, one question a page; then the result with its clauses."""
    page = stage.technician.open(f"{stage.field}check/")
    for _each in range(MOST_PAGES):
        form = page.form("/check/")
        if form.value("page") == "result":
            break
        given = {name: value for name, value in SHOWN.items() if form.has(name)}
        if form.has("full_name"):
            given["full_name"] = f"{stage.caller.family} {stage.caller.given}"
        words = "、".join(form.words_of(name, value) for name, value in given.items())
        yield Told(f"確認: {page.heading} → {words}", f"checked: {form.value('page')}")
        page = stage.technician.send(form, **given)
    result = page.root.first("section", named="decision")
    if "decision--accept" not in result.classes:
        raise StepFailed(f"確認の結果: {result.words or page.heading}")
    stage.technician.send(page.form("/check/"))
    word = result.first(named="decision-word").words
    yield Told(f"確認の結果: {word}", "the check is passed", result.clauses)
    yield Told(f"居住者の画面: 「{stage.tracking_page().heading}」", "the resident sees it")


def begin(stage: Stage) -> Iterator[Told]:
    """Work begins and the clock runs against the free 60 minutes (A1.3)."""
    page = press(stage, "begin")
    clock = page.root.first(named="bar-clock").words
    yield Told(f"作業開始。時計 {clock}", "work begins, the free minutes run", ["A1.3"])
    yield Told(f"居住者の画面: 「{stage.tracking_page().heading}」", "the resident sees it")


def estimate(stage: Stage) -> Iterator[Told]:
    """A part that costs: shown first, approved on the resident's own phone, only then begun."""
    form = stage.technician.open(f"{stage.field}estimate/").form("/estimate/")
    page = stage.technician.send(form, **{MATERIAL: "1"})
    yield Told(f"見積り: {page.root.first(named='total').words}", "an estimate", page.root.clauses)
    if _lines_to_begin(stage.technician.open(stage.field)):
        raise StepFailed("承認の前に有料の作業を始められます")
    asked = stage.tracking_page(moved=False).root.first(named="estimate-card")
    answer = next(each for each in asked.all("form"))["action"]
    page = stage.resident.send(
        stage.resident.page.form(answer), answer="approve", sheet="electronic"
    )
    yield Told(f"居住者が承認: {_notice(page)}", "approved on the own phone", asked.clauses)
    lines = _lines_to_begin(stage.technician.open(stage.field))
    if not lines:
        raise StepFailed("承認された作業を始められません")
    page = stage.technician.send(stage.technician.page.form(lines[0]))
    yield Told(f"有料の作業を開始: {_notice(page)}", "only now it begins", ["A1.3"])


def open_door(stage: Stage) -> Iterator[Told]:
    """The door is open, tested, and the lock goes on working."""
    form = stage.technician.open(f"{stage.field}steps/open/").form("/open/")
    stage.technician.send(form, method="non_destructive", lock_usable="yes")
    page = stage.technician.page
    stage.to_pay = page.root.first(named="total").words
    yield Told(f"開錠。{_notice(page)}", "the door is open and tested")
    yield Told(f"居住者の画面: 「{stage.tracking_page().heading}」", "the resident sees it")


def settle(stage: Stage) -> Iterator[Told]:
    """What was approved and begun is collected, and the receipt is written at once (3.3)."""
    cited = stage.technician.page.root.first("main").clauses
    form = stage.technician.page.form("/steps/collect/")
    page = stage.technician.send(form, method="cash")
    receipt = page.root.first(named="receipt")
    if not receipt.inside:
        raise StepFailed(f"領収書が出ません: {page.heading} {page.complaints}")
    yield Told(f"精算: {stage.to_pay} 現金", "collected on the spot", cited or ["3.3"])


def keep_receipt(stage: Stage) -> Iterator[Told]:
    """The resident has the same receipt."""
    page = stage.tracking_page()
    yield Told(f"居住者の画面: 「{page.heading}」", "the resident sees that it is over")
    paper = stage.resident.open(f"{stage.link}receipt/").root.first(named="receipt")
    total = paper.first(named="total").words
    if total != stage.to_pay:
        raise StepFailed(f"領収書の金額 {total} が精算の {stage.to_pay} と違います")
    number = paper.first(named="figures").words
    yield Told(f"領収書 {number}: {total}", "the receipt says the same amount", ["3.3"])


def stay_outside(stage: Stage) -> Iterator[Told]:
    """A stranger is asked to sign in, another technician finds nothing, nor does a guessed link."""
    stranger, other = Browser(stage.base_url), Browser(stage.base_url)
    if not stranger.open(stage.case).has_form("/accounts/login/"):
        raise StepFailed("サインインしていない人に案件が見えます")
    stage.sign_in(other, next(each for each in TECHNICIANS if each != stage.badge.lower()))
    other.open(stage.field, expect=404)
    stranger.open("/t/not-a-link-of-anybody/", expect=404)
    yield Told("ほかの作業員・知らない人・推測したリンクには何も見えません", "no strangers")


def press(stage: Stage, step: str, **given: str) -> Page:
    """Press the button of a step on the technician's screen."""
    form = stage.technician.page.form(f"/steps/{step}/")
    return stage.technician.send(form, **given)


def _own_case(page: Page) -> str:
    address = page.address.partition("?")[0]
    if not address.startswith("/field/cases/"):
        raise StepFailed(f"引き受けた案件の画面になりません: {page.heading} {page.complaints}")
    return address


def _where(page: Page) -> tuple[str, str]:
    """Return the place of the building, as the map of the phone gets it."""
    for link in page.root.all("a"):
        if link["href"].startswith("geo:"):
            place = link["href"].removeprefix("geo:").partition("?")[0]
            latitude, _, longitude = place.partition(",")
            return latitude, longitude
    raise StepFailed("作業員の画面に地図の場所がありません")


def _lines_to_begin(page: Page) -> list[str]:
    return [each["action"] for each in page.root.all("form") if "/lines/" in each["action"]]


def _notice(page: Page) -> str:
    return page.root.first(named="messages").words
