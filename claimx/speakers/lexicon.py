"""Words that tell what a source is: titles, roles, bodies, documents, pronouns, given names.

The given names and who bears them come from the 1990 census of the United States (public domain), the nouns from
WordNet 3.0 (Fellbaum, 1998; its terms stand at the head of ``nouns.tsv``).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

TITLES = re.compile(
    r"""(?:(?:former|acting|deputy|assistant|vice|prime|chief|lt|lieutenant|maj|major|brig|rear|attorney|surgeon|state
          |district|retired)\.?[ ])*
        (?:president|premier|minister|sens?\.?|senators?|reps?\.?|representatives?|congress(?:man|woman)|govs?\.?|governors?
          |mr|mrs|ms|miss|mx|drs?|doctor|prof|professor|mayor|judge|justice|chancellor|secretary|king|queen|prince
          |princess|pope|cardinal|archbishop|bishop|rev|reverend|rabbi|imam|gen|general|capt|captain|sgt|sergeant|col
          |colonel|cmdr|commander|adm|admiral|lt|lieutenant|officer|detective|inspector|superintendent|constable|chief
          |sheriff|marshal|commissioner|commish|director|chairman|chairwoman|chair|chairperson|ceo|speaker|leader|sir|dame
          |lord|lady|councillor|councilman|councilwoman|alderman|ambassador|delegate|del|attorney|solicitor|coach
          |secretary-general|president-elect|spokesman|spokeswoman|spokesperson)\.?""",
    re.IGNORECASE | re.VERBOSE,
)


def word_set(words: str) -> frozenset[str]:
    """The words of a string."""
    return frozenset(words.split())


@lru_cache(maxsize=16384)
def is_title(words: str) -> bool:
    """Whether the words are a title and nothing else."""
    return bool(TITLES.fullmatch(words))


CIVIL = re.compile(r"(?:mr|mrs|ms|miss|mx|sir|dame|lord|lady)\.?$", re.IGNORECASE)
FEMALE_TITLE = re.compile(
    r"\b(?:mrs|ms|miss|dame|lady|queen|princess|\w+woman|mother|daughter|sister|wife|widow|actress|aunt|nun)\b",
    re.IGNORECASE,
)
MALE_TITLE = re.compile(
    r"\b(?:mr|sir|king|prince|pope|\w+(?:sman|rman|eman|nman)|father|son|brother|husband|widower|uncle|monk)\b",
    re.IGNORECASE,
)
BODY = word_set(
    """office agency department ministry government committee council party campaign company corporation inc corp group
    university institute association federation union bank court police administration commission authority
    press news times post journal house senate congress parliament foundation organization organisation service
    services bureau board embassy kremlin pentagon club league centre center team network coalition college
    school hospital church society alliance front army navy force forces guard ministry tribunal assembly
    chamber cabinet trust fund exchange airlines airways motors industries holdings partners ltd llc plc co
    magazine tribune herald gazette globe observer guardian telegraph chronicle nations nation state country
    city county province republic kingdom states outlet website site newspaper paper firm maker regime
    opposition delegation panel jury consortium secretariat directorate command brigade laboratory lab museum
    theatre theater studio studios label publisher broadcaster utility railway airline manufacturer retailer
    startup charity nonprofit watchdog regulator legislature militia rebels conglomerate brewery chain caucus
    district precinct division unit police lobby prefecture consulate media insurer automaker carrier supplier giant
    lender operator camp capital capitals tabloid daily weekly journal review digest blog network station channel
    jail prison mine plant factory hotel airport harbour harbor library zoo circle household municipality
    parish diocese body festival cooperative energy foods systems technologies solutions pharmaceuticals steel oil
    gas mining financial insurance water electric telecom
    logistics shipping foundry semiconductor semiconductors entertainment pictures software labs healthcare properties
    estates resorts hotels stores brands beverages juices farms leasing railways ferries mills holdings ventures
    nonprofit non-profit pac industry union unions staff government governments"""
)
DOCUMENT = word_set(
    """report reports study studies poll polls survey surveys readout read-out statement statements lawsuit lawsuits
    suit letter letters email emails e-mail e-mails memo memos memorandum document documents bill bills filing
    filings affidavit affidavits complaint indictment transcript transcripts analysis article articles ad ads
    advert book books story stories piece editorial column op-ed data figures records record resolution treaty
    agreement law laws constitution charter rule rules guidelines ruling decision order brief petition plan
    budget audit review research findings results numbers statistics returns tweet tweets post posts message
    messages note notes diary video footage film documentary slide slides chart charts map census inquiry
    investigation investigations commercial headline headlines page script speech text texts essay paper papers
    communique communiqué release bylaws investigators' warrant testimony platform policy questionnaire evidence
    test tests probe leaflet legislation proposal measure measures recording audio tape clip cable dispatch notice
    version draft amendment accord pact amendments handout pamphlet brochure label labels sign signs placard placards"""
)
GROUP = word_set(
    """democrats republicans voters critics officials experts people residents aides analysts lawmakers supporters
    scientists economists lawyers activists leaders advocates members researchers observers workers investors
    prosecutors witnesses sources executives doctors parents students teachers farmers soldiers protesters
    conservatives liberals progressives americans others some many most several few those both all one
    two three opponents rivals candidates journalists reporters commentators pundits allies colleagues friends
    relatives neighbours neighbors families victims veterans diplomats politicians strategists historians
    scholars women men hundreds thousands dozens majority minority percent half number"""
)
ALIKE = tuple(
    word_set(words)
    for words in (
        "poll survey questionnaire",
        "report study paper analysis research findings review",
        "investigation inquiry probe audit",
        "bill legislation measure law act proposal amendment resolution",
        "lawsuit suit complaint petition filing",
        "article story piece editorial column op-ed essay post",
        "ad advert commercial video spot clip",
        "email e-mail message letter memo note correspondence",
        "statement release announcement communique",
        "newspaper paper outlet publication magazine tabloid daily site website blog times post news journal tribune"
        " herald gazette globe observer chronicle review",
        "company firm corporation giant maker retailer carrier business manufacturer conglomerate inc corp co ltd"
        " airline motors industries holdings lender automaker startup chain",
        "bank lender financial",
        "school college university institute institution academy",
        "network channel station broadcaster news",
        "group organization organisation nonprofit non-profit charity association union coalition alliance league"
        " society federation committee pac council action center foundation fund",
        "agency department bureau office commission authority administration service ministry",
        "campaign camp team",
        "court panel tribunal",
        "country nation government state republic kingdom regime",
        "institute center centre foundation think-tank",
        "city town council",
        "chamber senate house",
    )
)
HE = word_set("he him his himself")
SHE = word_set("she her hers herself")
THEY = word_set("they them their theirs themselves")
IT = word_set("it its itself")
I_WE = word_set("i we me us my our mine ours myself ourselves")
WHO = word_set("who whom whose which that")
PRONOUNS = HE | SHE | THEY | IT | I_WE | WHO

NO_ROLE = word_set(
    "people others many some most several few those both all one two three americans women men democrats"
    " republicans conservatives liberals progressives hundreds thousands dozens percent majority half number"
)
PLACES = word_set(
    """afghanistan albania algeria angola argentina armenia australia austria azerbaijan bahrain bangladesh belarus
    belgium
    bolivia bosnia botswana brazil britain bulgaria burma cambodia cameroon canada chad chile china colombia congo
    croatia cuba cyprus czechia denmark ecuador egypt england eritrea estonia ethiopia europe fiji finland france
    gabon georgia germany ghana greece guatemala guinea haiti honduras hungary iceland india indonesia iran iraq
    ireland israel italy jamaica japan jordan kazakhstan kenya kosovo kuwait kyrgyzstan laos latvia lebanon lesotho
    liberia libya lithuania luxembourg madagascar malawi malaysia mali malta mauritius mexico moldova mongolia
    montenegro morocco mozambique myanmar namibia nepal netherlands nicaragua niger nigeria norway oman pakistan
    palestine panama paraguay peru philippines poland portugal qatar romania russia rwanda scotland senegal serbia
    singapore slovakia slovenia somalia spain sudan sweden switzerland syria taiwan tajikistan tanzania thailand
    tunisia turkey uganda ukraine uruguay uzbekistan venezuela vietnam wales yemen zambia zimbabwe washington moscow
    beijing london brussels paris berlin tehran pyongyang tokyo seoul delhi ottawa canberra ankara cairo kyiv kiev
    florida texas california ohio virginia nevada michigan wisconsin iowa arizona oregon colorado maryland
    massachusetts pennsylvania illinois indiana missouri kansas alabama alaska arkansas connecticut delaware hawaii
    idaho kentucky louisiana maine minnesota mississippi montana nebraska oklahoma tennessee utah vermont wyoming
    facebook google twitter apple amazon microsoft politico breitbart reuters bloomberg politifact cnn msnbc nbc cbs
    abc fox npr bbc ap ups congress nato gop"""
)
_STARTERS = word_set(
    """the a an in on at by for from with as but and or if when while after before since although though however
    because it he she they we i you his her their our its this that these those there here what who how why
    where which one two three some many most all both each every no not now then also still yet even just only
    according asked citing speaking meanwhile earlier later last next monday tuesday wednesday thursday friday
    saturday sunday january february march april may june july august september october november december is are
    was were be been do does did has have had will would can could should may might must to of about into over
    under between during without within against among like so such than more less very well yes photo image
    wherever whenever whoever despite unlike instead perhaps maybe do did does my everyone everybody nobody
    say such other others asked first second both neither either nearly
    another fellow watch read updated correction advertisement related story continue"""
)


def starts_sentences(word: str) -> bool:
    """Whether a word with a capital may have it from its place alone."""
    return word.lower().rstrip(".,'\u2019") in _STARTERS


_DEMONYMS = """Mexican=Mexico Russian=Russia Chinese=China Israeli=Israel Iranian=Iran Iraqi=Iraq Syrian=Syria
    Japanese=Japan German=Germany French=France British=Britain Canadian=Canada Ukrainian=Ukraine Turkish=Turkey
    Indian=India Pakistani=Pakistan Afghan=Afghanistan Egyptian=Egypt Polish=Poland Italian=Italy
    Spanish=Spain Greek=Greece Swedish=Sweden Norwegian=Norway Danish=Denmark Finnish=Finland Dutch=Netherlands
    Belgian=Belgium Austrian=Austria Swiss=Switzerland Hungarian=Hungary Australian=Australia Brazilian=Brazil
    Cuban=Cuba Venezuelan=Venezuela Colombian=Colombia Chilean=Chile Kenyan=Kenya Nigerian=Nigeria Ghanaian=Ghana
    Libyan=Libya Yemeni=Yemen Lebanese=Lebanon Jordanian=Jordan Irish=Ireland Scottish=Scotland Thai=Thailand
    Filipino=Philippines Indonesian=Indonesia Vietnamese=Vietnam Burmese=Burma Palestinian=Palestine"""
COUNTRIES = dict(pair.split("=") for pair in _DEMONYMS.split())
_WORDS = 65_536  # that are kept as they were judged: memory stays flat over millions of articles
ACRONYM = re.compile(r"(?:[A-Z]\.?){2,6}")  # to be matched in full
ABBREVIATION = re.compile(r"(?:[A-Z]\.){2,}$")  # with its stops
NounKind = Literal["person", "body", "document"]
_PERSON = word_set(
    """head chair co-chair founder cofounder co-founder agent builder anchor star
    operator partner host mogul staffer pollster spox front-runner
    frontrunner
    counsel ceo cfo coo cto mp mep politician guy kid teen somebody someone anyone person insider source nominee pick
    democrat republican libertarian fellow enemy contemporary rabbi
    hopeful contender challenger incumbent rival voter representative official aide
    critic veteran guard guide player
    pastor witness pilot nurse lead mayor justice judge speaker whip majority-leader secretary-general"""
)
DEMONYM = re.compile(r"[A-Z][a-z]+(?:ans|ese|ists|ites|crats|publicans|ers|ish)$")
_PEOPLES = re.compile(
    r"(?:(?!\w*vans$|[A-Z]\w?ans$)[A-Z][a-z]+(?:an|crat|ist|ite)s|(?:Muslim|Jew|Catholic|Latino|Latina|Hispanic|Evangelical|Black|White|Arab|Kurd"
    r"|Sikh|Hindu|Millennial|Brit|Swede|Dane|Turk|Finn|Pole|Scot|Czech|Croat|Serb|Thai|Iraqi|Israeli|Pakistani|Saudi"
    r"|Conservative|Liberal|Progressive|Independent|Londoner|New Yorker)s?)$"
)


def is_people(words: str) -> bool:
    """Whether a name's last word is a people's or a party's: *Democrats*, *a Muslim*."""
    return bool(_PEOPLES.match(words.rsplit(" ", 1)[-1]))


