"""What readers type, and the record that they mean: it must be among the first five for 95 of 100 of these queries.

Beside the demo there are the test records below, named in one script or two, so that other spellings must be found out.
A line is `what is typed -> type/slug`.
"""

# ruff: noqa: RUF001 - letters of other scripts are what this is about

# Places, as their names stand on record: each has a test event, and a test claim on it.
PLACES = {
    "susa": ["Şuşa"],
    "fuzuli": ["Füzuli"],
    "kyiv": ["Київ"],
    "jabrayil": ["Cəbrayıl"],
    "agdam": ["Ağdam"],
    "kalbajar": ["Kəlbəcər"],
    "lachin": ["Laçın"],
    "stepanakert": ["Ստեփանակերտ", "Xankəndi"],
    "martakert": ["Martakert", "Ağdərə"],
    "ganja": ["Gəncə"],
    "nakhchivan": ["Naxçıvan"],
    "hadrut": ["Hadrut"],
    "qubadli": ["Qubadlı"],
    "zangilan": ["Zəngilan"],
    "tskhinvali": ["ცხინვალი"],
    "kharkiv": ["Харків"],
    "donetsk": ["Донецьк"],
    "yerevan": ["Երևան"],
    "tabriz": ["تبریز"],
    "goris": ["Գորիս"],
    "lviv": ["Львів"],
    "mingachevir": ["Mingəçevir"],
}
# Actors, as their names stand on record: the first is the name, the others are aliases.
ACTORS = {
    "test-committee": ["Test Committee of the Lower Valley", "Комитет нижней долины", "Aşağı Vadi Komitəsi"],
    "test-speaker": ["Testa Probeyan", "Տեստա Պրոբեյան", "Теста Пробеян"],
    "test-minister": ["Əhməd Sınaqov"],
    "test-monitors": ["Mission of Test Monitors", "MTM"],
    "test-station": ["إذاعة الاختبار"],
    "test-newsroom": ["Testové noviny"],
}
PUBLISHERS = {"test-gazette": "Zkušební Gazette", "test-agency": "Агентство Проба", "test-herald": "Probeshen Herald"}
SOURCES = {
    "quarry-log": ("test-gazette", "Quarry log of the fourth week"),
    "proba-dispatch": ("test-agency", "Сводка о плотине"),
    "herald-interview": ("test-herald", "Interview with a lighthouse keeper"),
}
# Claims of their own: (text, who asserts it, source).
CLAIMS = {
    "dam": ("A dam above the test valley was breached.", "test-committee", "proba-dispatch"),
    "lighthouse": ("The lighthouse of the test island was switched off.", "test-speaker", "herald-interview"),
    "quarry": ("Nine trucks left the test quarry at night.", "test-minister", "quarry-log"),
    "radio-mast": ("The radio mast was felled by a storm.", "test-station", "quarry-log"),
    "well": ("Mi-8MT helicopters landed beside the well.", "test-monitors", "herald-interview"),
}

