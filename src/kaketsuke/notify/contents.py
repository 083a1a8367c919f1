"""What a message says and where a temporary one goes, sealed under the key of its subject."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from kaketsuke.notify import messages
from kaketsuke.notify.models import Message
from kaketsuke.people import sealing


@dataclass(frozen=True, slots=True)
class Content:
    """What fills a template."""

    parameters: Mapping[str, str]
    link: str | None


def seal(key: bytes, content: Content, *, message_id: UUID) -> bytes:
    """Return the content sealed to its message."""
    text = json.dumps({"parameters": dict(content.parameters), "link": content.link})
    return sealing.seal(key, text, context=f"notify.message.content:{message_id}")


def seal_address(key: bytes, address: str, *, message_id: UUID) -> bytes:
    """Return a temporary number sealed to its message."""
    return sealing.seal(key, address, context=f"notify.message.address:{message_id}")


def open_words(key: bytes, message: Message) -> messages.Words:
    """Return the message as its reader gets it."""
    text = sealing.open_sealed(
        key, message.content_sealed, context=f"notify.message.content:{message.pk}"
    )
    content = json.loads(text)
    return messages.render(
        message.template,
        language=message.language,
        parameters=content["parameters"],
        link=content["link"],
    )


def open_address(key: bytes, message: Message) -> str:
    """Return the temporary number of a message that has one."""
    return sealing.open_sealed(
        key, message.address_sealed or b"", context=f"notify.message.address:{message.pk}"
    )
