"""Who scores in a round, and which conflicts scorers declared, is what the audit log says."""

import pytest
import time_machine
from django.core.management import CommandError, call_command

from grants.actions.recusals import declare_conflict_with_organization
from grants.actions.scorers import sign_agreement, withdraw_scorer
from grants.models import Recusal, Scorer
from tests.grants.builders import AT, an_application
from tests.grants.scoring import ALL_SENTENCES, a_scorer_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "change", "words"),
    [
        (Scorer, {"capacity": 40}, "Invitation .* of a scorer was changed"),
        (Scorer, {"status": "accepted"}, "Invitation .* of a scorer was changed"),
        (Recusal, {"organization": "Another company"}, "Conflict .* of a scorer was changed"),
    ],
)
@time_machine.travel(AT, tick=False)
def test_a_scorer_or_a_conflict_that_was_changed_is_found(model, change, words):
    scorer = a_scorer_of(an_application().competition)
    pen = {"scorer": scorer, "by": scorer.person, "at": AT}
    declare_conflict_with_organization(organization="A company", reason="My brother works there.", **pen)
    sign_agreement(agreed=ALL_SENTENCES, **pen)
    withdraw_scorer(reason="I have no time this year.", **pen)
    call_command("verify_audit")

    model.objects.update(**change)

    with pytest.raises(CommandError, match=words):
        call_command("verify_audit")


@time_machine.travel(AT, tick=False)
def test_a_conflict_that_lost_its_application_is_found():
    application = an_application()
    scorer = a_scorer_of(application.competition)
    name = application.participants.first().name
    words = {"organization": name, "reason": "My brother works there."}
    recusal = declare_conflict_with_organization(scorer=scorer, **words, by=scorer.person, at=AT)
    assert recusal.applications.exists()
    call_command("verify_audit")

    recusal.applications.clear()

    with pytest.raises(CommandError, match="of a scorer was changed"):
        call_command("verify_audit")