TRANSLITERATIONS = """
Shusha -> event/at-susa
Susa -> event/at-susa
Şuşa -> event/at-susa
Shushi -> event/at-susa
Шуша -> event/at-susa
Շուշի -> event/at-susa
ŞUŞA -> event/at-susa
Schuscha -> event/at-susa
Fuzuli -> event/at-fuzuli
Fizuli -> event/at-fuzuli
Füzuli -> event/at-fuzuli
Физули -> event/at-fuzuli
Ֆիզուլի -> event/at-fuzuli
Kyiv -> event/at-kyiv
Kiev -> event/at-kyiv
Київ -> event/at-kyiv
Киев -> event/at-kyiv
Kiew -> event/at-kyiv
Kijew -> event/at-kyiv
Jabrayil -> event/at-jabrayil
Jebrail -> event/at-jabrayil
Cebrayil -> event/at-jabrayil
Джебраил -> event/at-jabrayil
Dzhebrail -> event/at-jabrayil
Aghdam -> event/at-agdam
Agdam -> event/at-agdam
Агдам -> event/at-agdam
Kalbajar -> event/at-kalbajar
Kelbajar -> event/at-kalbajar
Кельбаджар -> event/at-kalbajar
Kelbadzhar -> event/at-kalbajar
Lachin -> event/at-lachin
Лачин -> event/at-lachin
Lacin -> event/at-lachin
Latschin -> event/at-lachin
Stepanakert -> event/at-stepanakert
Степанакерт -> event/at-stepanakert
Khankendi -> event/at-stepanakert
Ханкенди -> event/at-stepanakert
Hankendi -> event/at-stepanakert
Xankendi -> event/at-stepanakert
Mardakert -> event/at-martakert
Մարտակերտ -> event/at-martakert
Aghdara -> event/at-martakert
Agdere -> event/at-martakert
Агдере -> event/at-martakert
Ganja -> event/at-ganja
Gence -> event/at-ganja
Гянджа -> event/at-ganja
Gandja -> event/at-ganja
Nakhchivan -> event/at-nakhchivan
Nakhichevan -> event/at-nakhchivan
Нахичевань -> event/at-nakhchivan
Nahcivan -> event/at-nakhchivan
Գադրութ -> event/at-hadrut
Гадрут -> event/at-hadrut
Gubadly -> event/at-qubadli
Кубатлы -> event/at-qubadli
Kubatli -> event/at-qubadli
Zangelan -> event/at-zangilan
Зангелан -> event/at-zangilan
Tskhinvali -> event/at-tskhinvali
Цхинвали -> event/at-tskhinvali
Cxinvali -> event/at-tskhinvali
Kharkiv -> event/at-kharkiv
Kharkov -> event/at-kharkiv
Харьков -> event/at-kharkiv
Charkiw -> event/at-kharkiv
Donetsk -> event/at-donetsk
Донецк -> event/at-donetsk
Donezk -> event/at-donetsk
Yerevan -> event/at-yerevan
Erevan -> event/at-yerevan
Erivan -> event/at-yerevan
Ереван -> event/at-yerevan
İrevan -> event/at-yerevan
Tabriz -> event/at-tabriz
Təbriz -> event/at-tabriz
Тебриз -> event/at-tabriz
Goris -> event/at-goris
Горис -> event/at-goris
Lvov -> event/at-lviv
Lwow -> event/at-lviv
Lviv -> event/at-lviv
Mingachevir -> event/at-mingachevir
Мингечевир -> event/at-mingachevir
Mingechevir -> event/at-mingachevir
Пашинян -> actor/nikol-pashinyan
Փաշինյան -> actor/nikol-pashinyan
Paşinyan -> actor/nikol-pashinyan
Pachinian -> actor/nikol-pashinyan
Paschinjan -> actor/nikol-pashinyan
باشينيان -> actor/nikol-pashinyan
Erdogan -> actor/recep-tayyip-erdogan
Эрдоган -> actor/recep-tayyip-erdogan
Ərdoğan -> actor/recep-tayyip-erdogan
Էրդողան -> actor/recep-tayyip-erdogan
أردوغان -> actor/recep-tayyip-erdogan
Əliyev -> actor/ilham-aliyev
İlham Əliyev -> actor/ilham-aliyev
Алиев -> actor/ilham-aliyev
Aliev -> actor/ilham-aliyev
Ալիև -> actor/ilham-aliyev
Степанян -> actor/shushan-stepanyan
Շուշան Ստեփանյան -> actor/shushan-stepanyan
Stepanian -> actor/shushan-stepanyan
Хатибзаде -> actor/saeed-khatibzadeh
Hatibzade -> actor/saeed-khatibzadeh
Алтун -> actor/fahrettin-altun
Зайберт -> actor/steffen-seibert
Artsroun Hovhannissian -> actor/artsrun-hovhannisyan
Azərbaycan -> actor/azerbaijan
Азербайджан -> actor/azerbaijan
Aserbaidschan -> actor/azerbaijan
Azerbaidjan -> actor/azerbaijan
Türkiye -> actor/turkey
Иран -> actor/iran
İran -> actor/iran
إيران -> actor/iran
Ermenia -> actor/armenia
Vardenis region -> event/vardenis
Варденис -> event/vardenis
Vartenis -> event/vardenis
Дашкесан -> event/dashkesan
Daşkəsən -> event/dashkesan
Dashkasan -> event/dashkesan
Интерфакс -> publisher/interfax
Karabagh -> event/nagorno-karabakh-2020
Qarabağ -> event/nagorno-karabakh-2020
Карабах 2020 -> event/nagorno-karabakh-2020
Akhmed Sinagov -> actor/test-minister
Ahmad Sinaqov -> actor/test-minister
Пробеян -> actor/test-speaker
Probeian -> actor/test-speaker
Proba agency -> publisher/test-agency
Agentstvo Proba -> publisher/test-agency
"""

