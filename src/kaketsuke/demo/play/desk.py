"""The operator's acts: the call, the interview, the decision, the case, and how it ends."""

import re
from collections.abc import Iterator

from kaketsuke.demo.play.browser import StepFailed
from kaketsuke.demo.play.page import Element, Page
from kaketsuke.demo.play.stage import Stage, Told, callers, number_of
from kaketsuke.demo.world.cast import Member

SAID = {
    "danger_to_life": "false",
    "cause": "lock_fault",
    "requester.role": "resident",
    "target.is_own_home": "true",
    "photo_id": "in_hand",
}
MOST_QUESTIONS = 12


def sign_in(stage: Stage) -> Iterator[Told]:
    """The operator comes to work."""
    page = stage.sign_in(stage.operator, "operator")
    yield Told(f"受付がサインイン: 「{page.heading}」", "the operator signs in")


def take_call(stage: Stage) -> Iterator[Told]:
    """A registrant rings and answers; one whose home has an open case is joined to that case."""
    for caller in callers():
        stage.caller = caller
        yield _ring(stage, caller)
        yield from _interview(stage)
        if not stage.operator.page.has_form("/do/join/"):
            return
        stage.operator.send(stage.operator.page.form("/do/join/"))
        yield Told(
            f"{caller.room} 号室には進行中の案件があり、それに加えました",
            "that home has an open case already; the request joins it",
        )
    raise StepFailed("どの登録者の部屋にも進行中の案件があります。--fresh で作り直してください")


def _ring(stage: Stage, caller: Member) -> Told:
    home = stage.operator.open("/console/")
    page = stage.operator.send(home.form("/console/calls/"), number=number_of(caller))
    stage.request = page.address.partition("?")[0]
    asked = page.form("/facts/").value("path")
    if asked != "danger_to_life":
        raise StepFailed(f"命の危険より先に {asked} をたずねています")
    return Told(f"{number_of(caller)} から着信", "a call comes in and is kept with its number")


def _interview(stage: Stage) -> Iterator[Told]:
    """Answer whatever is asked next until nothing is."""
    for _each in range(MOST_QUESTIONS):
        page = stage.operator.page
        title = page.root.first(named="question").first("h2").words
        if page.has_form("/do/join/"):
            return
        if page.has_form("/facts/"):
            yield _answer(stage, page, title)
        elif page.has_form("/caller/"):
            yield _say_who_and_where(stage, page, title)
        elif page.has_form("/attendant/"):
            yield _name_attendant(stage, page, title)
        else:
            return
    raise StepFailed(f"質問が終わりません: {stage.operator.page.heading}")


def _answer(stage: Stage, page: Page, title: str) -> Told:
    form = page.form("/facts/")
    path = form.value("path")
    if path not in SAID:
        raise StepFailed(f"思いがけない質問です: {title}")
    stage.operator.send(form, value=SAID[path])
    return Told(f"聞き取り: {title} → {form.words_of('value', SAID[path])}", f"asked: {path}")


def _say_who_and_where(stage: Stage, page: Page, title: str) -> Told:
    form, caller = page.form("/caller/"), stage.caller
    name = f"{caller.family} {caller.given}"
    building = form.answers("building")
    if not building:
        raise StepFailed("着信番号から建物が見つかりません")
    after = stage.operator.send(form, building=building[0], room=caller.room, name=name)
    return Told(
        f"聞き取り: {title} → {caller.room} 号室の{name}さん。{_notice(after)}",
        "name and room fit the register",
    )


def _name_attendant(stage: Stage, page: Page, title: str) -> Told:
    form = page.form("/attendant/")
    somebody = next(each for each in form.answers("attendant") if each != "none")
    words = form.words_of("attendant", somebody)
    stage.operator.send(form, attendant=somebody)
    return Told(f"聞き取り: {title} → {words}", "who stands at the door")


def decide(stage: Stage) -> Iterator[Told]:
    """The rules have all they need: the decision stands with its clauses."""
    decision = stage.operator.page.root.first("section", named="decision")
    word = decision.first(named="decision-word").words
    if "decision--accept" not in decision.classes:
        raise StepFailed(f"判断は「{word}」です: {_reasons(decision)}")
    yield Told(f"判断: {word}", "the decision: go", decision.clauses)


