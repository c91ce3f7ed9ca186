"""What the checks find in the twelve applications of the sample state, worked out by hand."""

# Findings expected in each of the twelve applications, worked out by hand: rule and count.
EXPECTED = {
    "excellent": {},
    "small gaps": {"element-unanswered": 1, "member-not-in-narrative": 1},
    "boilerplate": {"member-not-in-narrative": 5, "member-not-in-plan": 5, "activity-without-members": 2},
    "contradictory": {
        "all-but-some": 1,
        "before-joining": 1,
        "contract-expires": 1,
        "count-differs": 1,
        "match-twice": 1,
        "outside-project": 1,
        "outsider-named": 1,
        "payee-unknown": 1,
        "reach-above-enrollment": 1,
    },
    "lopsided": {"gains-nothing": 1, "gives-nothing": 1, "share-lopsided": 1},
    "service agency without client": {"agency-without-client": 1},
    "signatures missing": {
        "in-two-applications": 1,
        "signature-outdated": 1,
        "signature-unauthorized": 1,
        "unsigned": 1,
    },
    "in two applications": {"in-two-applications": 1, "member-closed": 1},
    "under review": {"gains-nothing": 1},
    "determined": {"payee-unknown": 1},
    "nearly finished draft": {"element-unanswered": 1, "unsigned": 4},
    "just started draft": {"element-unanswered": 7, "member-not-in-plan": 1},
}
# And the questions that they ask, where a passage can be read in two ways.
ASKED = {
    "small gaps": {"count-differs": 1},
    "contradictory": {"outsider-named": 1},
    "under review": {"count-differs": 1, "outsider-named": 1},
    "nearly finished draft": {"count-differs": 1, "outsider-named": 1},
}
