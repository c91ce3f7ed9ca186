"""The lists of the register as files, and what their columns mean."""

from consortia.exports.columns import FILES as LISTS
from consortia.exports.lists import consortium_file, district_file, region_file, school_file
from consortia.exports.roster_columns import CHANGES, ROSTER, SERVICES

# Every file that the data dictionary explains.
FILES = (*LISTS, ROSTER, CHANGES, SERVICES)

__all__ = ["FILES", "consortium_file", "district_file", "region_file", "school_file"]
