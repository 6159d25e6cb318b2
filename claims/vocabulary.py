"""The words of the registry: every choice with its value, its label and its definition.

A choice's definition is the public one: pages, the API's schema and the admin show it. Nothing here knows the database.
"""

from __future__ import annotations

from factreg.choices import DefinedChoices


class Stance(DefinedChoices):
    """What an actor's statement does to a claim."""

    ASSERTS = "asserts", "The actor says that the claim is true.", "asserts"
    DENIES = (
        "denies",
        "The actor says that the claim, or the named elements of it, is not true.",
        "denies",
    )
    DECLINES = (
        "declines",
        "Asked, the actor neither confirms nor denies.",
        "neither confirms nor denies",
    )
    WITHDRAWS = "withdraws", "The actor takes its earlier statement back.", "withdraws"


class Element(DefinedChoices):
    """The part of a claim that a stance or a contradiction is about."""

    OCCURRENCE = "occurrence", "Whether it happened at all.", "occurrence"
    AGENT = "agent", "Who did it.", "agent"
    MEANS = "means", "With what, or how, it was done.", "means"
    TARGET = "target", "To whom or to what it was done.", "target"
    PLACE = "place", "Where it happened.", "place"
    TIME = "time", "When it happened.", "time"
    QUANTITY = "quantity", "How many, or how much.", "quantity"
    CHARACTERISATION = "characterisation", "What it is to be called.", "characterisation"


class ClaimKind(DefinedChoices):
    """What sort of proposition a claim is."""

    ATTACK = "attack", "A use of force.", "attack"
    CASUALTIES = (
        "casualties",
        "People killed, wounded, missing, captured or displaced.",
        "casualties",
    )
    LOSSES = "losses", "Materiel lost.", "losses"
    INVOLVEMENT = "involvement", "Taking part, support, supply, alliance.", "involvement"
    CONTROL = "control", "Control of territory.", "control"
    DECISION = "decision", "An official act.", "decision"
    LEGAL_STATUS = "legal_status", "The status of something in law.", "legal status"
    CHARACTERISATION = (
        "characterisation",
        "A label that an actor publicly gives an identifiable act or policy.",
        "characterisation",
    )
    OTHER = "other", "None of these.", "other"


class Capacity(DefinedChoices):
    """As what a claim is about an actor."""

    AGENT = "agent", "Who is said to have acted.", "agent"
    AFFECTED = "affected", "Whom the act is said to have affected.", "affected"
    OTHER = "other", "Otherwise concerned.", "other"


class ContradictionKind(DefinedChoices):
    """How two claims can't both be true."""

    CONTRADICTORY = "contradictory", "One of the two must be true.", "contradictory"
    CONTRARY = "contrary", "They can't both be true; both may be false.", "contrary"


class ProposalType(DefinedChoices):
    """What two claims are proposed to be."""

    CONTRADICTION = "contradiction", "Two claims that can't both be true.", "contradiction"
    COUNTER_ACCUSATION = (
        "counter-accusation",
        "Two claims by which two parties charge each other with the same kind of act.",
        "counter-accusation",
    )


class ProposalState(DefinedChoices):
    """What has become of a proposal."""

    OPEN = "open", "Waiting for an editor.", "open"
    LATER = "later", "Looked at and put back to the end of the queue.", "put off"
    ACCEPTED = "accepted", "A record was made of it.", "accepted"
    REJECTED = "rejected", "Found to be neither; the pair is not proposed again.", "rejected"


class StandingValue(DefinedChoices):
    """What the published record shows of a claim. Not a verdict, not a score."""

    DISPUTED = (
        "disputed",
        "One party asserts it and another denies it, or another asserts a claim that contradicts it.",
        "disputed",
    )
    INCONSISTENT = (
        "inconsistent",
        "One party has both asserted and denied or contradicted it.",
        "inconsistent",
    )
    ACCEPTED = (
        "accepted",
        "A party that had denied it now asserts it, and no denial stands.",
        "first denied, later asserted",
    )
    WITHDRAWN = "withdrawn", "Everyone who asserted it has withdrawn.", "withdrawn"
    DENIED = "denied", "It is denied, and no assertion of it stands on record.", "denied"
    ASSERTED = "asserted", "It is asserted, and none of the above holds.", "asserted"
    UNATTRIBUTED = "unattributed", "No one on record asserts or denies it.", "unattributed"


