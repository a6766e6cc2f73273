"""The operator's console over facts: what is there, where it came from, and what was refused."""

from stations.admin.blocks import BlockAdmin
from stations.admin.edits import CorrectionAdmin, EditAdmin
from stations.admin.findings import CheckInAdmin, FaultReportAdmin, OperatorAnswerAdmin, SuspicionAdmin
from stations.admin.jobs import ExportAdmin, UpkeepAdmin
from stations.admin.operators import OperatorAdmin
from stations.admin.photos import PhotoAdmin
from stations.admin.reviews import ReplyAdmin, ReviewAdmin
from stations.admin.runs import ImportRunAdmin, RejectedRowAdmin
from stations.admin.sources import SourceAdmin
from stations.admin.stations import StationAdmin

__all__ = [
    "BlockAdmin",
    "CheckInAdmin",
    "CorrectionAdmin",
    "EditAdmin",
    "ExportAdmin",
    "FaultReportAdmin",
    "ImportRunAdmin",
    "OperatorAdmin",
    "OperatorAnswerAdmin",
    "PhotoAdmin",
    "RejectedRowAdmin",
    "ReplyAdmin",
    "ReviewAdmin",
    "SourceAdmin",
    "StationAdmin",
    "SuspicionAdmin",
    "UpkeepAdmin",
]
