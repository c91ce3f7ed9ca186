"""Tells other apps that facts in the registry have changed. They decide what that means for them."""

import datetime
from collections.abc import Callable, Collection
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ChangedRecords:
    """Which records have other facts since a moment: some districts with their schools, or everything in some states.

    A state of "" stands for all states: the rows of the change didn't say.
    """

    at: datetime.datetime
    districts: Collection[int | None] = ()
    states: Collection[str] = ()


Follower = Callable[[ChangedRecords], None]
_FOLLOWERS: list[Follower] = []


def follow_registry(follower: Follower) -> None:
    """Tell this follower of every change, within its transaction."""
    _FOLLOWERS.append(follower)


def tell_followers(changed: ChangedRecords) -> None:
    """Tell every follower."""
    for follower in _FOLLOWERS:
        follower(changed)
