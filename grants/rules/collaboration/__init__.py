"""Reads a collaboration plan without judging it: who is named, what contradicts what, and what is missing.

Plain Python over dictionaries: no Django, no queries, no clock. From the bottom up: `snapshot` holds the application
and the facts it is compared with; `tokens`, `names`, `mentions`, `member_counts` and `universal_claims` read the
narrative; `parsed_plan` puts both together; `coverage_matrix` is the table of members; `findings` holds the rules.
"""
