"""A dump of every table holds no name, no number and no address of anybody."""

import pytest
from django.db import connection

from kaketsuke.accounts import context
from kaketsuke.notify import services as notify_services
from tests import world

pytestmark = pytest.mark.django_db
PEOPLE = ("佐藤", "花子", "青木", "一郎", "健", "林", "9000000203", "0000-0203", "sato@", "ひみつ")


def _dump() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname, tablename FROM pg_tables "
            "WHERE schemaname IN ('public', 'keys') AND tablename <> 'terms_version'"
        )
        rows = []
        for schema, table in cursor.fetchall():
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{schema}"."{table}" t')  # noqa: S608 - our own names
            rows += [text for (text,) in cursor.fetchall()]
    return "\n".join(rows)


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
        dump = _dump()
    assert "青葉ハイツ" in dump
    found = [text for text in PEOPLE if text in dump]
    encoded = [text for text in PEOPLE if text.encode().hex() in dump]
    assert not found + encoded