class Measure(DefinedChoices):
    """What a figure counts."""

    KILLED = "killed", "People killed.", "killed"
    WOUNDED = "wounded", "People wounded.", "wounded"
    MISSING = "missing", "People missing.", "missing"
    CAPTURED = "captured", "People captured.", "captured"
    DISPLACED = "displaced", "People displaced.", "displaced"
    DEPLOYED = "deployed", "People sent or stationed.", "deployed"
    AIRCRAFT_LOST = "aircraft_lost", "Aircraft lost.", "aircraft lost"
    VEHICLES_LOST = "vehicles_lost", "Vehicles lost.", "vehicles lost"
    OTHER = "other", "Something else, named in the claim's text.", "other"


class Population(DefinedChoices):
    """Of what sort of people a figure counts."""

    CIVILIAN = "civilian", "Civilians.", "civilian"
    MILITARY = "military", "Members of armed forces.", "military"
    IRREGULAR = "irregular", "Fighters outside regular armed forces.", "irregular"
    MIXED = "mixed", "Civilians and fighters together.", "mixed"
    UNSPECIFIED = "unspecified", "The source does not say.", "unspecified"


class Quantifier(DefinedChoices):
    """How a figure's bounds are meant."""

    EXACTLY = "exactly", "The number as given.", "exactly"
    ABOUT = (
        "about",
        "Roughly the number; compared with ten per cent of room on either side.",
        "about",
    )
    AT_LEAST = "at_least", "The number or more.", "at least"
    AT_MOST = "at_most", "The number or fewer.", "at most"
    MORE_THAN = "more_than", "More than the number.", "more than"
    FEWER_THAN = "fewer_than", "Fewer than the number.", "fewer than"


class Basis(DefinedChoices):
    """Over what a figure counts."""

    CUMULATIVE = "cumulative", "A running total since a start.", "cumulative"
    INCREMENT = "increment", "What was added in a period.", "increment"
    SINGLE_EVENT = "single_event", "One event alone.", "single event"
    UNSTATED = "unstated", "The source does not say.", "unstated"


class ActorKind(DefinedChoices):
    """What sort of actor it is."""

    STATE = "state", "A state.", "state"
    GOVERNMENT_BODY = (
        "government_body",
        "A ministry, office or agency of a state.",
        "government body",
    )
    DE_FACTO_AUTHORITY = (
        "de_facto_authority",
        "A body that exercises control of a territory; the word implies nothing on status.",
        "de facto authority",
    )
    ARMED_FORCE = "armed_force", "An armed force.", "armed force"
    ORGANISATION = "organisation", "An organisation.", "organisation"
    INTERNATIONAL_ORGANISATION = (
        "international_organisation",
        "An organisation of states.",
        "international organisation",
    )
    COMPANY = "company", "A company.", "company"
    PERSON = "person", "A person.", "person"
    MEDIA = "media", "An outlet that speaks for itself, reporting in its own voice.", "media"
    SIDE = "side", "A side, as a source puts it, without saying who.", "side"
    ANONYMOUS = "anonymous", "Someone whom the source does not name.", "anonymous"


class Wording(DefinedChoices):
    """Whose words a quotation is in."""

    ORIGINAL = "original", "The words in the language in which they were said.", "original"
    AS_RELAYED = (
        "as_relayed",
        "The words as the source relays them, perhaps translated by it.",
        "as relayed",
    )


class Words(DefinedChoices):
    """Which words of a statement are meant."""

    QUOTE = "quote", "The actor's own words.", "quote"
    PASSAGE = "passage", "The source's words, in any voice.", "passage"


class QuoteResult(DefinedChoices):
    """What came of looking for a statement's words in the captures of its source."""

    FOUND = "found", "The words stand in the latest capture that was made of the source.", "found"
    CHANGED = (
        "changed",
        "An earlier capture has the words, the latest does not.",
        "gone from the latest capture",
    )
    KEPT = (
        "kept",
        "The latest capture does not have them; an editor keeps the words as the source first had them.",
        "kept as first captured",
    )
    NOT_FOUND = "not_found", "No capture of the source has the words.", "not in any capture"
    NO_CAPTURE = "no_capture", "There is no capture of the source to look in.", "no capture"
