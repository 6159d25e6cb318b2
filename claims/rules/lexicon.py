"""Words of several languages that change what a sentence says: negations, hedges, small words; and stems.

Each is kept folded (factreg.text.fold), as texts are when they are read. What follows from a word is for other modules.
"""

# ruff: noqa: RUF001 - letters of other scripts are what this is about

from __future__ import annotations

import re
from functools import cache, lru_cache
from threading import Lock
from typing import Any

import snowballstemmer

from factreg.text import fold


def folded(words: str) -> frozenset[str]:
    """The words of a line, folded."""
    return frozenset(fold(word) for word in words.split())


NEGATIONS: dict[str, frozenset[str]] = {
    "en": folded("not no never neither nor none nobody nothing without cannot"),
    "fr": folded("pas jamais aucun aucune ni rien personne"),
    "de": folded("nicht kein keine keinen keinem keiner keines nie niemals weder niemand"),
    "es": folded("no nunca jamás ningún ninguna ninguno ni nadie nada sin"),
    "pt": folded("não nunca jamais nenhum nenhuma nem ninguém sem"),
    "it": folded("non mai nessun nessuno nessuna né senza"),
    "nl": folded("niet geen nooit niemand"),
    "pl": folded("nie nigdy żaden żadna żadne nikt ani"),
    "ru": folded("не нет никогда ни никто никакой никакие"),
    "uk": folded("не немає ніколи ні ніхто жоден жодного"),
    "tr": folded("değil değildir yok yoktur hiç hiçbir asla"),
    "az": folded("deyil yoxdur heç heçbir"),
    "ar": folded("لم لا لن ليس ليست ليسوا ما غير"),
    "fa": folded("نه نیست نیستند هیچ"),
    "hy": folded("չէ չեն չի չեմ ոչ երբեք չէր չէին"),
    "ka": folded("არ არა ვერ არც არასოდეს"),
    "el": folded("δεν μην όχι ποτέ"),
    "he": folded("לא אין מעולם"),
}

# Negation inside the word: Turkic verbs take -ma-/-me- before the tense, Armenian auxiliaries begin with chʿ.
TURKIC_NEGATION = re.compile(
    r"(\w{2,}?)(?:m[ae](?:d[iu]|mis|yib|yacaq|yacak|yecek|diy)\w*|m[iu]yor\w*|(?<=\w{3})m[iu]r(?:lar|ler)?)"
)
TURKIC = frozenset({"tr", "az"})

# Words that carry a tense, a person or an article and leave the proposition as it is.
LITTLE: dict[str, frozenset[str]] = {
    "en": folded(
        "a an the is are was were be been being am has have had having do does did of s by its it their his her this"
        " that these those and there to in at on into onto from with for about against towards along over across near"
        " upon within between it's"
    ),
    "fr": folded("le la les l un une des de du d est sont a ont été ne n se s que qu et par sa son ses leur"),
    "de": folded(
        "der die das den dem des ein eine einen einem einer ist sind war waren hat haben hatte wurde wurden und"
    ),
    "es": folded("el la los las un una de del ha han fue fueron es son se que y al su sus"),
    "pt": folded("o a os as um uma de do da dos das foi foram é são se que e"),
    "it": folded("il lo la i gli le un una di del della dei è sono ha hanno l d che e"),
    "ru": folded("и был была были было"),
    "uk": folded("і й та був була були було"),
    "tr": folded("bir ve bu da de dir"),
    "az": folded("bir və bu da də dir"),
    "ar": folded("و قد في من"),
    "hy": folded("է են և ու մի որ"),
    "ka": folded("და არის"),
}

# What makes of a negation something else: "not only", "not yet", "no fewer than".
NO_NEGATIONS: tuple[tuple[str, ...], ...] = tuple(
    tuple(fold(phrase).split())
    for phrase in (
        "not only",
        "no fewer than",
        "no less than",
        "not fewer than",
        "not less than",
        "not just",
        "no more than",
        "not more than",
        "non seulement",
        "pas seulement",
        "nicht nur",
        "no solo",
        "не только",
        "не менее",
        "не более",
        "не лише",
    )
)

