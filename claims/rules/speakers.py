"""Whether a speaker's name, as a data set gives it, names anyone. Asks no database."""

from __future__ import annotations

import re

_NO_ONE = re.compile(
    r"(an? |the |some |several |many |multiple |various |viral |unknown |anonymous |unnamed |random |liberal "
    r"|conservative |online |other |verified )*"
    r"("
    r"none|n/?a|null|unknown|unspecified|unnamed|anonymous|various|multiple|several|others?|everyone|n\.a"
    r"|(social media|facebook|twitter|x|instagram|tiktok|youtube|whatsapp|telegram|reddit|wechat|weibo|internet|web"
    r"|website|online|viral|chain|blog|reader|email|e-mail|media|news|viral media|forum)?[ -]?"
    r"(users?|posts?|posting|postings|accounts?|pages?|groups?|claims?|sources?|people|persons?|authors?|websites?"
    r"|articles?|videos?|images?|photos?|memes?|messages?|e-?mails?|bloggers?|blogs?|commenters?|reports?|outlets?"
    r"|netizens|social media|internet|rumou?rs?|chain e-?mails?|website articles?|flier|activist|speaker|individual)"
    r"|social media( posts?| users?)?|facebook|twitter|instagram|tiktok|youtube|whatsapp|telegram"
    r")",
    re.IGNORECASE,
)


def names_no_one(speaker: str) -> bool:
    """Whether the words stand for nobody in particular: "Social media users", "Viral post", "Various".

    Only words that can't be a name; in doubt it is one.
    """
    words = " ".join(speaker.replace("-", " ").split()).strip(" .,;:()\u200e\u200f")
    return not words or bool(_NO_ONE.fullmatch(words))
