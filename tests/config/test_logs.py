"""What opens something for its holder stands in no log."""

import json
import logging

import pytest

from kaketsuke.config import logs


@pytest.mark.parametrize(
    "secret",
    ["/t/{}/stop/", "/c/WyJjYXNlIl0:1wQ3Zx:{}/", "/c/WyJjYXNlIl0:1wQ:{}/letters/", "/r/{}/"],
)
def test_an_address_that_opens_something_is_written_without_its_secret(secret: str) -> None:
    address = secret.format("ABCD-EFGH_JKLM")
    event = logs.without_secrets(None, "warning", {"event": f"Not Found: {address}"})
    assert "JKLM" not in json.dumps(event)
    assert "WyJ" not in json.dumps(event)
    assert address[:3] in event["event"]


def test_the_path_of_a_page_stays_readable() -> None:
    path = "/console/cases/01a2/door/ /area/ /accounts/login/"
    assert logs.without_secrets(None, "warning", {"event": path}) == {"event": path}


def test_every_library_s_lines_are_cleaned() -> None:
    made = logs.configuration(level="INFO")["formatters"]["json"]
    formatter = made.pop("()")(**made)
    record = logging.LogRecord("x", logging.WARNING, "", 1, "Gone: %s", ("/c/a:b:c/",), None)
    assert "a:b:c" not in formatter.format(record)
