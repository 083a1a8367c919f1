"""What the privacy room answers; it changes nothing."""

from kaketsuke.privacy.queries.incidents import (
    affected_persons,
    incident,
    incidents,
)
from kaketsuke.privacy.queries.keeping import (
    HoldRow,
    hold,
    holds,
    retention_runs,
)
from kaketsuke.privacy.queries.looks import (
    Look,
    alerts,
    is_alert,
    is_look,
    looks,
)
from kaketsuke.privacy.queries.processors import (
    ProcessorRow,
    processor_rows,
)
from kaketsuke.privacy.queries.provisions import (
    blocks,
    has_undertaken,
    is_block,
    providable,
    provisions,
)
from kaketsuke.privacy.queries.requests import (
    RequestPage,
    RequestRow,
    data_request,
    desk_rows,
    request_page,
    waiting,
)

__all__ = [
    "HoldRow",
    "Look",
    "ProcessorRow",
    "RequestPage",
    "RequestRow",
    "affected_persons",
    "alerts",
    "blocks",
    "data_request",
    "desk_rows",
    "has_undertaken",
    "hold",
    "holds",
    "incident",
    "incidents",
    "is_alert",
    "is_block",
    "is_look",
    "looks",
    "processor_rows",
    "providable",
    "provisions",
    "request_page",
    "retention_runs",
    "waiting",
]
