import random
import re

import pytest

from kaketsuke.people import normalise


@pytest.mark.parametrize(
    "text",
    [
        "090-0000-0001",
        "０９０−００００−０００１",
        "09000000001",
        "+81 90 0000 0001",
        " (090)0000 0001 ",
    ],
)
def test_however_a_number_is_written_it_is_one_number(text):
    assert normalise.phone(text) == "+819000000001"


@pytest.mark.parametrize("text", ["090-1234-567", "03-1234-56789", "0901234567", "+81 90 1234 567"])
def test_a_figure_too_few_or_too_many_is_noticed(text):
    with pytest.raises(normalise.CannotUsePhone, match="桁数"):
        normalise.phone(text)


def test_the_quick_reading_agrees_with_the_thorough_one(monkeypatch):
    def read(figures):
        try:
            return normalise.phone(figures)
        except normalise.CannotUsePhone as refusal:
            return type(refusal)

    luck = random.Random(20261122)
    numbers = [
        "0" + "".join(luck.choice("0123456789--") for _ in range(luck.randint(8, 13)))
        for _ in range(3000)
    ]
    quick = [read(each) for each in numbers]
    monkeypatch.setattr(normalise, "_USUAL", re.compile("never"))
    assert quick == [read(each) for each in numbers]


def test_a_number_is_shown_as_people_write_it():
    assert normalise.phone_display("+819000000001") == "090-0000-0001"
    assert normalise.phone_display("+12125550100").startswith("+1 ")


@pytest.mark.clause("2.2d")
@pytest.mark.parametrize("text", ["0120-000-000", "0800-000-0000", "0570-000-000"])
def test_numbers_that_reach_no_person_are_refused_with_a_sentence(text):
    with pytest.raises(normalise.CannotReachAnyone) as refused:
        normalise.phone(text)
    assert "登録できません" in str(refused.value.sentence)


@pytest.mark.parametrize("text", ["", "119", "佐藤", "090-0000", "090-0000-0001-234567"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(normalise.CannotUsePhone):
        normalise.phone(text)


def test_an_address_is_one_address_in_any_case_and_width():
    assert normalise.email(" Ｓato@Example.JP ") == "sato@example.jp"


@pytest.mark.parametrize("text", ["", "sato", "sato@", "@example.jp", "a b@example.jp"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(normalise.CannotUseEmail):
        normalise.email(text)
