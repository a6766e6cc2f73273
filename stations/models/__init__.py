"""The tables of the stations app, one family a file."""

from stations.models.answered import AnsweredRequest
from stations.models.contribution import Block, Contribution
from stations.models.edit import Correction, Edit
from stations.models.export import Export
from stations.models.finding import (
    FAULTS,
    SUCCESSES,
    CheckIn,
    FaultReport,
    Finding,
    OperatorAnswer,
    Outcome,
    Suspicion,
)
from stations.models.hiding import Hiding
from stations.models.operator import Operator
from stations.models.photo import Photo
from stations.models.review import Reply, Review, Vote
from stations.models.source import HeldInput, ImportRun, RecordVersion, RejectedRow, Source, SourceRecord
from stations.models.station import Connector, Evse, EvseStatus, RemovedStation, Schedule, Station
from stations.models.upkeep import Upkeep
from stations.models.version import DataVersion

__all__ = [
    "FAULTS",
    "SUCCESSES",
    "AnsweredRequest",
    "Block",
    "CheckIn",
    "Connector",
    "Contribution",
    "Correction",
    "DataVersion",
    "Edit",
    "Evse",
    "EvseStatus",
    "Export",
    "FaultReport",
    "Finding",
    "HeldInput",
    "Hiding",
    "ImportRun",
    "Operator",
    "OperatorAnswer",
    "Outcome",
    "Photo",
    "RecordVersion",
    "RejectedRow",
    "RemovedStation",
    "Reply",
    "Review",
    "Schedule",
    "Source",
    "SourceRecord",
    "Station",
    "Suspicion",
    "Upkeep",
    "Vote",
]
