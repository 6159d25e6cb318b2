"""Own parts are read back from documents of every time."""

import pytest

from claims.ledger.own_parts import own_part
from tests.public.documents import source_document


@pytest.mark.no_database
def test_what_a_document_of_an_earlier_time_lacks_is_null() -> None:
    early = {**source_document(), "type": "source", "source_url": None, "retrieved_at": None, "derived_from": None}

    assert "dateline" not in early
    assert own_part(early)["dateline"] is None
    assert own_part({**early, "dateline": "Testville"})["dateline"] == "Testville"
