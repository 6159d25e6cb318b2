"""Benchmarks: the registry beside the plain way and the limit, on made-up data. `make bench`; docs/benchmarks.md."""
