"""Storing the boundaries of counties."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from audit import log
from districts.actions.bulk import BATCH, wait_for_other_imports
from districts.actions.history import touch_registry
from districts.models import County, CountyShape
from districts.permissions import Actor, check_can_register
from districts.rules.drawing import Polygons, draw_counties

# By state abbreviation and county code: the boundaries of all counties of a state.
Shapes = Mapping[str, Mapping[str, Polygons]]


@transaction.atomic
def record_shapes(*, shapes: Shapes, by: Actor, at: datetime.datetime) -> int:
    """Store the boundaries of counties that the registry has; returns how many were new or different.

    Pass every county of a state, even those not in the registry, because their borders are drawn together.
    """
    check_can_register(by, timezone.localdate(at))
    wait_for_other_imports()
    counties = dict(County.objects.filter(state__in=list(shapes)).values_list("fips", "pk"))
    known = {shape.pk: shape for shape in CountyShape.objects.filter(pk__in=counties.values())}
    wanted = [
        CountyShape(
            county_id=counties[fips],
            coordinates=polygons[fips],
            path=drawn.path,
            **drawn.box._asdict(),
        )
        for state, polygons in shapes.items()
        if any(fips in counties for fips in polygons)
        for fips, drawn in draw_counties(state, polygons).items()
        if fips in counties
    ]
    new = [shape for shape in wanted if shape.pk not in known]
    changed = [shape for shape in wanted if shape.pk in known and _drawing(known[shape.pk]) != _drawing(shape)]
    if not new and not changed:
        return 0
    CountyShape.objects.bulk_create(new, batch_size=BATCH)
    fields = ["coordinates", "path", "left", "top", "right", "bottom"]
    CountyShape.objects.bulk_update(changed, fields, batch_size=200)
    touch_registry()
    log.record(
        "county_shapes.recorded", "register", by=by, at=at, states=sorted(shapes), new=len(new), changed=len(changed)
    )
    return len(new) + len(changed)


def _drawing(shape: CountyShape) -> tuple[object, ...]:
    return (shape.coordinates, shape.path, shape.left, shape.top, shape.right, shape.bottom)
