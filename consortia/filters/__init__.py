"""What readers may ask the lists of districts, schools and consortia for."""

from consortia.filters.consortia import ConsortiumList
from consortia.filters.districts import DistrictList
from consortia.filters.faceted import FacetedList
from consortia.filters.kept import KEPT
from consortia.filters.schools import SchoolList

__all__ = ["KEPT", "ConsortiumList", "DistrictList", "FacetedList", "SchoolList"]
