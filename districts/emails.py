"""Letters about posts and the powers that come with them."""

import datetime

from accounts.emails import full_address, keep_letter
from accounts.models import Letter
from districts.models import Post
from districts.permissions import Actor
from districts.rules.powers import POWERS

MY_PAGE = "/my/"


def send_post_given(post: Post, *, by: Actor, at: datetime.datetime) -> Letter:
    """To who holds the post: from when to when, with which powers."""
    subject = f"You are {post.get_kind_display().lower()} of {post.place}"
    return _send("post given", post, subject, "districts/emails/post_given.txt", by, at)


def send_powers_given(post: Post, *, by: Actor, at: datetime.datetime) -> Letter:
    """To whom powers were handed on: which, until when, by whom."""
    subject = f"You may act for {post.place}"
    return _send("powers given", post, subject, "districts/emails/powers_given.txt", by, at)


def send_post_ended(post: Post, *, successor: str = "", by: Actor, at: datetime.datetime) -> Letter:
    """To whose post or powers end: on which day, and who goes on."""
    subject = f"Your powers at {post.place} end" if post.delegated_by_id else f"Your post at {post.place} ends"
    return _send("post ended", post, subject, "districts/emails/post_ended.txt", by, at, successor=successor)


def _send(
    kind: str, post: Post, subject: str, template: str, by: Actor, at: datetime.datetime, **more: object
) -> Letter:
    context = {
        "post": post,
        "place": post.place,
        "person": post.user,
        "speaker": "The State" if isinstance(by, str) else by.name,
        "powers": [POWERS[name] for name in post.powers],
        "page": full_address(MY_PAGE),
        **more,
    }
    return keep_letter(
        kind=kind,
        to=post.user.email,
        to_user=post.user,
        subject=subject,
        template=template,
        context=context,
        about=MY_PAGE,
        at=at,
    )
