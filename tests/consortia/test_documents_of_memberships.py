"""Papers: taken by what they are, kept with a digest, named without harm, read by both sides and registrars."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.refusals import Refused, Unready
from consortia.actions import memberships
from consortia.actions.memberships import documents
from consortia.models import AuthorityDocument
from consortia.rules.documents import LARGEST, kind_of, plain_name
from consortia.states import MembershipStatus
from tests.consortia.members import NOON, ONE_DAY, TODAY, confirmed, invited, two_sides

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 the resolution"


def kept(sides, membership, **more):
    by = more.pop("by", sides.superintendent)
    document = documents.UploadedDocument(
        **{"content": PDF, "name": "Resolution 12.pdf", "kind": "board_resolution"} | more
    )
    return documents.add_document(membership=membership, document=document, by=by, at=NOON)


def test_a_resolution_is_stored_with_its_digest_and_listed_among_the_steps():
    sides = two_sides()
    membership = confirmed(sides)

    document = kept(sides, membership, adopted_on=TODAY)

    assert (document.content_type, document.size, document.digest[:8]) == ("application/pdf", 23, "7bcf0e69")
    assert membership.steps.last().words == "Board resolution: Resolution 12.pdf"
    assert kept(sides, membership) == document


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (PDF, "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"\xff\xd8\xff\xe0....", "jpg"),
        (b"<html><script>", None),
        (b"MZ\x90", None),
        (b"PK\x03\x04", None),
        (b"GIF89a", None),
        (b" %PDF-1.7", None),
    ],
)
def test_a_file_is_what_its_first_bytes_say(content, extension):
    kind = kind_of(content)

    assert (kind.extension if kind else None) == extension


def test_a_file_of_the_wrong_type_is_refused_whatever_its_name():
    sides = two_sides()
    membership = confirmed(sides)

    with pytest.raises(Unready, match="isn’t a PDF, PNG, or JPEG"):
        kept(sides, membership, content=b"<script>alert(1)</script>", name="resolution.pdf")
    with pytest.raises(Unready, match="empty"):
        kept(sides, membership, content=b"")
    with pytest.raises(Unready, match="larger than 5 MB"):
        kept(sides, membership, content=PDF + b"x" * (LARGEST - len(PDF) + 1))
    assert kept(sides, membership, content=PDF + b"x" * (LARGEST - len(PDF))).size == 5_242_880


def test_only_the_two_sides_add_documents():
    sides = two_sides()
    membership = confirmed(sides)

    for person in (sides.stranger, sides.registrar):
        with pytest.raises(Refused):
            kept(sides, membership, by=person)
    assert kept(sides, membership, by=sides.lead).uploaded_by == sides.lead


def test_the_day_of_a_vote_is_not_in_the_future():
    sides = two_sides()

    with pytest.raises(Unready, match="is in the future"):
        kept(sides, confirmed(sides), adopted_on=TODAY + ONE_DAY)


def test_only_both_sides_and_registrars_see_a_document():
    sides = two_sides()
    document = kept(sides, confirmed(sides))

    readers = (sides.superintendent, sides.lead, sides.registrar, sides.stranger)
    assert [document in AuthorityDocument.objects.visible_to(reader) for reader in readers] == [True, True, True, False]


def test_the_content_is_read_only_where_it_is_asked_for():
    sides = two_sides()
    membership = confirmed(sides)
    kept(sides, membership)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        list(AuthorityDocument.objects.all())
        list(membership.documents.all())

    assert not [query for query in asked if '"content"' in query["sql"]]
    assert bytes(AuthorityDocument.objects.with_content().get().content) == PDF


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Resolution 12.pdf", "Resolution 12.pdf"),
        ("C:\\papers\\board.PDF", "board.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("resolution.pdf.exe", "resolution.pdf.pdf"),
        ("a\r\nContent-Type: text/html\r\n.pdf", "html.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ('"><script>.pdf', "script.pdf"),
        ("...", "document.pdf"),
        ("", "document.pdf"),
        ("Beschluß Nr. 7", "Beschluß Nr. 7.pdf"),
    ],
)
def test_a_hostile_name_becomes_a_plain_one(name, plain):
    assert plain_name(name, "pdf") == plain


def test_a_document_comes_with_the_answer_and_a_second_click_adds_none():
    sides = two_sides()
    membership = invited(sides)
    document = documents.UploadedDocument(content=PDF, name="vote.pdf", kind="board_resolution", adopted_on=TODAY)
    seen = membership.steps.last().pk

    for _ in range(2):
        memberships.accept(membership=membership, document=document, seen=seen, by=sides.superintendent, at=NOON)

    assert [step.step for step in membership.steps.all()] == ["claim", "paper", "confirm"]
    assert membership.documents.get().adopted_on == TODAY


def test_an_answer_with_a_file_of_the_wrong_type_does_not_count():
    sides = two_sides()
    membership = invited(sides)

    with pytest.raises(Unready, match="isn’t a PDF"):
        memberships.accept(
            membership=membership,
            document=documents.UploadedDocument(b"MZ", "a.pdf", "agreement"),
            by=sides.superintendent,
            at=NOON,
        )

    membership.refresh_from_db()
    assert membership.status == MembershipStatus.CLAIMED
