"""How the database knows that the door is open: a setting of the transaction, which triggers ask. Knows no table.

The door opens for the length of a block with `factreg.door`; see claims/ledger/log.py. SET LOCAL would outlive the
block inside an outer transaction, so the door also closes it.
"""

DOOR_SETTING = "factreg.door"
# It is `open`, or `merging`: the same, but what changes then is an edit for those who have the record open; or
# `erasing`: then, and only then, what is written once may lose its words.
MERGING = "merging"
ERASING = "erasing"
DOOR_IS_ERASING = f"coalesce(current_setting('{DOOR_SETTING}', true), '') = '{ERASING}'"
