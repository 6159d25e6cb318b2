"""Long proofs with many processes at once: `make torture`. A small run of them is tests/ledger/test_concurrency.py."""
