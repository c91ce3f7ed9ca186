"""Keeping the papers behind a line: board resolutions, letters of commitment, agreements."""

import datetime
import hashlib
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.dates import day_in_words
from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia.actions.memberships.steps import authority, lock_line, take_step
from consortia.models import AuthorityDocument, Membership
from consortia.permissions import check_can_speak_for_a_side
from consortia.rules.documents import Kind, kind_of, plain_name, problems_with_paper
from consortia.states import NEVER
from districts.models import Post

AT_MOST = 20


class Paper(NamedTuple):
    """What somebody uploads."""

    content: bytes
    name: str
    kind: str
    adopted_on: datetime.date | None = None


@transaction.atomic
def add_paper(*, line: Membership, paper: Paper, by: User, at: datetime.datetime) -> AuthorityDocument:
    """The paper as it was uploaded, with its digest. The same file is found again. Raises Refused or Unready."""
    line = lock_line(line)
    side, post = check_can_speak_for_a_side(by, line, timezone.localdate(at))
    return keep_paper(line, paper, side=side, post=post, by=by, at=at)


def keep_paper(
    line: Membership, paper: Paper, *, side: str, post: Post, by: User, at: datetime.datetime
) -> AuthorityDocument:
    """The paper with a line that is locked already, within another step."""
    file, digest = _checked(line, paper, timezone.localdate(at)), hashlib.sha256(paper.content).hexdigest()
    if same := line.documents.filter(digest=digest).first():
        return same
    if line.documents.count() >= AT_MOST:
        raise Unready(f"This line has {AT_MOST} papers already.")
    document = AuthorityDocument.objects.create(
        membership=line,
        kind=paper.kind,
        adopted_on=paper.adopted_on,
        name=plain_name(paper.name, file.ending),
        content_type=file.content_type,
        size=len(paper.content),
        digest=digest,
        content=paper.content,
        uploaded_by=by,
        uploaded_at=at,
    )
    words = f"{document.get_kind_display()}: {document.name}"
    take_step(line, "paper", side=side, post=post, words=words, by=by, at=at)
    facts = {"name": document.name, "digest": digest, "size": document.size, "authority": authority(post)}
    log.record("membership.paper_added", line, by=by, at=at, **facts)
    return document


def _checked(line: Membership, paper: Paper, on: datetime.date) -> Kind:
    problems = problems_with_paper(paper.content)
    if paper.kind not in AuthorityDocument.Kind.values:
        problems.append("Say what kind of paper it is.")
    if paper.adopted_on and paper.adopted_on > on:
        problems.append(
            f"{day_in_words(paper.adopted_on)} is still to come: give the day of the vote or of the letter."
        )
    if line.status in NEVER:
        problems.append(f"This line is {line.get_status_display().lower()}: no paper is added to it.")
    file = kind_of(paper.content)
    if problems or file is None:
        raise Unready(*problems)
    return file
