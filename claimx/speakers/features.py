"""How a possible speaker looks from a source: named numbers for a linear model, whose weights are learned."""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from claimx.assembly import Draft
from claimx.speakers.context import Context
from claimx.speakers.entities import Entity
from claimx.speakers.lexicon import ALIKE, HE, IT, PLACES, SHE, THEY, kind_of_noun
from claimx.speakers.sources import Description

Features = dict[str, float]
Model = dict[str, dict[str, float]]  # weights by feature; slope and level of the probability, by way
_MAN = frozenset(
    ["man", "guy", "boy", "gentleman", "businessman", "congressman", "father", "husband", "brother", "son"]
)
_WOMAN = frozenset(["woman", "lady", "girl", "congresswoman", "mother", "wife", "sister", "daughter"])
_SAME = {"sen": "senator", "rep": "representative", "gov": "governor", "justice": "judge", "prof": "professor"} | {
    f"{word}{end}": f"{word}person" for word in ("spokes", "chair", "congress", "business") for end in ("man", "woman")
}
_LIKE = {
    "lawmaker": frozenset(["senator", "representative", "congressperson"]),
    "congressperson": frozenset(["representative"]),
    "candidate": frozenset(["nominee", "front-runner", "hopeful", "contender"]),
    "nominee": frozenset(["candidate", "front-runner"]),
    "chief": frozenset(["director", "head", "executive", "ceo", "president", "chairperson", "general"]),
    "executive": frozenset(["ceo", "president", "director", "chairperson"]),
    "businessperson": frozenset(["developer", "mogul", "billionaire", "executive", "ceo", "owner"]),
    "official": frozenset(["secretary", "director", "commissioner", "officer"]),
    "attorney": frozenset(["lawyer", "prosecutor"]),
    "lawyer": frozenset(["attorney", "prosecutor"]),
}
_NEAR = 700  # characters
_CLASSES = {
    **dict.fromkeys(HE | SHE, "he"),
    **dict.fromkeys(IT, "it"),
    **dict.fromkeys(THEY, "they"),
    "organization": "body",
    "document": "text",
}
_ANYBODY = _MAN | _WOMAN | {"politician", "person", "official", "source"}
_SOME = re.compile(
    r"(?:some|many|most|several|few|other|others|another|two|three|one|half|both|only|more|all|\d+"
    r"|a (?:few|number|group|handful))\b",
    re.IGNORECASE,
)
_TELLS_NOTHING = frozenset(["the", "a", "an", "of", "his", "her", "its"])
_POSSESSIVE = re.compile(r"['\u2019]")
_ACTS = re.compile(
    r"(?:[ ]\([^)]{1,20}\))?(?:,[^,.\n]{1,60},)?[ \u00a0](?:\w+ly[ ])?(?:said|says|told|is|was|has|had|will|would|can"
    r"|could|did|does|also|[a-z]{2,}ed|[a-z]{2,}s|took|made|went|gave|got|came|spoke|wrote|won|lost|ran|met|began|left)\b"
)
_NOMINATIVE = frozenset(["he", "she", "they", "it"])
_OWNED = re.compile(r"(?:his|her|its|their|my|our)\b|\S+['\u2019]s\b", re.IGNORECASE)
_OBJECT = re.compile(
    r"\b(?:of|for|to|by|with|from|on|about|against|than|like|at|in|over)\s+(?:the\s+|[A-Z][\w.]*\s+)*$"
)


def class_of(told: Description) -> str:
    """What kind of source: the features of each kind have weights of their own."""
    kind = _CLASSES.get(told.pronoun or told.type)
    return kind or ("people" if told.is_plural else "one")


def agrees(kind: str, told: Description, entity: Entity) -> bool:
    """Whether number, gender and kind leave it open that a source of a kind stands for the entity."""
    if kind == "he":
        opposite = "f" if told.pronoun in HE else "m"
        return entity.type in ("person", "unnamed") and not entity.is_plural and entity.gender != opposite
    if kind == "it":
        return entity.type in ("organization", "document")
    if kind == "they":
        return entity.is_plural or entity.type in ("organization", "unnamed")
    if kind == "body":
        return entity.type == "organization"
    if kind == "text":
        return entity.type == "document"
    if kind == "people":
        return entity.is_plural and entity.type == "unnamed"
    if entity.gender and (told.head in _MAN or told.head in _WOMAN) and (entity.gender == "f") != (told.head in _WOMAN):
        return False
    return entity.type in ("person", "unnamed") and not entity.is_plural


def is_told_of(told: Description, features: Features) -> bool:
    """Whether the head of a description is said of the candidate with these features."""
    kind = class_of(told)
    return any(features.get(f"{kind}:{name}") for name in ("same_head", "in_role", "like_role", "in_name"))


