"""What the privacy room answers; it changes nothing."""

from kaketsuke.privacy.queries.incidents import (
    affected_persons,
    incident,
    incidents,
)
from kaketsuke.privacy.queries.keeping import (
    HoldRow,
    holds,
    retention_runs,
)
from kaketsuke.privacy.queries.looks import (
    Look,
    alerts,
    looks,
)
from kaketsuke.privacy.queries.processors import (
    ProcessorRow,
    processor_rows,
)
from kaketsuke.privacy.queries.provisions import (
    blocks,
    has_undertaken,
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
    "holds",
    "incident",
    "incidents",
    "looks",
    "processor_rows",
    "providable",
    "provisions",
    "request_page",
    "retention_runs",
    "waiting",
]
