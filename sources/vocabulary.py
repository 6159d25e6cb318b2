"""The words for where statements are read: kinds of publishers and of sources."""

from __future__ import annotations

from factreg.choices import DefinedChoices


class PublisherKind(DefinedChoices):
    """What sort of publisher it is."""

    OUTLET = "outlet", "A newspaper, broadcaster or news site.", "outlet"
    AGENCY = "agency", "A news agency.", "agency"
    GOVERNMENT = "government", "A state or one of its bodies, publishing itself.", "government"
    SOCIAL_PLATFORM = "social_platform", "A platform on which others post.", "social platform"
    ORGANISATION = "organisation", "An organisation, publishing itself.", "organisation"


class SourceKind(DefinedChoices):
    """What sort of document a source is."""

    ARTICLE = "article", "An article.", "article"
    AGENCY_REPORT = "agency_report", "A news agency's report.", "agency report"
    LIVE_BLOG = "live_blog", "A running account, added to through the day.", "live blog"
    BROADCAST = "broadcast", "A radio or television broadcast.", "broadcast"
    SOCIAL_POST = "social_post", "A post on a social platform.", "social post"
    PRESS_RELEASE = (
        "press_release",
        "A statement published by the one who makes it.",
        "press release",
    )
    OFFICIAL_DOCUMENT = (
        "official_document",
        "A law, decree, letter or record of a body.",
        "official document",
    )
    REPORT = "report", "A study or an organisation's report.", "report"
    FACT_CHECK = (
        "fact_check",
        "An organisation's rating of a claim, with its grounds.",
        "fact check",
    )
    INTERVIEW = "interview", "An interview.", "interview"
    OTHER = "other", "Something else.", "other"
