"""What readers may ask the lists of districts, schools and consortia for."""

from portal.registry.lists.consortia import ConsortiumList
from portal.registry.lists.counts_cache import KEPT
from portal.registry.lists.districts import DistrictList
from portal.registry.lists.faceted import FacetedList
from portal.registry.lists.schools import SchoolList

__all__ = ["KEPT", "ConsortiumList", "DistrictList", "FacetedList", "SchoolList"]
