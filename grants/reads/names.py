"""Submitted versions as readers without names read them: with what the registry knows of their members and people."""

from collections.abc import Callable, Iterable

from django.db.models import Q

from accounts.models import User
from districts.models import Appointment
from grants.models import Application, BoardVote, Competition, Participant, Score, Signature, Version
from grants.permissions.hidden_names import hides_names_before_board
from grants.reads.desk import participants_in
from grants.rules.hidden_names import Names, hide_names, names_by_label
from grants.rules.hidden_words import HiddenWords


def names_were_seen(competition: Competition) -> bool:
    """Whether someone scored or voted in the round, as far as anyone may know."""
    votes = BoardVote.objects.order_by().filter(application__competition=competition)
    return Score.objects.in_round(competition).exists() or votes.exists()


def names_in(version: Version, *, are_hidden: bool, participants: Iterable[Participant] | None = None) -> Names:
    """The version as written, or with labels in place of names; then two queries, and one without `participants`."""
    if not are_hidden:
        return Names(version.content, version.reading)
    rows = list(participants_in(version) if participants is None else participants)
    return hide_names(version.content, version.reading, names=_names_of(rows), people=_people_of(version, rows))


def latest_names(application: Application) -> Names:
    """The version of an application that was submitted last, with labels; four queries."""
    versions = Version.objects.select_related("sealed_by").filter(application=application).order_by("-number")
    return names_in(versions[0], are_hidden=True)


def labels_in(application: Application) -> dict[str, str]:
    """What the labels replace that scorers of this application read; none where they read names. One query if so."""
    hides = application.competition.hides_names_from_scorers
    version = application.latest_version(with_content=True) if hides else None
    return names_by_label(version.content) if version else {}


def words_before_board(competition: Competition, reader: User) -> Callable[[str], str]:
    """What this reader of the board's pages sees of words about several applications."""
    return words_in_round(competition).hide_in if hides_names_before_board(reader, competition) else str


def words_in_round(competition: Competition) -> HiddenWords:
    """The names of everyone who applied in the round, for words about several applications; three queries."""
    words, mine = HiddenWords(), Participant.objects.order_by().filter(application__competition=competition)
    columns = ("name", "district__name", "school__name", "school__district__name")
    for names in mine.values_list(*columns):
        for name in filter(None, names):
            words.add_organization(name, "Member")
    submitted = Application.objects.submitted().filter(competition=competition)
    for name in submitted.order_by().values_list("consortium__name", flat=True):
        words.add_consortium(name, "Consortium")
    signed = Signature.objects.order_by().filter(application__competition=competition)
    for names in signed.values_list("signer_name", "account_name"):
        for name in filter(None, names):
            words.add_person(name)
    return words


def _names_of(participants: Iterable[Participant]) -> list[tuple[str, str]]:
    """The names of the members in the registry, each with the member's key."""
    names = []
    for row in participants:
        if row.district:
            names.append((row.key, row.district.name))
        if row.school:
            names += [(row.key, row.school.name), (row.key, row.school.district.name)]
    return names


def _people_of(version: Version, participants: Iterable[Participant]) -> set[str]:
    """Everyone who has or had a role in a member, signed, or submitted."""
    districts = {row.district_id or (row.school.district_id if row.school else None) for row in participants} - {None}
    roles = Appointment.objects.order_by().filter(Q(district__in=districts) | Q(school__district__in=districts))
    signed = Signature.objects.order_by().filter(application=version.application_id)
    signers = {name for pair in signed.values_list("signer_name", "account_name") for name in pair}
    return {*roles.values_list("user__name", flat=True), *signers, version.sealed_by.name} - {""}
