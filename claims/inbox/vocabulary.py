"""What a report is about and where the work on it stands, in the words that readers see. Knows no database."""

from __future__ import annotations

from factreg.choices import DefinedChoices


class ReportKind(DefinedChoices):
    """What a report is about."""

    DANGER = (
        "danger",
        "What a page shows puts somebody at risk. Such reports stand first in the queue.",
        "A person is in danger",
    )
    ERROR = (
        "error",
        "Something that a page says is not what the source says, or is badly worded.",
        "Something is wrong",
    )
    REPLY = (
        "reply",
        "Somebody denied, answered or withdrew a claim, and the page does not have it.",
        "A denial or an answer is missing",
    )
    SOURCE = (
        "source",
        "There is a better source: an earlier one, the original, or one that can still be read.",
        "There is a better source",
    )
    OTHER = "other", "Something else about the registry.", "Something else"


class ReportState(DefinedChoices):
    """Where the work on a report stands, as its sender may see it."""

    RECEIVED = "received", "It waits for an editor.", "received"
    IN_HAND = "in_hand", "An editor is looking at it.", "being looked at"
    ANSWERED = "answered", "An editor has answered it.", "answered"
    CLOSED = "closed", "It was put aside without an answer.", "closed without an answer"
