"""Regions, counties, districts, schools, yearly figures, and who may act for them."""

from districts.models.component import Component
from districts.models.district import AgencyStatus, District, DistrictKind
from districts.models.figures import DistrictFigures, FigureSource, SchoolFigures
from districts.models.place import County, Locale, Region
from districts.models.post import Post, PostKind
from districts.models.rural import RuralDesignation, rural_facts
from districts.models.school import School

__all__ = [
    "AgencyStatus",
    "Component",
    "County",
    "District",
    "DistrictFigures",
    "DistrictKind",
    "FigureSource",
    "Locale",
    "Post",
    "PostKind",
    "Region",
    "RuralDesignation",
    "School",
    "SchoolFigures",
    "rural_facts",
]
