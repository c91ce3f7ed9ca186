"""The lists of districts, schools, consortia, and contracts with their filters."""

from districts.reads.counts_cache import COUNTS_CACHE
from portal.registry.lists.consortia import ConsortiumList
from portal.registry.lists.contracts import ContractList
from portal.registry.lists.districts import DistrictList
from portal.registry.lists.faceted import FacetedList
from portal.registry.lists.schools import SchoolList

__all__ = ["COUNTS_CACHE", "ConsortiumList", "ContractList", "DistrictList", "FacetedList", "SchoolList"]
