"""Regions, counties, districts, schools, yearly figures, and who may act for them."""

from districts.models.component import Component
from districts.models.delivery import Delivery, DeliveryEffect, DeliveryFile, DeliveryKind, DeliveryRow, RowOutcome
from districts.models.district import AgencyStatus, District, DistrictKind
from districts.models.fact import Confirmation, FactDispute
from districts.models.figures import DistrictFigures, FigureSource, SchoolFigures
from districts.models.history import Change, Revision
from districts.models.place import County, Locale, Region
from districts.models.post import HEADS, POWERS, Post, PostKind
from districts.models.record import Saying, Story, rural_facts_of, story_of, with_last_confirmation, with_state_decision
from districts.models.rural import RuralDesignation, rural_facts
from districts.models.school import GRADE_NUMBERS, School, SchoolKind, SchoolLevel
from districts.models.shape import CountyShape

__all__ = [
    "GRADE_NUMBERS",
    "HEADS",
    "POWERS",
    "AgencyStatus",
    "Change",
    "Component",
    "Confirmation",
    "County",
    "CountyShape",
    "Delivery",
    "DeliveryEffect",
    "DeliveryFile",
    "DeliveryKind",
    "DeliveryRow",
    "District",
    "DistrictFigures",
    "DistrictKind",
    "FactDispute",
    "FigureSource",
    "Locale",
    "Post",
    "PostKind",
    "Region",
    "Revision",
    "RowOutcome",
    "RuralDesignation",
    "Saying",
    "School",
    "SchoolFigures",
    "SchoolKind",
    "SchoolLevel",
    "Story",
    "rural_facts",
    "rural_facts_of",
    "story_of",
    "with_last_confirmation",
    "with_state_decision",
]
