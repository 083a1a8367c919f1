"""Reading a document into its clauses: the sample, documents like it, and what is none."""

import re
import textwrap
from pathlib import Path

import pytest

from kaketsuke.rules import clauses, terms

OFFICIAL = Path(__file__).parents[3] / "shared" / "seed" / "important-matters-2022-06-15.txt"
IDS = [
    *("1.1", "1.2", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3"),
    *(f"4.{number}" for number in range(1, 8)),
    *(f"4.7.{number}" for number in range(1, 10)),
    *("4.8", "4.9", "4.10", "4.11", "A1.1", "A1.2", "A1.2.1", "A1.2.2", "A1.3"),
]


@pytest.fixture(scope="module")
def sample_text():
    return terms.sample_text()


def out_of_a_pdf(text, *, width=38):
    """Break, pad and decorate the text as it comes out of a PDF."""
    broken = []
    for line in text.split("\n"):
        lines = textwrap.wrap(line, width, break_long_words=True, drop_whitespace=False) or [""]
        broken += [f"{part} \n" for part in lines]
    pages = ["\f" if number % 31 == 30 else "" for number in range(len(broken))]
    made = "\n".join(line + page for line, page in zip(broken, pages, strict=True))
    numbers = str.maketrans("0123456789", "０１２３４５６７８９")
    return re.sub(r"(?m)^\d+\.|内容現在.*$", lambda found: found[0].translate(numbers), made)


def test_the_sample_reads_back_to_itself(sample_text):
    assert terms.parse(sample_text).to_json() == clauses.sample().to_json()


@pytest.mark.clause("3.2")
def test_the_sample_has_every_clause_contact_and_hour():
    parsed = clauses.sample()
    assert [clause_id for clause_id, _ in parsed.texts()] == IDS
    assert {contact.purpose: contact.hours for contact in parsed.contacts} == {
        "dispatch": "24時間365日",
        "privacy": "9:00-18:00",
        "enquiries": "9:00-18:00",
    }
    assert parsed.sample


def test_the_sample_exists_in_english():
    english = clauses.sample("en")
    assert [clause_id for clause_id, _ in english.texts()] == IDS
    assert all(text.isascii() for _, text in english.texts())


def test_broken_lines_page_breaks_and_full_width_digits_change_nothing(sample_text):
    # The appendix keeps its authors' lines, so only their breaks may differ.
    parsed = terms.parse(out_of_a_pdf(sample_text))
    assert parsed.version_date == "2026-01-01"
    assert parsed.companies == clauses.sample().companies
    assert parsed.contacts == clauses.sample().contacts
    flat = {clause: text.replace("\n", "") for clause, text in parsed.texts()}
    assert flat == {clause: text.replace("\n", "") for clause, text in clauses.sample().texts()}


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\n\n\n"),
        lambda text: text.replace("■", "\uf0a8"),
        lambda text: text.replace("\n■", "\n- 2 -\n\f■"),
        lambda text: re.sub(r"(?m)^(\d+)\. ", r"\1．", text),
        lambda text: re.sub(r"(?m)^\((\d)\) ", r"（\1）", text),
        lambda text: re.sub(r"(?m)^\((\d)\) ", lambda found: chr(0x245F + int(found[1])), text),
        lambda text: re.sub(r"(?m)^\((\d)\) ", lambda found: chr(0x2473 + int(found[1])), text),
        lambda text: text.replace("■ ", ""),
        lambda text: text.replace("■ ", "n "),
        lambda text: re.sub(r"(?m)^■ (.*)$", r"【\1】", text),
        lambda text: text.replace("■", "\uf0a8\n"),
        lambda text: text.replace("■", "", 1),
        lambda text: text.replace("\n・", "\n･"),
        lambda text: text.replace("\n・", "\n● "),
        lambda text: text.replace("\n・", "\n- "),
        lambda text: text.replace("内容現在 ", "内容現在\n"),
        lambda text: text.replace("2026年1月1日", "令和8年1月1日"),
        lambda text: text.replace("9:00-18:00", "午前9時から午後6時"),
        lambda text: text.replace("9:00-18:00", "9時〜18時00分"),
    ],
)
def test_another_printing_of_it_reads_the_same(sample_text, changed):
    assert terms.parse(changed(sample_text)).to_json() == clauses.sample().to_json()


