"""The workbench: the stock admin, with saves that lose nothing and the door to publication. Registered by import."""

from django.contrib import admin

from claims.admin import actors, claim, contradictions, events, ledger, sources, statements

__all__ = ["actors", "claim", "contradictions", "events", "ledger", "sources", "statements"]

admin.site.site_header = "factreg workbench"
admin.site.site_title = "factreg workbench"
admin.site.index_title = "Records"
