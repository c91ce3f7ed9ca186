from policies.models.barriers import (
    DOCKET_ROLES,
    Barrier,
    BarrierDecision,
    BarrierReport,
    BarrierReportDistrict,
    BarrierStep,
)
from policies.models.policies import Policy, PolicyChange

__all__ = [
    "DOCKET_ROLES",
    "Barrier",
    "BarrierDecision",
    "BarrierReport",
    "BarrierReportDistrict",
    "BarrierStep",
    "Policy",
    "PolicyChange",
]
