"""The lists of the register as files, and what their columns mean."""

from consortia.exports.columns import FILES
from consortia.exports.lists import consortium_file, district_file, region_file, school_file

__all__ = ["FILES", "consortium_file", "district_file", "region_file", "school_file"]
