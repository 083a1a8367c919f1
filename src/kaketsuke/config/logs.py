"""Structured logs, one JSON object a line, without personal data or the tokens of links."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

# Whoever holds the address of a case (/t/), a matter (/c/) or an invitation (/r/) may open it.
SECRET_PATH = re.compile(r"/(t|c|r|key|confirm-email)/[A-Za-z0-9_:.-]+")
FORBIDDEN_KEYS = frozenset({"name", "phone", "email", "number", "token", "password", "args"})


def without_secrets(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Drop keys that could name a person, and the token of a resident's link."""
    for key in FORBIDDEN_KEYS & event.keys():
        event[key] = "…"
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = SECRET_PATH.sub(r"/\1/…", value)
    return event


def configuration(*, level: str) -> dict[str, Any]:
    """Return Django's LOGGING: every library's lines go through the same cleaning."""
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        without_secrets,
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    without_secrets,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
                "foreign_pre_chain": before,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"level": "WARNING"},
            "procrastinate": {"level": "WARNING"},
        },
    }
