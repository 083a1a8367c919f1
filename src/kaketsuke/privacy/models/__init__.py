"""The tables of this room."""

from kaketsuke.privacy.models.incidents import Affected, Incident
from kaketsuke.privacy.models.keeping import Erased, Hold, RetentionRun
from kaketsuke.privacy.models.looks import Alert, BreakGlass
from kaketsuke.privacy.models.provisions import (
    Block,
    Ground,
    Processor,
    Provision,
    RecipientKind,
    Undertaking,
)
from kaketsuke.privacy.models.requests import Correction, DataRequest, DataRequestEntry
from kaketsuke.privacy.models.telling import AlarmTold

__all__ = [
    "Affected",
    "AlarmTold",
    "Alert",
    "Block",
    "BreakGlass",
    "Correction",
    "DataRequest",
    "DataRequestEntry",
    "Erased",
    "Ground",
    "Hold",
    "Incident",
    "Processor",
    "Provision",
    "RecipientKind",
    "RetentionRun",
    "Undertaking",
]
