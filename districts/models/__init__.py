"""Regions, counties, districts, schools, yearly figures, and who may act for them."""

from districts.models.appointment import Appointment
from districts.models.district import District
from districts.models.fact import Confirmation, FactDispute
from districts.models.figures import DistrictFigures, SchoolFigures
from districts.models.history import Change, Revision
from districts.models.import_batch import ImportBatch, ImportEffect, ImportFile, ImportRow
from districts.models.place import County, Region, RegionChange
from districts.models.rural import RuralDesignation, rural_facts
from districts.models.school import School
from districts.models.service_agency import ServiceAgencyMembership
from districts.models.shape import CountyShape

__all__ = [
    "Appointment",
    "Change",
    "Confirmation",
    "County",
    "CountyShape",
    "District",
    "DistrictFigures",
    "FactDispute",
    "ImportBatch",
    "ImportEffect",
    "ImportFile",
    "ImportRow",
    "Region",
    "RegionChange",
    "Revision",
    "RuralDesignation",
    "School",
    "SchoolFigures",
    "ServiceAgencyMembership",
    "rural_facts",
]
