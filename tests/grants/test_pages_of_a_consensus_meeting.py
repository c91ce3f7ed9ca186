"""The pages of a consensus meeting: opening it, changing scores, and minutes as a page and a file."""

import pytest
import time_machine
from django.urls import reverse

from grants.models import ConsensusMeeting
from tests.grants.builders import AT, an_application, an_officer
from tests.grants.meetings import WHY, a_meeting, a_scored_application, first_score, submitted_by
from tests.grants.pages import queries_of, shown, signed_in
from tests.grants.scoring import a_scorer_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(AT, tick=False):
        yield


def file_of(client, address):
    return b"".join(client.get(address).streaming_content).decode()


def test_a_meeting_from_opening_to_its_minutes(client):
    application, (sela, tom) = a_scored_application()
    slug, reference = application.competition.slug, application.reference
    officer = an_officer("Olive Reed")
    signed_in(client, officer)
    open_it = reverse("review:meeting_open", args=[slug])
    assert "Choose the scorers who attend" in shown(client.post(open_it, {"held_on": "2026-04-20"}))
    minutes = shown(client.post(open_it, {"held_on": "2026-04-20", "attendees": [sela.pk, tom.pk]}, follow=True))
    assert "0 of 1 application closed. No score was changed." in minutes
    assert "Sela Brooks, Tom Hale" in minutes
    meeting = ConsensusMeeting.objects.get()
    page = reverse("review:meeting_application", args=[slug, meeting.pk, reference])
    entry = {"score": first_score(sela, application).pk, "level": "1", "reason": WHY, "passage": "n3-p1"}
    assert "not confirmed yet" in shown(client.post(page, entry, follow=True))
    change = meeting.items.get().changes.get()
    step = [slug, meeting.pk, reference, change.pk]

    signed_in(client, sela.person)
    assert "Changes to your scores for you to confirm: 1." in shown(client.get("/my/"))
    assert "Confirm this change" in shown(client.get(page))
    client.post(reverse("review:change_confirm", args=step))
    assert "Level 3, now Level 1" in shown(client.get(page))
    words = {"scorer": sela.pk, "words": "The bus plan is too thin."}
    client.post(reverse("review:meeting_dissent", args=step[:3]), words)
    not_hers = entry | {"score": first_score(tom, application).pk}
    assert "Choose the score that changes" in shown(client.post(page, not_hers))

    signed_in(client, officer)
    client.post(reverse("review:meeting_application_close", args=step[:3]))
    after = shown(client.post(reverse("review:meeting_close", args=step[:2]), follow=True))
    assert "1 of 1 application closed. 1 score change." in after
    assert "Entered by Olive Reed, confirmed by Sela Brooks." in after
    assert "Dissent of Sela Brooks" in after
    file = file_of(client, reverse("review:meeting_csv", args=step[:2]))
    assert WHY in file
    assert "The bus plan is too thin." in file
    signed_in(client, sela.person)
    assert client.get(page).status_code == 404


def test_a_scorer_of_another_application_reads_nothing_of_the_meeting(client):
    application, (sela, tom) = a_scored_application()
    uma = a_scorer_of(application.competition, "Uma Field")
    meeting = a_meeting(application.competition, [sela, tom, uma])
    address = [application.competition.slug, meeting.pk]
    signed_in(client, uma.person)
    assert client.get(reverse("review:meeting_detail", args=address)).status_code == 404
    assert client.get(reverse("review:meeting_csv", args=address)).status_code == 404
    assert client.get(reverse("review:meeting_application", args=[*address, application.reference])).status_code == 404


def test_the_minutes_cost_the_same_for_one_application_and_for_three(client):
    application, scorers = a_scored_application()
    competition, officer = application.competition, an_officer("Bo Lane")
    counts = []
    for rows in (1, 3):
        for n in range(1, rows):
            other = an_application(first=10 * n, name=f"Network {n}")
            for scorer in scorers:
                submitted_by(scorer, other)
        ConsensusMeeting.objects.update(closed_at=AT, closed_by=officer)
        competition.refresh_from_db()
        meeting = a_meeting(competition, scorers)
        for item in meeting.items.all():
            score = first_score(scorers[0], item.application)
            item.changes.create(
                score=score, from_level=3, level=1, reason=WHY, kind="nothing_found", cited_at=AT, entered_by=officer
            )
        address = reverse("review:meeting_detail", args=[competition.slug, meeting.pk])
        counts.append(len(queries_of(signed_in(client, officer), address)))
        type(competition).objects.update(scoring_closes_at=None, gate_closes_at=None)
    assert counts[0] == counts[1]
