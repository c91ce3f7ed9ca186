"""Reads a collaboration plan without judging it: who is named, what contradicts what, and what is missing.

Plain Python over dictionaries: no Django, no queries, no clock. From the bottom up: `snapshot` holds the application
and the facts it is compared with, `packet_reader` makes it; `tokens` and `folded_text` prepare the narrative; `names`,
`member_names`, `other_names`, `senses`, and `outsider_names` decide what a name means, and `mentions` combines them;
`numbers`, `member_counts`, and `universal_claims` find claims about all members; `parsed_plan` is the one parsed form
that all rules use; `coverage_matrix` is the table of members; `findings` holds the rules.
"""
