"""Artificial claims and the same claims worded otherwise, with claims between them that only look alike.

A frame is one proposition in several wordings; its slots are filled with invented places and bodies, each in several
spellings and scripts, and with numbers in several formats. No word of it is about anyone. The same for the same seed.
"""

# ruff: noqa: RUF001 - spellings in other scripts are what this is about

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

# The first wording is the claim; the others say the same: by synonyms, in another order, in the passive, in a headline.
FRAMES = (
    (
        "{a} forces shot down a {b} helicopter near {p} on {d}.",
        "A {b} chopper was downed by {a} troops in the vicinity of {p} on {d}.",
        "On {d}, close to {p}, {a} brought down a helicopter belonging to {b}.",
        "{b} lost a helicopter over {p} on {d}; it had been shot at by {a}.",
    ),
    (
        "{n} soldiers of {a} were killed in the fighting at {p}.",
        "Fighting at {p} left {n} {a} servicemen dead.",
        "{a} suffered {n} military deaths in clashes at {p}.",
        "In {p}, {n} {a} troops died in combat.",
    ),
    (
        "{a} shelled the school in {p} on {d}, wounding {n} children.",
        "{n} pupils were injured when a school in {p} came under {a} artillery fire on {d}.",
        "On {d}, {a} artillery hit {p}'s school; {n} children were hurt.",
        "The shelling by {a} of a school at {p} on {d} injured {n} minors.",
    ),
    (
        "{a} captured the village of {p} from {b}.",
        "The village of {p} was taken by {a}, which drove {b} out.",
        "{p} has passed from the hands of {b} to {a} control.",
        "{b} lost {p} village to {a}.",
    ),
    (
        "{a} sent {n} mercenaries to {p} to fight for {b}.",
        "{n} hired fighters were dispatched to {p} by {a} in support of {b}.",
        "In {p}, {b} is supported by {n} mercenaries deployed by {a}.",
        "{b}'s side in {p} includes {n} foreign fighters whom {a} sent.",
    ),
    (
        "{a} used cluster munitions against {p} on {d}.",
        "Cluster bombs were dropped on {p} by {a} on {d}.",
        "On {d}, {p} was struck with cluster weapons of {a}.",
        "{a}'s attack on {p} of {d} involved cluster munition rockets.",
    ),
    (
        "{a} closed the bridge at {p} to aid convoys of {b}.",
        "Aid convoys from {b} can't pass the bridge at {p}, which {a} has shut.",
        "The {p} bridge was shut by {a} for relief convoys of {b}.",
        "{a} keeps relief columns of {b} from crossing the bridge in {p}.",
    ),
    (
        "{n} people left {p} after the flood.",
        "After the flooding, {n} residents fled {p}.",
        "The flood drove {n} persons out of {p}.",
        "{p} was abandoned by {n} inhabitants because of the flood.",
    ),
    (
        "{a} withdrew its tanks from {p} on {d}.",
        "On {d}, the armour of {a} was pulled back from {p}.",
        "{p} was left by {a}'s tanks on {d}.",
        "{a} retreated from {p} with its tank units on {d}.",
    ),
    (
        "The governor of {p} paid {n} euros to {a} for the harbour.",
        "{a} received {n} euros for the port from {p}'s governor.",
        "For the harbour, {n} euros were paid to {a} by {p}'s governor.",
        "{n} euros went from the governor of {p} to {a} in exchange for the port.",
    ),
    (
        "{a} poisoned the wells of {p}.",
        "The wells at {p} were contaminated by {a}.",
        "Water in {p} is toxic because {a} put poison into the wells.",
        "In {p}, poison was put in wells by {a}.",
    ),
    (
        "{a} and {b} signed a ceasefire in {p} on {d}.",
        "A truce between {a} and {b} was concluded at {p} on {d}.",
        "On {d}, {b} and {a} agreed in {p} to a ceasefire.",
        "In {p}, an armistice was signed by {b} and {a} on {d}.",
    ),
    (
        "{a} arrested {n} journalists in {p}.",
        "{n} reporters were detained in {p} by {a}.",
        "In {p}, {a} took {n} journalists into custody.",
        "{p}: {n} members of the press held by {a}.",
    ),
    (
        "A mine laid by {a} sank the ferry to {p}.",
        "The {p} ferry went down after striking a mine of {a}.",
        "{a}'s mine was what sank a ferry bound for {p}.",
        "The ferry to {p} was sunk by a mine that {a} had laid.",
    ),
    (
        "{a} stole {n} tonnes of grain from silos in {p}.",
        "{n} tonnes of grain were looted by {a} from the silos at {p}.",
        "From {p}, {a} carried off {n} tonnes of grain.",
        "Silos in {p} were plundered by {a}, which took {n} tons of grain.",
    ),
    (
        "{a} rigged the vote in {p} on {d}.",
        "The election in {p} of {d} was falsified by {a}.",
        "On {d}, the ballot at {p} was manipulated by {a}.",
        "{a} committed fraud in {p}'s election on {d}.",
    ),
    (
        "{a} drones destroyed {n} vehicles of {b} at {p}.",
        "{n} {b} vehicles were knocked out by drones of {a} near {p}.",
        "At {p}, {b} lost {n} trucks to {a} drones.",
        "{a}'s unmanned aircraft wrecked {n} {b} vehicles in {p}.",
    ),
    (
        "The hospital of {p} ran out of medicine on {d} because of the blockade by {a}.",
        "Owing to {a}'s blockade, {p}'s hospital had no medicines left on {d}.",
        "On {d}, medicine was exhausted at the clinic in {p}, which {a} blockades.",
        "{a}'s siege left the hospital in {p} without drugs on {d}.",
    ),
    (
        "{a} demolished the old church of {p}.",
        "{p}'s old church was torn down by {a}.",
        "The historic church in {p} has been razed by {a}.",
        "In {p}, {a} destroyed an ancient church.",
    ),
    (
        "{b} recruited {n} minors in {p}, says the charter that {a} published.",
        "{n} child recruits were taken by {b} in {p}, according to the charter published by {a}.",
        "In {p}, {b} enlisted {n} children, as {a}'s charter has it.",
        "According to a charter of {a}, {n} underage recruits joined {b} in {p}.",
    ),
)
# One body or place a line, in spellings that readers meet.
_PLACES = """
Qaradash/Garadash/Karadaş/Карадаш
Vishnevka/Vyshnivka/Wischnewka/Вишневка
Tashlijar/Tashlyjar/Taşlıcar/Ташлыджар
Zhovtnevo/Jovtnevo/Schowtnewo/Жовтнево
Al-Mansurah/El Mansoura/Mansura/المنصورة
Khorashen/Xoraşen/Horashen/Хорашен
Sheberghat/Shebergat/Şebergat/Шебергат
Novochersk/Novocherske/Nowotschersk/Новочерск
Bakhmadi/Baxmadi/Bahmadi/ბახმადი
Tsaghkavan/Tsakhkavan/Caghkavan/Ցաղկավան
Kulembe/Koulembe/Kulembé/Кулембе
Yassibulak/Yasybulag/Yassıbulaq/Ясыбулак
Dzhurmut/Jurmut/Djourmout/Джурмут
Chernaya Balka/Chorna Balka/Tschernaja Balka/Черная Балка
Mirabad/Miravad/Mīrābād/Мирабад
Oshakert/Oşakert/Oschakert/Օշակերտ
Gyulistan/Gulistan/Gülüstan/Гюлистан
Kharvut/Harvut/Xarvut/Харвут
Santa Piedra/Sta. Piedra/Santa-Piedra/Санта-Пьедра
Wadi Shams/Ouadi Chams/Vadi Shems/وادي شمس
"""
_BODIES = """
Testland/Testlanders/Testland's army/Тестланд
Examplia/Exampliya/the Examplian army/Экземплия
Borduristan/Bordurystan/Borduria-stan/Бордуристан
the Northern Guard/Northern Guards/the Guard of the North/Northern Guard units
the Vostrov Brigade/Vostrow brigade/the brigade Vostrov/бригада Востров
Ruretania/Ruretanian forces/Rouretania/Руретания
the Blue Helm Union/Union of Blue Helms/Blue Helms/Blue-Helm Union
Kavkhazia/Kavhazia/Qavkhazia/Кавхазия
the Marsh Militia/Marshland militia/militia of the marshes/the Marsh Militias
Sylvanora/Sylvanorian troops/Silvanora/Сильванора
"""
_DAYS = ("27 September", "3 March", "14 July", "9 November", "30 January", "22 May")
_NUMBERS = (3, 7, 12, 16, 25, 40, 58, 90, 120, 200, 350, 1200, 2300, 4000, 15000)
_WORDED = {3: "three", 7: "seven", 12: "twelve", 16: "sixteen", 25: "twenty-five", 40: "forty", 90: "ninety",
           200: "two hundred", 1200: "twelve hundred", 4000: "four thousand", 15000: "fifteen thousand"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Twins:
    """A claim, and the same claim as another person would type it."""

    claim: str
    typed: str


def _variants(block: str) -> list[list[str]]:
    return [line.split("/") for line in block.strip().splitlines()]


class Paraphrases:
    """So many pairs of twins, and claims around them."""

    def __init__(self, *, seed: int = 1, pairs: int = 200) -> None:
        self.random = Random(seed)
        self._places, self._bodies = _variants(_PLACES), _variants(_BODIES)
        self.twins: list[Twins] = []
        self.others: list[str] = []
        taken: set[str] = set()
        while len(self.twins) < pairs:
            frame = FRAMES[len(self.twins) % len(FRAMES)]
            slots = self._slots()
            claim = frame[0].format(**{name: spellings[0] for name, spellings in slots.items()})
            if claim not in taken:
                taken.add(claim)
                self.twins.append(Twins(claim, self._typed(frame, slots)))
                self.others += [other for other in self._lookalikes(frame, slots) if other not in taken]
        self.others = [other for other in dict.fromkeys(self.others) if other not in taken]

    def _slots(self) -> dict[str, list[str]]:
        chosen = self.random.choice
        one, two = self.random.sample(self._bodies, 2)
        number = chosen(_NUMBERS)
        formats = [str(number), f"{number:,}", f"{number:,}".replace(",", " ")]
        if number in _WORDED:
            formats.append(_WORDED[number])
        return {"a": one, "b": two, "p": chosen(self._places), "n": formats, "d": [chosen(_DAYS)]}

    def _typed(self, frame: tuple[str, ...], slots: dict[str, list[str]]) -> str:
        chosen = self.random.choice
        wording = chosen(frame[1:])
        return wording.format(**{name: chosen(spellings) for name, spellings in slots.items()})

    def _lookalikes(self, frame: tuple[str, ...], slots: dict[str, list[str]]) -> Iterator[str]:
        """The same frame with one slot changed, and other frames with the same slots: different claims, all of them."""
        for name in ("a", "p", "n", "d"):
            changed = {**slots, name: self._slots()[name]}
            yield frame[0].format(**{slot: spellings[0] for slot, spellings in changed.items()})
        for other in self.random.sample(FRAMES, 3):
            if other is not frame:
                yield other[0].format(**{slot: spellings[0] for slot, spellings in slots.items()})
