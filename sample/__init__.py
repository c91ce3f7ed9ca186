"""The sample state: invented districts, schools, consortia, and applications in real counties.

The modules that generate it are pure and depend on the seed and the date alone; `writing` puts the result into the
database.
"""
