"""Webhooks: newsrooms' endpoints, and the entries of the ledger that they are told of, by Standard Webhooks.

The ledger is the outbox: what is published in a transaction is told once that has committed, and only then.
"""
