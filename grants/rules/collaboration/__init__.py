"""What can be read off a collaboration plan without judging it: who is named, what is contradicted, what is left out.

Plain Python over dictionaries: no Django, no queries, no clock. From the bottom up:
`snapshot` (the plan and the facts), `words`, `names`, `mentions`, `counts` (reading the prose), `matrix` (the members'
table) and `findings` (the rules).
"""
