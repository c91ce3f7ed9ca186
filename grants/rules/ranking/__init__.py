"""Ranking scores in honest bands. docs/ranking.md has the method with its formulas, for readers who don't read code."""
