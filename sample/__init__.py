"""The sample state: invented districts, schools, consortia and applications on real counties.

Generation (names, atlas, registry, consortia, plans, prose, applications, people, reviews) is pure and
depends on the seed and the day alone; `writing` puts the result into the database.
"""
