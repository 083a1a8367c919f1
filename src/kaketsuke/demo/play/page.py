"""A page as a person without a mouse reads it: its words, its links, and what its forms offer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "col", "wbr"})
UNREAD = frozenset({"head", "script", "style", "svg", "template", "kbd"})
CHOSEN_FROM = frozenset({"radio", "checkbox", "submit"})


class NotOffered(Exception):
    """The page has no such form, field or answer."""


@dataclass(eq=False)
class Element:
    """One element with what is inside it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list["Element | str"] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        """Return an attribute, empty where it is not set."""
        return self.attributes.get(name, "")

    @property
    def classes(self) -> list[str]:
        """The names of its class."""
        return self["class"].split()

    @property
    def words(self) -> str:
        """What is read on the screen, in one line."""
        return " ".join("".join(self._read()).split())

    def _read(self) -> Iterator[str]:
        if self.tag in UNREAD or "visually-hidden" in self.classes:
            return
        for each in self.inside:
            if isinstance(each, str):
                yield each
            else:
                yield from each._read()  # noqa: SLF001 - the same class
        yield " "

    def all(self, *tags: str, named: str = "") -> Iterator["Element"]:
        """Yield every element below with one of these tags and this class."""
        for each in self.inside:
            if isinstance(each, str):
                continue
            if (not tags or each.tag in tags) and (not named or named in each.classes):
                yield each
            yield from each.all(*tags, named=named)

    def first(self, *tags: str, named: str = "") -> "Element":
        """Return the first such element, or an empty one."""
        return next(self.all(*tags, named=named), Element("nothing"))

    @property
    def clauses(self) -> list[str]:
        """The clauses of the written service that are cited below, each once."""
        return list(dict.fromkeys(each.words for each in self.all("a", named="clause")))


class Form:
    """A form with its fields as the page filled them."""

    def __init__(self, element: Element, *, address: str) -> None:
        """Read the form from the page at this address."""
        self.address = element["action"] or address
        self._controls = list(element.all("input", "textarea", "button", "option"))
        self._labels = {each["for"]: each for each in element.all("label") if each["for"]}
        self._sent: dict[str, str] = {}
        for each in self._controls:
            if each["name"] and self._is_sent_untouched(each):
                self._sent[each["name"]] = each["value"] or each.words
        for select in element.all("select"):
            for option in select.all("option"):
                option.attributes["name"] = select["name"]

    @staticmethod
    def _is_sent_untouched(control: Element) -> bool:
        if control.tag in ("button", "option"):
            return False
        return control["type"] not in CHOSEN_FROM or "checked" in control.attributes

    def answers(self, name: str) -> list[str]:
        """Return what can be chosen for a field, in the order of the page."""
        return [each["value"] for each in self._named(name) if self._is_choice(each)]

    def words_of(self, name: str, value: str) -> str:
        """Return the words that stand on a button or beside a choice, or what was typed."""
        for each in self._named(name):
            if each["value"] == value and self._is_choice(each):
                return (self._labels.get(each["id"]) or each).words
        return value

    def filled(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return what is sent. Raises: NotOffered for what nobody could enter on this page."""
        for name, value in given.items():
            controls = self._named(name)
            if not controls:
                raise NotOffered(f"The form {self.address} has no field {name}.")
            if all(map(self._is_choice, controls)) and value not in self.answers(name):
                raise NotOffered(
                    f"{name} cannot be {value!r}; the page offers {self.answers(name)}."
                )
        return {**self._sent, **given}

    def has(self, name: str) -> bool:
        """Return whether the form asks for a field."""
        return bool(self._named(name))

    def value(self, name: str) -> str:
        """Return what a field holds before anybody touches it."""
        return self._sent.get(name, "")

    def _named(self, name: str) -> list[Element]:
        return [each for each in self._controls if each["name"] == name]

    @staticmethod
    def _is_choice(control: Element) -> bool:
        return control.tag in ("button", "option") or control["type"] in CHOSEN_FROM


@dataclass(frozen=True)
class Page:
    """What came back: where it was found, how it was answered, and what it says."""

    address: str
    status: int
    root: Element

    @property
    def heading(self) -> str:
        """Its first heading."""
        return self.root.first("h1").words

    @property
    def complaints(self) -> str:
        """What the page complains about, in its own words."""
        shown = [
            *self.root.all(named="error-summary"),
            *self.root.all(named="alert--warn"),
            *self.root.all(named="alert--act"),
        ]
        return " ".join(each.words for each in shown) or self.heading

    def form(self, address: str) -> Form:
        """Return the form that goes to an address ending like this. Raises: NotOffered."""
        for element in self.root.all("form"):
            form = Form(element, address=self.address)
            if form.address.partition("?")[0].endswith(address):
                return form
        raise NotOffered(f"{self.address} has no form to {address}.")

    def has_form(self, address: str) -> bool:
        """Return whether there is such a form."""
        return any(
            (each["action"] or self.address).partition("?")[0].endswith(address)
            for each in self.root.all("form")
        )


def read(text: str, *, address: str, status: int) -> Page:
    """Return the page in this text."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return Page(address, status, reader.root)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("page")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)
