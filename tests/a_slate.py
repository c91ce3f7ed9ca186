"""A slate of the table of visitors: with the reviewed application, which the board member voted on and took off."""

import datetime
from types import SimpleNamespace

from grants.actions.slates import prepare_slate, take_off_slate, vote_on_slate


def add_slate(world: SimpleNamespace, *, at: datetime.datetime) -> None:
    """Prepared by the officer; the application can be decided alone after that."""
    world.slate = prepare_slate(
        competition=world.reviewed.competition,
        references=[world.reviewed.reference],
        outcome="hold",
        reasons="A slate waits for nothing.",
        notes={},
        by=world.officer,
        at=at,
    )
    world.slate_vote = vote_on_slate(slate=world.slate, choice="yes", by=world.board_member, at=at)
    world.slate_item = take_off_slate(slate=world.slate, application=world.reviewed, by=world.board_member, at=at)
    world.secrets += ["A slate waits for nothing."]