def novelty(told: Description, context: Context, place: int, *, is_known: bool, n_others: int) -> Features:
    """The features of a speaker of its own; ``is_known`` if the words fit some of the ``n_others``."""
    return _of_kind(
        class_of(told),
        {
            "new": 1.0,
            "new_definite": float(told.is_definite),
            "new_known": float(is_known),
            "new_known_definite": float(is_known and told.is_definite),
            "new_bare_known": float(is_known and told.is_definite and len(told.words.split()) == 2),
            "new_bare": float(told.words[:1].isupper() and len(told.words.split()) == 1),
            "new_long": float(len(told.words.split()) > 3),
            "new_definite_capital": float(told.is_definite and told.words[1:] != told.words[1:].lower()),
            "new_definite_late": float(told.is_definite and context.sentences(0, place) > 4),
            "new_definite_crowd": float(told.is_definite) * min(n_others, 6) / 6,
            "new_owned": float(bool(_OWNED.match(told.words))),
            "new_early": float(context.paragraphs(0, place) < 2),
        },
    )


def features_of(
    k: int,
    source: tuple[int, int],
    told: Description,
    entity: Entity,
    context: Context,
    drafts: Sequence[Draft],
    spoken: Sequence[Entity | None],
) -> Features:
    """How ``entity`` looks from a source that stands where draft ``k`` does; ``spoken`` spoke in the drafts before."""
    kind = class_of(told)
    place = source[0]
    seen = bisect_left(entity.mentions, (place, 0))
    out: Features = {f"a_{entity.type}": 1.0, "often": math.log1p(len(entity.mentions))}
    out["aside"] = float(entity.is_aside)
    if seen:
        begin, end = entity.mentions[seen - 1]
        sentences = context.sentences(begin, place)
        out[f"sentences_{min(sentences, 4)}"] = 1.0
        out[f"paragraphs_{min(context.paragraphs(begin, place), 3)}"] = 1.0
        opens = begin - context.sentence_start(begin) < 14
        out[f"opens_{min(sentences, 2)}"] = float(opens)
        out["owner"] = float(bool(_POSSESSIVE.match(context.text, end)))
        out["object"] = float(bool(_OBJECT.search(context.text, max(0, begin - 24), begin)))
        holder = context.holder(begin, end)
        out["spoken_of"] = float(holder is not None and holder != k)
        out["in_own_words"] = float(holder == k)
        out["often_before"] = math.log1p(seen)
        out["often_near"] = math.log1p(seen - bisect_left(entity.mentions, (place - _NEAR, 0)))
        acts = bool(_ACTS.match(context.text, end, end + 80))
        out["acts"] = float(acts)
        case = "subject" if told.pronoun in _NOMINATIVE else "other"
        out[f"{case}_acts_{min(sentences, 2)}"] = float(acts)
        out[f"{case}_opens_{min(sentences, 2)}"] = float(opens)
        out[f"{case}_owner"] = out["owner"]
    else:
        out["only_later"] = 1.0
    _speech(out, kind, k, source, entity, context, drafts, spoken)
    if kind == "he":
        out["gender"] = float(entity.gender is not None)
        out["single_name"] = float(len(entity.words) == 1)
    elif kind == "it":
        out["place"] = float(entity.name.lower() in PLACES)
    elif kind != "they":
        _words(out, told, entity, early=context.paragraphs(0, place) < 2)
    return _of_kind(kind, out)


def _of_kind(kind: str, values: Features) -> Features:
    """Those that are not zero, each by a name of its kind's own."""
    return {f"{kind}:{name}": value for name, value in values.items() if value}


def _speech(
    out: Features,
    kind: str,
    k: int,
    source: tuple[int, int],
    entity: Entity,
    context: Context,
    drafts: Sequence[Draft],
    spoken: Sequence[Entity | None],
) -> None:
    """Who spoke when, and inside whose words the source stands."""
    since = k - 1 - entity.spoke[-1] if entity.spoke else -1
    out[f"spoke_{min(since, 3)}" if since >= 0 else "never_spoke"] = 1.0
    if k and spoken[k - 1] is entity:
        before = drafts[k - 1].source or drafts[k - 1].cue
        if before:
            same = context.paragraphs(before[0][0], source[0])
            out[f"goes_on_{min(same, 1)}"] = 1.0
            out["same_word"] = float(
                kind in ("he", "it", "they")
                and context.text[before[0][0] : before[0][1]].lower() == context.text[source[0] : source[1]].lower()
            )
            if k < len(drafts) and drafts[k].kind != "indirect":
                out[f"quoted_goes_on_{min(same, 1)}"] = 1.0
    if k < len(drafts) and drafts[k].kind != "indirect":
        out[f"quoted_spoke_{min(since, 3)}" if since >= 0 else "quoted_never_spoke"] = 1.0
    holder = context.holder(*source, but=k)
    if holder is not None and holder < len(spoken):
        direct = "direct" if drafts[holder].kind == "direct" else "indirect"
        out[f"of_{direct}" if spoken[holder] is entity else f"not_of_{direct}"] = 1.0


