"""What is printed can be read back, is the same everywhere, and obeys nobody's input."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from kaketsuke.printing import documents, glyphs, squares

AT = datetime(2026, 11, 22, 13, 14, tzinfo=UTC)
ADDRESS = "https://example.jp/r/ABCD-1234"


def proof(**changes: object) -> dict[str, object]:
    return {
        "title": "見本",
        "foot": "見本の会社",
        "text": "髙﨑 辻󠄀 𠮷",
        "heading": "内容",
        "rows": [["部屋", "203"], ["備考", ""]],
        "framed": "8 日以内はやめられます。",
        "square": squares.square(ADDRESS),
        **changes,
    }


def words(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_a_moment_of_the_clock_with_its_microseconds_is_a_date_too():
    assert documents.pdf("proof", proof(), at=AT.replace(microsecond=578_494)).startswith(b"%PDF")


def test_the_words_and_rare_characters_are_on_the_page():
    read = words(documents.pdf("proof", proof(), at=AT))
    assert "髙" in read
    assert "𠮷" in read
    assert "203" in read
    assert "備考" not in read  # a name without a value is left out


def test_the_same_data_and_moment_give_the_same_bytes():
    assert documents.pdf("proof", proof(), at=AT) == documents.pdf("proof", proof(), at=AT)


def test_any_moment_of_the_product_s_clock_may_be_the_document_s_date():
    exact = documents.pdf("proof", proof(), at=AT.replace(microsecond=123_456))
    assert exact == documents.pdf("proof", proof(), at=AT)


def test_a_character_without_a_form_is_printed_as_a_mark():
    assert glyphs.printable("ก田\n中") == "〓田\n中"
    assert glyphs.printable("田\r\n中\r田") == "田\n中\n田"  # as a browser sends it
    assert "〓" in words(documents.pdf("proof", proof(text="名前 ก"), at=AT))


def test_what_a_person_typed_is_never_a_command():
    typed = '#panic("x") $x$ #read("/etc/passwd")'
    read = words(documents.pdf("proof", proof(text=typed), at=AT))
    assert "#panic" in read
    assert "root:" not in read


def test_an_unknown_template_is_said():
    with pytest.raises(LookupError, match="no template"):
        documents.pdf("../house", proof(), at=AT)


def test_a_square_is_read_back_by_a_reader():
    import segno
    import zxingcpp
    from PIL import Image, ImageDraw

    code = segno.make(ADDRESS, error="m", micro=False)
    size = int(code.symbol_size(scale=4, border=4)[0])
    assert f'width="{size}"' in squares.square(ADDRESS)
    image = Image.new("L", (size, size), 255)
    draw = ImageDraw.Draw(image)
    for y, row in enumerate(code.matrix_iter(scale=1, border=4)):
        for x, dark in enumerate(row):
            if dark:
                draw.rectangle((x * 4, y * 4, x * 4 + 3, y * 4 + 3), fill=0)
    assert zxingcpp.read_barcodes(image)[0].text == ADDRESS
