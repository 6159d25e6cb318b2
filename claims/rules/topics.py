"""Words of several languages by what a claim is about: fighting and taking part, civilians and soldiers, opposites.

Mostly the beginnings of words, folded. Grammar is in lexicon.py, numbers are in counting.py.
"""

# ruff: noqa: RUF001 - letters of other scripts are what this is about

from __future__ import annotations

from claims.rules.lexicon import folded


def _beginnings(words: str) -> tuple[str, ...]:
    return tuple(sorted(folded(words)))


# Who bears no weapon, and who does.
CIVILIAN = _beginnings(
    "civil hospital clinic school kindergarten residential house home market church mosque synagogue bus village"
    " settlement children ambulance hôpital école krankenhaus schule zivil wohn"
    " escuela casa гражданск мирн больниц школ"
    " жил sivil mülki hastane okul məktəb xəstəxana مدني مستشفى مدرسة المدرسة المستشفى քաղաքացիական դպրոց"
)
MILITARY = _beginnings("militar militär militaire barrack soldier troop армейск военн askeri hərbi عسكري ռազմական")

# Taking part in fighting: the word for it, and what it is part of.
TAKING_PART = _beginnings(
    "party part parties participat involv interven belligerent particip partie prend"
    " beteilig teilnehm nimmt teil partei"
    " parte участв сторон причаст taraf tarafı katıl iştirak tərəf طرف تشارك يشارك ضالع մասնակց կողմ"
)
FIGHTING = _beginnings(
    "conflict war fighting hostilit combat battle clashes conflit guerre kämpf krieg kampf konflikt conflicto guerra"
    " combate войн боев бой конфликт çatışma savaş münaqişə döyüş müharibə حرب نزاع قتال صراع الحرب النزاع القتال"
    " պատերազմ մարտ"
)
# Ties that are no taking part.
TIES = _beginnings(
    "ally allies alliance friend backs support sympath solidar allié verbünd aliad"
    " союзник поддерж müttefik müttəfiq حليف"
    " դաշնակից guarantor mediat partner"
)
# Friendly acts, with which nobody is charged.
NO_CHARGE = _beginnings(
    "aid help humanitarian donat rescu congratulat thank invit propos aide hilfe ayuda помощ yardım مساعدة"
)
# What one agent at a time does: of two claims that name different agents, not both are true.
EXCLUSIVE = _beginnings(
    "control hold own belong govern won win контролир принадлеж kontrol idarə contrôle kontrollier gehört controla"
    " pertenece تسيطر يسيطر վերահսկ"
)

# Pairs of words of which not both hold of one thing.
OPPOSITES: tuple[frozenset[str], ...] = tuple(
    folded(pair)
    for pair in (
        "survived killed",
        "survived died",
        "alive dead",
        "intact destroyed",
        "undamaged damaged",
        "unharmed wounded",
        "open closed",
        "won lost",
        "accepted rejected",
        "legal illegal",
        "true false",
        "guilty innocent",
        "succeeded failed",
        "advanced retreated",
        "entered left",
        "increased decreased",
        "rose fell",
        "выжил погиб",
        "vivant mort",
        "vivo muerto",
        "открыт закрыт",
        "açık kapalı",
    )
)