def test_another_version_with_another_date_company_and_clause(sample_text):
    later = (
        sample_text.replace("内容現在 2026年1月1日", "内容現在 ２０２７年 ４月 １日")
        .replace("見本ケーブル西株式会社", "見本ケーブル西株式会社、見本ケーブル南合同会社")
        .replace("\n\n以上", "\n12. あらたに加わった条項です。\n\n以上", 1)
    )
    parsed = terms.parse(later)
    assert parsed.version_date == "2027-04-01"
    assert parsed.companies[-1] == "見本ケーブル南合同会社"
    assert parsed.text_of("4.12") == "あらたに加わった条項です。"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "緊急|駆け付け"),
        ("吾輩は猫である。名前はまだ無い。\n" * 50, "駆け付け"),
        ("重要事項説明書\n1. 駆け付けます。\n", "date"),
        ("駆け付けサービスの案内\n1. 案内です。\n", "title"),
        ("重要事項説明書\n駆け付け\n内容現在 2022年6月15日\n", "no numbered clauses"),
        ("重要事項説明書\n駆け付け\n■ 節\n1. あ\n内容現在 2022年13月15日\n", "calendar"),
        (
            "重要事項説明書\n駆け付け\n■ 節\n1. あ\n3. う\n内容現在 2022年6月15日\n",
            "1.2 is missing",
        ),
        (
            "重要事項説明書\n駆け付けます。\n1. あ\n■ 節\n1. い\n現在 2022年6月15日\n",
            "first heading",
        ),
        ("重要事項説明書\n駆け付け\n■ 節\n1. あ\0\n", "null character"),
        ("重要事項説明書\n駆け付け\n■ 節\n1. 別紙１の費用\n内容現在 2022年6月15日\n", "別紙1"),
    ],
)
def test_what_is_no_such_document_is_refused_with_a_reason(text, sentence):
    with pytest.raises(terms.NotTheTerms, match=sentence):
        terms.parse(text)


@pytest.mark.parametrize(
    ("pattern", "replacement", "sentence"),
    [
        (r"\n\(5\).*", "", "4.7.5 is missing: 6 follows 4"),
        (r"\n\(1\).*", "", "4.7.1 is missing"),
        (r"\n\(5\).*", r"\g<0>\g<0>", "number 5 follows 4.7.5"),
        (r"\n3\. .*", r"\g<0>\g<0>", "number 3 follows 1.3|number 3 follows 2.3"),
        (r"(?<=。\n)\n?■ .*\n", "", "heading is missing"),
        (r"\n(■ .*)", r"\n\1\n\1", "comes twice"),
    ],
)
def test_a_number_left_out_or_repeated_moves_no_other_clause(
    sample_text, pattern, replacement, sentence
):
    changed = re.sub(pattern, replacement, sample_text, count=1)
    assert changed != sample_text
    with pytest.raises(terms.NotTheTerms, match=sentence):
        terms.parse(changed)


def test_a_reference_at_the_start_of_a_line_begins_no_clause(sample_text):
    referring = re.sub(r"\n\(2\) ", "\n(1)に準じる場合\\g<0>", sample_text, count=1)
    assert terms.parse(referring).text_of("4.7.1").endswith("(1)に準じる場合")


def test_a_company_may_be_written_short(sample_text):
    name = clauses.sample().companies[0]
    short = f"㈱{name.replace('株式会社', '')}"
    assert terms.parse(sample_text.replace(name, short)).companies[0] == short


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(terms.NotTheTerms, match="UTF-8"):
        terms.read(b"%PDF-1.7\n\xff\xfe\x00")


def test_half_a_document_is_refused(sample_text):
    lines = sample_text.split("\n")
    with pytest.raises(terms.NotTheTerms):
        terms.parse("\n".join(lines[: len(lines) // 2]))


@pytest.fixture(scope="module")
def official():
    if not OFFICIAL.is_file():
        pytest.skip("the official document is not beside the project")
    return terms.read(OFFICIAL.read_bytes())


@pytest.mark.clause("3.2")
def test_the_official_document_is_read_whole(official):
    assert [clause_id for clause_id, _ in official.texts()] == IDS
    assert official.version_date == "2022-06-15"
    assert len(official.companies) == 9
    assert all("株式会社" in name for name in official.companies)
    assert [(contact.purpose, contact.hours) for contact in official.contacts] == [
        ("dispatch", "24時間365日"),
        ("privacy", "9:00-18:00"),
        ("enquiries", "9:00-18:00"),
    ]


def test_no_clause_of_the_official_document_holds_what_is_not_its_own(official):
    numbers = {contact.phone for contact in official.contacts if contact.purpose != "dispatch"}
    for clause_id, text in official.texts():
        assert not any(number in text for number in numbers), clause_id
        assert not re.search(r"[\ue000-\uf8ff\f\u3000]|  |https?:", text), clause_id
        assert text == text.strip()
        assert "\n" not in text or clause_id.startswith("A1")


def test_the_sample_copies_no_sentence_of_the_official_document(official):
    theirs = "".join(text for _, text in official.texts())
    for clause_id, text in clauses.sample().texts():
        sentences = [part for part in re.split("[。\n]", text) if len(part) >= 16]
        assert not [part for part in sentences if part in theirs], clause_id
