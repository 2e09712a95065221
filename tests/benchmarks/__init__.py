"""Benchmarks: graphs of any size, the same questions asked of peers, and one table of ratios."""