def _words(out: Features, told: Description, entity: Entity, *, early: bool) -> None:
    """Whether the words of a description are said of the entity elsewhere."""
    own = _plain_words(f"{told.words} {told.owner}") - _TELLS_NOTHING
    roles = frozenset().union(*(_plain_words(f"{p.role} {p.affiliation}") for p in entity.told))
    name = _plain_words(entity.name)
    head = _plain(told.head)
    out["same_head"] = float(told.head == entity.head)
    out["in_role"] = float(head in roles)
    out["like_role"] = float(head not in roles and bool(_LIKE.get(head, frozenset()) & roles))
    out["in_name"] = float(head in name)
    like = alike(head)
    out["like_name"] = float(head not in name and bool(like & name))
    out["like_head"] = float(entity.head != told.head and entity.head in like)
    out["like_told"] = float(head not in roles and bool(like & roles))
    out["place_like"] = float(head in ("country", "nation", "government") and entity.name.lower() in PLACES)
    out["some"] = float(bool(_SOME.match(told.words)))
    out["some_same"] = float(bool(_SOME.match(told.words)) and told.head == entity.head)
    rest = own - {head}
    out["more_words"] = len(rest & (roles | name)) / max(1, len(rest)) if rest else 0.0
    out["other_words"] = float(bool(rest) and bool(roles) and not rest & (roles | name))
    out["definite"] = float(told.is_definite)
    out["same_words"] = float(told.words.lower() in entity.said)
    out["anybody"] = float(told.head in _ANYBODY)
    out["other_head"] = float(bool(entity.head) and entity.head != told.head and kind_of_noun(entity.head) is not None)
    out["no_role"] = float(not roles)
    seen = "only_later" not in out
    told_so = head in roles or head in name
    out["told_later"] = float(not seen and told_so)
    out["told_later_early"] = float(not seen and told_so and early)
    out["often_definite"] = float(told.is_definite) * math.log1p(len(entity.mentions))
    out["often_capital"] = float(told.is_definite and told.words != told.words.lower()) * math.log1p(
        len(entity.mentions)
    )
    out["told_before"] = float(told.is_definite and seen and told_so)
    out["again"] = float(told.is_definite and seen and told.head == entity.head)
    bare = told.is_definite and len(told.words.split()) == 2
    out["bare_told"] = float(bare and told_so)
    out["bare_told_seen"] = float(bare and told_so and seen)
    out["told_person"] = float(told.is_definite and head in roles and entity.type == "person")


@lru_cache(maxsize=16384)
def _plain_words(words: str) -> frozenset[str]:
    return frozenset(_plain(w) for w in words.split())


@lru_cache(maxsize=16384)
def _plain(word: str) -> str:
    """A word in small letters, one for *Sen.* and *senator*, *spokesman* and *spokeswoman*."""
    low = word.lower().strip(".,'\u2019").removesuffix("'s").removesuffix("\u2019s")
    return _SAME.get(low, low)


@lru_cache(maxsize=16384)
def alike(head: str) -> frozenset[str]:
    """The words that may name the same kind of thing."""
    return frozenset().union(*(group for group in ALIKE if head in group))


def set_apart(rows: Sequence[tuple[Entity, Features]], kind: str, place: int) -> None:
    """Add to the features of candidates how they stand to each other: who was named last, who spoke last."""

    def last(entity: Entity) -> int:
        seen = bisect_left(entity.mentions, (place, 0))
        return entity.mentions[seen - 1][0] if seen else -1

    order = sorted(range(len(rows)), key=lambda i: -last(rows[i][0]))
    for rank, i in enumerate(order[:4]):
        rows[i][1][f"{kind}:rank_{rank}"] = 1.0
    if len(rows) == 1:
        rows[0][1][f"{kind}:only"] = 1.0
    speaker = max(range(len(rows)), key=lambda i: rows[i][0].spoke[-1] if rows[i][0].spoke else -1, default=-1)
    if speaker >= 0 and rows[speaker][0].spoke:
        rows[speaker][1][f"{kind}:last_speaker"] = 1.0


def score(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The linear model."""
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


@cache
def shipped_model() -> Model:
    """The model that `claimx.training.speakers` wrote."""
    told: Model = json.loads(files("claimx.speakers").joinpath("weights.json").read_text(encoding="utf-8"))
    return told
