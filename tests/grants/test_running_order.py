"""The running order of a consensus meeting: recused people come and go as little as possible."""

import itertools

import pytest
from django.urls import reverse

from grants.reads.consensus import running_order_of
from grants.rules.running_order import comings_and_goings, running_order
from tests.factories import AppointmentFactory
from tests.grants.builders import AT, an_application, an_officer
from tests.grants.pages import queries_of, shown, signed_in
from tests.grants.scoring import a_scorer_of


@pytest.mark.parametrize(
    ("recused", "order", "moves"),
    [
        ({}, [], 0),
        ({"C": [], "A": [], "B": []}, ["A", "B", "C"], 0),
        # One person leaves once, for both.
        ({"A": [1], "B": [], "C": [1]}, ["B", "A", "C"], 1),
        # Who is away for B as well stays outside.
        ({"A": [1, 2], "B": [1], "C": []}, ["C", "B", "A"], 2),
        # Two people who are never away together.
        ({"A": [1], "B": [2], "C": [1], "D": [2]}, ["A", "C", "B", "D"], 3),
    ],
)
def test_applications_with_the_same_recusals_follow_each_other(recused, order, moves):
    assert running_order(recused) == order
    assert comings_and_goings(order, recused) == moves


def test_the_order_is_as_good_as_the_best_of_all_orders_of_six():
    recused = {"A": [1], "B": [1, 2], "C": [2], "D": [2, 3], "E": [3], "F": []}
    best = min(comings_and_goings(order, recused) for order in itertools.permutations(recused))
    assert comings_and_goings(running_order(recused), recused) == best == 5


@pytest.mark.django_db
def test_the_page_names_who_leaves_and_keeps_what_is_kept_from_the_officer(client):
    one, two = (an_application(first=10 * n, name=f"Network {n}") for n in range(2))
    officer, scorer = an_officer(), a_scorer_of(one.competition, "Sela Brooks")
    AppointmentFactory(user=scorer.person, district=one.participants.first().district)
    address = reverse("review:consensus_order", args=[one.competition.slug])

    order = running_order_of(one.competition, officer, AT)

    assert [(item.reference, item.leave) for item in order.items] == [
        (two.reference, []),
        (one.reference, ["Sela Brooks"]),
    ]
    page = shown(signed_in(client, officer).get(address))
    assert "In this order, scorers leave or enter the room once." in page
    file = b"".join(client.get(reverse("review:consensus_order_csv", args=[one.competition.slug])).streaming_content)
    assert b"Sela Brooks" in file
    other = an_officer("Bo Lane")
    AppointmentFactory(user=other, district=two.participants.first().district)
    assert two.reference not in shown(signed_in(client, other).get(address))


@pytest.mark.django_db
def test_the_page_costs_the_same_for_one_application_and_for_three(client):
    application = an_application()
    a_scorer_of(application.competition)
    address = reverse("review:consensus_order", args=[application.competition.slug])
    client = signed_in(client, an_officer("Bo Lane"))
    one = len(queries_of(client, address))
    for n in (1, 2):
        an_application(first=10 * n, name=f"Network {n}")
    assert len(queries_of(client, address)) == one