def open_case(stage: Stage, **given: str) -> Iterator[Told]:
    """The operator sends somebody; the request becomes a case."""
    page = stage.operator.send(stage.operator.page.form("/accept/"), **given)
    stage.case = page.address.partition("?")[0]
    stage.number = page.root.first(named="case-header").first(named="figures").words
    stage.code_word = page.root.first(named="code-word").words
    if not stage.number.startswith("K-") or not stage.code_word:
        raise StepFailed(f"案件のページになりません: {page.complaints}")
    words = f"案件 {stage.number} を開きました。合言葉は「{stage.code_word}」"
    yield Told(words, "the case is open and has its code word")


def tell_registrants(stage: Stage) -> Iterator[Told]:
    """Every live registrant of the home is told and gets a link with a stop button (2.1)."""

    def is_sent(page: Page) -> bool:
        return any(_links(each) for each in _messages(page, stage.number) if _is_sent(each))

    page = stage.operator.wait("/console/outbox/", is_sent, what="登録者への通知が送られません")
    told = [each for each in _messages(page, stage.number) if _links(each)]
    stage.link = _links(told[-1])[0]
    tracking = stage.tracking_page()
    if stage.number not in tracking.root.words:
        raise StepFailed(f"通知のリンクが案件 {stage.number} を開きません: {tracking.heading}")
    if not any(each["href"].endswith("/stop/") for each in tracking.root.all("a")):
        raise StepFailed("居住者の画面に「この出動を止める」がありません")
    subject = told[-1].first("strong").words
    yield Told(f"登録者に通知 {len(told)} 通: 「{subject}」", "all registrants are told")
    yield Told(f"居住者の画面: 「{tracking.heading}」停止ボタンあり", "the link works")


def see_offer(stage: Stage) -> Iterator[Told]:
    """The worker has offered the case to the nearest technician."""
    page = stage.operator.wait(
        stage.case, lambda page: bool(live_offer(page).inside), what="打診が出ません"
    )
    offer = live_offer(page)
    stage.badge = offer.first("span", named="figures").words
    if not stage.badge:
        raise StepFailed(f"だれに打診したかが読めません: {offer.words}")
    name, distance = offer.first("strong").words, offer.first("p").words
    yield Told(f"打診: {name}（{stage.badge}）{distance}", "offered to the nearest technician")


def see_closed(stage: Stage) -> Iterator[Told]:
    """The case is closed and its record stands on the page."""
    page = stage.operator.wait(
        stage.case, lambda page: state_of(page) == "closed", what="案件が閉じません"
    )
    entries = sum(1 for _each in page.root.all(named="timeline-entry"))
    yield Told(f"案件 {stage.number} は終了。記録は {entries} 件", "closed; the timeline stands")


def _messages(page: Page, number: str) -> list[Element]:
    """Return the messages about the case, newest first."""
    cards = page.root.first(named="outbox").all("li")
    return [each for each in cards if re.search(rf"{number}\b", each.first("strong").words)]


def _is_sent(message: Element) -> bool:
    return "tone-green" in message.first(named="badge").classes


def _links(message: Element) -> list[str]:
    words = message.first(named="message-body").words.split()
    return [f"/t/{each.partition('/t/')[2]}" for each in words if "/t/" in each]


def live_offer(page: Page) -> Element:
    """Return the offer that waits for an answer, or an empty element."""
    offers = page.root.all(named="offer")
    return next((each for each in offers if "offer--over" not in each.classes), Element("nothing"))


def state_of(page: Page) -> str:
    """Return the state that a case page shows."""
    live = next((each for each in page.root.all("div") if each["id"] == "case-main"), Element("no"))
    return live["hx-get"].partition("?stand=")[2].partition("@")[0]


def _notice(page: Page) -> str:
    return page.root.first(named="messages").words


def _reasons(decision: Element) -> str:
    return " ".join(each.words for each in decision.all(named="reason"))