@cache
def _nouns() -> dict[str, NounKind]:
    lines = files("claimx.speakers").joinpath("nouns.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t", 1) for line in lines if not line.startswith("#"))
    return {word: kind for word, kind in pairs if kind in ("person", "body", "document")}  # type: ignore[misc]


@lru_cache(maxsize=_WORDS)
def singular(word: str) -> str:
    """A noun's singular, in small letters; other words unchanged, but for an *s* at their end."""
    low = word.lower()
    if low.endswith("men"):
        return low[:-3] + "man"
    if low in ("people", "persons"):
        return "person"
    if low.endswith("ies") and len(low) > 4:
        return low[:-3] + "y"
    if low.endswith(("sses", "ches", "shes", "xes")):
        return low[:-2]
    return low[:-1] if low.endswith("s") and not low.endswith(("ss", "us", "is")) else low


@lru_cache(maxsize=_WORDS)
def kind_of_noun(word: str) -> NounKind | None:
    """What a noun names, in singular or plural: a person, a body or a document; None for other words."""
    low = word.lower()
    one = singular(low)
    if low in DOCUMENT or one in DOCUMENT:
        return "document"
    if one in _PERSON or low in _PERSON or re.search(r"\w(?:man|woman|person)$", one) or low in GROUP:
        return "person"
    if low in BODY or one in BODY:
        return "body"
    nouns = _nouns()
    found = nouns.get(low) or nouns.get(one)
    if found is None and "-" in low:
        return kind_of_noun(low.rsplit("-", 1)[1])
    return found


@cache
def _given_names() -> dict[str, str]:
    lines = files("claimx.speakers").joinpath("given_names.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines)


def gender_of_name(given: str) -> str | None:
    """``f``, ``m``, ``u`` (either) for a known given name, None for any other word."""
    return _given_names().get(given.lower())
