"""The lists of the registry as files, and the columns of every file."""

from portal.components.columns import FILES as LISTS
from portal.components.roster_columns import CHANGES, ROSTER, SERVICES
from portal.registry.files.lists import consortium_file, district_file, region_file, school_file

# Every file that the data dictionary explains.
FILES = (*LISTS, ROSTER, CHANGES, SERVICES)

__all__ = ["FILES", "consortium_file", "district_file", "region_file", "school_file"]
