"""Django's DATABASES from the environment: the embedded server's socket, or DATABASE_URL."""

import os
from typing import Any

from psycopg import conninfo

SEARCH_PATH = "-c search_path=public,keys"
# What libpq calls it, and what Django calls it; everything else goes on as an option.
NAMES = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
    "host": "HOST",
    "port": "PORT",
}


def from_environment() -> dict[str, Any]:
    """Return the default connection; with a URL, serving processes give up their owner's rights."""
    role = os.environ.get("KAKETSUKE_DATABASE_ROLE", "app")
    options: dict[str, Any] = {"options": SEARCH_PATH}
    settings: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": int(os.environ.get("KAKETSUKE_CONN_MAX_AGE", "600")),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
    url = os.environ.get("DATABASE_URL", "")
    if url:
        parts = conninfo.conninfo_to_dict(url)
        if role == "app":
            options["options"] += " -c role=kaketsuke_app"
        for key, value in parts.items():
            if key in NAMES:
                settings[NAMES[key]] = str(value)
            else:
                options[key] = value
        return settings
    settings["HOST"] = os.environ.get("KAKETSUKE_DATABASE_HOST", "")
    settings["NAME"] = os.environ.get("KAKETSUKE_DATABASE_NAME", "kaketsuke")
    settings["USER"] = os.environ.get("KAKETSUKE_DATABASE_USER", "kaketsuke_app")
    return settings
