"""What a submitted version becomes without a member, or with another one in its place."""

from grants.rules.amendments import lines_of, with_replacement, without_member


def a_packet():
    def line(key, payer=None, payee=None, benefits="all", activity=None):
        return {"key": key, "payer": payer, "payee": payee, "benefits": benefits, "activity": activity, "amount": 5}

    return {
        "participants": [{"key": key} for key in "abc"],
        "activities": [{"key": "x", "owner": "c"}, {"key": "y", "owner": "c"}],
        "commitments": [
            {"activity": "x", "participant": "a"}, {"activity": "x", "participant": "c"},
            {"activity": "y", "participant": "c"},
        ],
        "budget": [
            line("b1", payee="c"), line("b2", payee="a", benefits=["a", "c"]), line("b3", payee="a", benefits=["c"]),
            line("b4", payee="b", activity="y"), line("b5", payer="c", payee="c", benefits=["b", "c"]),
        ],
        "narrative": [{"text": "c gives a room"}],
    }  # fmt: skip


def test_the_lead_decides_about_lines_that_the_member_pays_is_paid_or_alone_benefits_from():
    assert [line["key"] for line in lines_of(a_packet(), "c")] == ["b1", "b3", "b5"]


def test_without_a_decision_lines_go_and_activities_without_members_fall():
    after = without_member(a_packet(), "c", lines={}, leads={"x": "a"})

    assert [(line["key"], line["benefits"], line["activity"]) for line in after["budget"]] == [
        ("b2", ["a"], None), ("b4", "all", None)
    ]  # fmt: skip
    assert after["activities"] == [{"key": "x", "owner": "a"}]
    assert after["commitments"] == [{"activity": "x", "participant": "a"}]
    assert after["narrative"] == [{"text": "c gives a room"}]


def test_lines_that_another_member_takes_over_keep_their_amount():
    after = without_member(a_packet(), "c", lines={"b1": "a", "b3": "b", "b5": "b"}, leads={})
    rows = {line["key"]: (line["payer"], line["payee"], line["benefits"], line["amount"]) for line in after["budget"]}

    assert rows["b1"] == (None, "a", "all", 5)
    assert rows["b3"] == (None, "a", ["b"], 5)
    assert rows["b5"] == ("b", "b", ["b"], 5)


def test_a_replacement_stands_wherever_the_member_was():
    after = with_replacement(a_packet(), "c", {"key": "d"})

    assert [one["key"] for one in after["participants"]] == ["a", "b", "d"]
    assert [one["owner"] for one in after["activities"]] == ["d", "d"]
    assert [one["participant"] for one in after["commitments"]] == ["a", "d", "d"]
    assert after["budget"][4]["benefits"] == ["b", "d"]
    assert "c" not in str([after["budget"], after["commitments"]]).replace("activity", "").split("'")