# One claim of some is no claim of all: its negation can be true beside it.
SOME: dict[str, frozenset[str]] = {
    "en": folded("some many most several few certain"),
    "fr": folded("certains certaines quelques plusieurs"),
    "de": folded("einige manche viele mehrere"),
    "es": folded("algunos algunas muchos muchas varios"),
    "pt": folded("alguns algumas muitos muitas"),
    "it": folded("alcuni alcune molti molte"),
    "ru": folded("некоторые многие несколько"),
    "uk": folded("деякі багато кілька"),
    "tr": folded("bazı birçok"),
    "az": folded("bəzi çox"),
    "ar": folded("بعض بعضهم"),
    "hy": folded("որոշ"),
}
EVERY = folded(
    "all every each both tous toutes alle jeder todos todas все каждый bütün bütün كل جميع բոլոր ყველა tutti"
)
# Said of what may be or is yet to come, not of what is.
HEDGES = folded(
    "ready willing may might could would will shall can intends plans planned offered offers promised threatens"
    " threatened wants possibly perhaps likely reportedly prêt prêts pourrait veut würde könnte bereit listo"
    " podría puede будет может мог готов готова готовы намерена hazır olabilir hazırdır سوف قد يمكن مستعد պատրաստ"
)
SO_FAR = folded("longer anymore yet still already plus mehr noch todavía aún ya больше уже ещё еще artık hâlâ hələ")
ONLY = folded(
    "only exclusively solely merely seulement uniquement nur ausschließlich sólo solo solamente только"
    " исключительно yalnız yalnızca sadece ancaq فقط միայն მხოლოდ solamente soltanto apenas somente"
)


DAYS = folded(
    "monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi"
    " jeudi vendredi samedi dimanche montag"
    " dienstag mittwoch donnerstag freitag samstag sonntag lunes martes miércoles jueves viernes sábado domingo"
    " понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье pazartesi salı çarşamba"
    " perşembe cuma cumartesi pazar today yesterday tomorrow morning evening night noon january february april"
    " june july august september october november december"
)

# After these a name is most likely a place's.
BEFORE_A_PLACE = folded(
    "in at near over above outside towards à dans près sur en über bei nahe cerca sobre в во на над под у около near em"
)

# Pairs of words of which not both hold of one thing.
_STEMMERS = {
    "en": "english", "fr": "french", "de": "german",
    "es": "spanish", "pt": "portuguese", "it": "italian", "nl": "dutch",
    "ru": "russian", "tr": "turkish", "ar": "arabic", "hy": "armenian", "el": "greek", "hu": "hungarian",
    "ro": "romanian", "sv": "swedish", "da": "danish", "no": "norwegian", "nb": "norwegian", "fi": "finnish",
    "lt": "lithuanian", "id": "indonesian", "ga": "irish",
    "ta": "tamil", "hi": "hindi", "ne": "nepali", "ca": "catalan",
    "eu": "basque", "yi": "yiddish", "sr": "serbian", "uk": "russian", "be": "russian", "pl": "polish", "fa": "persian",
    "cs": "czech", "et": "estonian",
}  # fmt: skip
_IRREGULAR = {
    "shot": "shoot", "sent": "send", "fell": "fall", "fallen": "fall", "broke": "break", "broken": "break",
    "began": "begin", "begun": "begin", "took": "take", "taken": "take", "struck": "strike", "stricken": "strike",
    "fought": "fight", "lost": "lose", "flew": "fly", "flown": "fly", "held": "hold", "came": "come", "gave": "give",
    "given": "give", "met": "meet", "led": "lead", "laid": "lay", "bought": "buy", "sold": "sell", "told": "tell",
    "said": "say", "paid": "pay", "built": "build", "blew": "blow", "blown": "blow", "won": "win", "left": "leave",
    "made": "make", "knew": "know", "known": "know", "went": "go", "gone": "go", "drove": "drive", "fled": "flee",
    "withdrew": "withdraw", "withdrawn": "withdraw", "sank": "sink", "sunk": "sink", "rose": "rise", "risen": "rise",
}  # fmt: skip

_ONE_AT_A_TIME = Lock()


def of_language(table: dict[str, frozenset[str]], language: str) -> frozenset[str]:
    """The words of a table in a language, folded; none where it has none."""
    return table.get(primary(language), frozenset())


def primary(language: str) -> str:
    """The primary subtag: `az-Cyrl` is Azerbaijani."""
    return language.split("-", maxsplit=1)[0].lower()


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """The folded stem of a word: its forms share it, as far as a stemmer for the language is known."""
    word = word.casefold()
    name = _STEMMERS.get(primary(language))
    if name is None:
        return fold(word)
    if name == "english":
        word = _IRREGULAR.get(word, word)
    # A stemmer keeps the word it is at.
    with _ONE_AT_A_TIME:
        return fold(_stemmer(name).stemWord(word))


@cache
def _stemmer(name: str) -> Any:
    return snowballstemmer.stemmer(name)
