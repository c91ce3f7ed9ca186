"""The lists of the registry as files, and the columns of every file."""

from portal.components.purchasing_columns import CLAIMS, COSTS, ERATE, SAVINGS
from portal.components.service_columns import SERVICES
from portal.components.unserved_columns import UNSERVED
from portal.registry.files.awards import AWARDS, OUTCOMES
from portal.registry.files.consortia import CONSORTIA, consortium_file
from portal.registry.files.contracts import CONTRACTS, contract_file
from portal.registry.files.districts import DISTRICTS, district_file
from portal.registry.files.regions import REGIONS, region_file
from portal.registry.files.rosters import CHANGES, ROSTER
from portal.registry.files.schools import SCHOOLS, school_file

# Every file that the data dictionary explains.
FILES = (
    DISTRICTS,
    SCHOOLS,
    CONSORTIA,
    REGIONS,
    ROSTER,
    CHANGES,
    SERVICES,
    CONTRACTS,
    SAVINGS,
    CLAIMS,
    COSTS,
    ERATE,
    UNSERVED,
    AWARDS,
    OUTCOMES,
)

__all__ = ["FILES", "consortium_file", "contract_file", "district_file", "region_file", "school_file"]