TYPING_ERRORS = """
Pashinian -> actor/nikol-pashinyan
Pashinyam -> actor/nikol-pashinyan
Pasihnyan -> actor/nikol-pashinyan
Pahinyan -> actor/nikol-pashinyan
Erdgoan -> actor/recep-tayyip-erdogan
Erdogam -> actor/recep-tayyip-erdogan
Alieyv -> actor/ilham-aliyev
Stepamyan -> actor/shushan-stepanyan
Khatibzadah -> actor/saeed-khatibzadeh
Hovhanisyan -> actor/artsrun-hovhannisyan
Azerbijan -> actor/azerbaijan
Azerbaijna -> actor/azerbaijan
Armennia -> actor/armenia
Armeina -> actor/armenia
Turkeyy -> actor/turkey
Gremany -> actor/germany
Rusia -> actor/russia
Vradenis -> event/vardenis
Vardeins -> event/vardenis
Dashkesam -> event/dashkesan
Nagorno-Karabkah -> event/nagorno-karabakh-2020
Interfx -> publisher/interfax
Interfaks -> publisher/interfax
Facebok -> publisher/facebook
mobilistaion -> event/mobilisation
diplomcay -> event/diplomacy
securty council closed doors -> claim/security-council-closed
martail law Armenia -> claim/martial-law-armenia
heavy artilery -> claim/heavy-artillery-armenia
infrastrcture oil -> claim/oil-infrastructure-guard
cvilian bus -> claim/civilian-bus
lighthose -> claim/lighthouse
qarry trucks -> claim/quarry
comittee lower valley -> actor/test-committee
Sinaqof -> actor/test-minister
Herlad -> publisher/test-herald
"""

PARTIAL_NAMES = """
Pashi -> actor/nikol-pashinyan
Nikol -> actor/nikol-pashinyan
Recep -> actor/recep-tayyip-erdogan
tayyip erd -> actor/recep-tayyip-erdogan
Ilham -> actor/ilham-aliyev
Khatib -> actor/saeed-khatibzadeh
Azerb -> actor/azerbaijan
prosecutor -> actor/azerbaijan-prosecutor
Islamic Coop -> actor/oic
ministry defence armenia -> actor/armenia-mod
Dashk -> event/dashkesan
Stepanak -> event/at-stepanakert
lower valley -> actor/test-committee
нижней -> actor/test-committee
Aşağı Vadi -> actor/test-committee
MTM -> actor/test-monitors
monitors -> actor/test-monitors
الاختبار -> actor/test-station
noviny -> actor/test-newsroom
Gazette -> publisher/test-gazette
плотине -> source/proba-dispatch
live blog -> source/live-blog-2020-09-29
fourth week -> source/quarry-log
Chancellor spokesman -> actor/steffen-seibert
"""

CLAIMS_BY_WORDS = """
su-25 -> claim/su-25-downing
Su 25 Turkish F-16 -> claim/su-25-downing
СУ-25 -> claim/su-25-downing
su25 shot down -> claim/su-25-downing
shooting down Su-25 -> event/su-25
"civilian bus" -> claim/civilian-bus
"the worst since the 1990s" -> claim/worst-since-the-1990s
"closed doors" -> claim/security-council-closed
fighters from Syria -> claim/foreign-fighters-sent
trucks Iran -> claim/trucks-from-iran
occupied lands -> claim/occupation-azerbaijani-lands
fought around Fuzuli -> claim/fighting-around-fizuli
Merkel -> claim/merkel-calls
84 troops -> claim/nk-troops-killed-84
attack drone Vardenis -> claim/vardenis-drone-attack
helicopter well -> claim/well
mi-8mt -> claim/well
dams breached -> claim/dam
Комитет нижней долины dam -> claim/dam
Gazette trucks -> claim/quarry
Пробеян lighthouse -> claim/lighthouse
keeper lighthouse -> source/herald-interview
"""

GROUPS = {
    "transliterations": TRANSLITERATIONS,
    "typing errors": TYPING_ERRORS,
    "partial names": PARTIAL_NAMES,
    "claims by their words": CLAIMS_BY_WORDS,
}


def queries() -> list[tuple[str, str, str]]:
    """(group, what is typed, type/slug of the record that is meant)."""
    lines = [(group, line) for group, text in GROUPS.items() for line in text.strip().splitlines()]
    return [(group, *line.split(" -> ")) for group, line in lines]
