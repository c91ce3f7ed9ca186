"""Tasks about joinders: for the people who sign them, and for those who act for a consortium."""

import datetime
from collections.abc import Collection, Iterable

from django.urls import reverse
from django.utils import timezone

from accounts.dates import short_day
from portal.my.pages.tasks import Task, end_of_day
from purchasing.models import Joinder, JoinderRequest


def joinder_request_tasks(requests: Iterable[JoinderRequest]) -> list[Task]:
    """For a district's signers: each contract that its consortium asks it to join."""
    return [
        Task(
            text=f"Sign the joinder of {one.district} for contract {one.contract}.",
            about=f"{one.contract.consortium.name} asked.",
            button="Review joinder",
            url=_address("joinder_sign", one.contract.consortium.slug, one.contract_id, one.district.leaid),
            since=timezone.localdate(one.asked_at),
        )
        for one in requests
    ]


def joinder_ending_tasks(joinders: Iterable[Joinder], signs_for: Collection[int]) -> list[Task]:
    """For signers and leads: a joinder that ends within 90 days. `signs_for`: the signer’s districts (row ids)."""
    return [_ending_task(one, is_signer=one.district_id in signs_for) for one in joinders if one.ends_on]


def _ending_task(joinder: Joinder, *, is_signer: bool) -> Task:
    slug, pk, ends_on = joinder.contract.consortium.slug, joinder.contract_id, joinder.ends_on or datetime.date.max
    path = ("joinder_sign", joinder.district.leaid) if is_signer else ("joinder_detail", joinder.pk)
    return Task(
        text=f"Renew the joinder of {joinder.district} for contract {joinder.contract}."
        if is_signer
        else f"Ask {joinder.district} to renew its joinder for contract {joinder.contract}.",
        about=f"{joinder.contract.consortium.name}. The joinder ends on {short_day(ends_on)}.",
        button="Renew joinder" if is_signer else "See joinder",
        url=_address(path[0], slug, pk, path[1]),
        due=end_of_day(ends_on),
    )


def _address(name: str, *about: object) -> str:
    return reverse(f"purchasing:{name}", args=about)
