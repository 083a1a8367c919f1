"""A dump of every table holds no name, no number and no address of anybody."""

import pytest

from kaketsuke.accounts import context
from kaketsuke.notify import services as notify_services
from tests import rows, world

pytestmark = pytest.mark.django_db
PEOPLE = ("佐藤", "花子", "青木", "一郎", "健", "林", "9000000203", "0000-0203", "sato@", "ひみつ")


def test_the_tables_hold_no_name_number_or_address():
    with context.as_system():
        w = world.build()
        notify_services.send(
            template="technician_on_the_way",
            subject_kind="case",
            subject_id=w.home.pk,
            company_id=w.company.pk,
            contact_point_id=None,
            temporary_number="+819000000203",
            person_id=w.sato.pk,
            language="ja",
            parameters={
                "number": "K-1",
                "technician": "林 真",
                "arrival": "22:40",
                "code_word": "ひみつ",
            },
            link="https://example.jp/t/ひみつ",
            now=world.NOW,
        )
        dump = rows.everything()
    assert "青葉ハイツ" in dump
    found = [text for text in PEOPLE if text in dump]
    encoded = [text for text in PEOPLE if text.encode().hex() in dump]
    assert not found + encoded
