"""How a possible speaker looks from a source: named numbers for a linear model, whose weights are learned."""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
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
_ANYBODY = _MAN | _WOMAN | {"politician", "person", "official", "source"}
_SOME = re.compile(
    r"(?:some|many|most|several|few|other|others|another|two|three|one|half|both|only|more|all|\d+"
    r"|a (?:few|number|group|handful))\b",
    re.IGNORECASE,
)
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
    if told.pronoun in HE | SHE:
        return "he"
    if told.pronoun in IT:
        return "it"
    if told.pronoun in THEY:
        return "they"
    return {"organization": "body", "document": "text"}.get(told.type, "people" if told.is_plural else "one")


def agrees(told: Description, entity: Entity) -> bool:
    """Whether number, gender and kind leave it open that the source stands for the entity."""
    kind = class_of(told)
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
    if told.head in _MAN | _WOMAN and entity.gender and (entity.gender == "f") != (told.head in _WOMAN):
        return False
    return entity.type in ("person", "unnamed") and not entity.is_plural


def is_told_of(told: Description, features: Features) -> bool:
    """Whether the head of a description is said of the candidate with these features."""
    kind = class_of(told)
    return any(features.get(f"{kind}:{name}") for name in ("same_head", "in_role", "like_role", "in_name"))


def novelty(told: Description, context: Context, place: int, *, is_known: bool, n_others: int) -> Features:
    """The features of a speaker of its own; ``is_known`` if the words fit some of the ``n_others``."""
    kind = class_of(told)
    return {
        f"{kind}:new": 1.0,
        f"{kind}:new_definite": float(told.is_definite),
        f"{kind}:new_known": float(is_known),
        f"{kind}:new_known_definite": float(is_known and told.is_definite),
        f"{kind}:new_bare_known": float(is_known and told.is_definite and len(told.words.split()) == 2),
        f"{kind}:new_bare": float(told.words[:1].isupper() and len(told.words.split()) == 1),
        f"{kind}:new_long": float(len(told.words.split()) > 3),
        f"{kind}:new_definite_capital": float(told.is_definite and told.words[1:] != told.words[1:].lower()),
        f"{kind}:new_definite_late": float(told.is_definite and context.sentences(0, place) > 4),
        f"{kind}:new_definite_crowd": float(told.is_definite) * min(n_others, 6) / 6,
        f"{kind}:new_owned": float(bool(_OWNED.match(told.words))),
        f"{kind}:new_early": float(context.paragraphs(0, place) < 2),
    }


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
    out: Features = {f"{kind}:a_{entity.type}": 1.0, f"{kind}:often": math.log1p(len(entity.mentions))}
    out[f"{kind}:aside"] = float(entity.is_aside)
    if seen:
        begin, end = entity.mentions[seen - 1]
        sentences = context.sentences(begin, place)
        out[f"{kind}:sentences_{min(sentences, 4)}"] = 1.0
        out[f"{kind}:paragraphs_{min(context.paragraphs(begin, place), 3)}"] = 1.0
        opens = begin - context.sentence_start(begin) < 14
        out[f"{kind}:opens_{min(sentences, 2)}"] = float(opens)
        out[f"{kind}:owner"] = float(bool(_POSSESSIVE.match(context.text, end)))
        out[f"{kind}:object"] = float(bool(_OBJECT.search(context.text, max(0, begin - 24), begin)))
        holder = context.holder(begin, end)
        out[f"{kind}:spoken_of"] = float(holder is not None and holder != k)
        out[f"{kind}:in_own_words"] = float(holder == k)
        out[f"{kind}:often_before"] = math.log1p(seen)
        out[f"{kind}:often_near"] = math.log1p(seen - bisect_left(entity.mentions, (place - _NEAR, 0)))
        acts = bool(_ACTS.match(context.text, end, end + 80))
        out[f"{kind}:acts"] = float(acts)
        case = "subject" if told.pronoun in _NOMINATIVE else "other"
        out[f"{kind}:{case}_acts_{min(sentences, 2)}"] = float(acts)
        out[f"{kind}:{case}_opens_{min(sentences, 2)}"] = float(opens)
        out[f"{kind}:{case}_owner"] = out[f"{kind}:owner"]
    else:
        out[f"{kind}:only_later"] = 1.0
    _speech(out, kind, k, source, entity, context, drafts, spoken)
    if kind == "he":
        out["he:gender"] = float(entity.gender is not None)
        out["he:single_name"] = float(len(entity.words) == 1)
    elif kind == "it":
        out["it:place"] = float(entity.name.lower() in PLACES)
    elif kind != "they":
        _words(out, kind, told, entity, early=context.paragraphs(0, place) < 2)
    return out


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
    out[f"{kind}:spoke_{min(since, 3)}" if since >= 0 else f"{kind}:never_spoke"] = 1.0
    if k and spoken[k - 1] is entity:
        before = drafts[k - 1].source or drafts[k - 1].cue
        if before:
            same = context.paragraphs(before[0][0], source[0])
            out[f"{kind}:goes_on_{min(same, 1)}"] = 1.0
            out[f"{kind}:same_word"] = float(
                kind in ("he", "it", "they")
                and context.text[before[0][0] : before[0][1]].lower() == context.text[source[0] : source[1]].lower()
            )
            if k < len(drafts) and drafts[k].kind != "indirect":
                out[f"{kind}:quoted_goes_on_{min(same, 1)}"] = 1.0
    if k < len(drafts) and drafts[k].kind != "indirect":
        out[f"{kind}:quoted_spoke_{min(since, 3)}" if since >= 0 else f"{kind}:quoted_never_spoke"] = 1.0
    holder = context.holder(*source, but=k)
    if holder is not None and holder < len(spoken):
        direct = "direct" if drafts[holder].kind == "direct" else "indirect"
        out[f"{kind}:of_{direct}" if spoken[holder] is entity else f"{kind}:not_of_{direct}"] = 1.0


def _words(out: Features, kind: str, told: Description, entity: Entity, *, early: bool) -> None:
    """Whether the words of a description are said of the entity elsewhere."""
    own = {_plain(w) for w in (*told.words.split(), *told.owner.split())} - {
        "the",
        "a",
        "an",
        "of",
        "his",
        "her",
        "its",
    }
    roles = {_plain(w) for p in entity.told for w in f"{p.role} {p.affiliation}".split()}
    name = {_plain(w) for w in entity.name.split()}
    head = _plain(told.head)
    out[f"{kind}:same_head"] = float(told.head == entity.head)
    out[f"{kind}:in_role"] = float(head in roles)
    out[f"{kind}:like_role"] = float(head not in roles and bool(_LIKE.get(head, frozenset()) & roles))
    out[f"{kind}:in_name"] = float(head in name)
    like = alike(head)
    out[f"{kind}:like_name"] = float(head not in name and bool(like & name))
    out[f"{kind}:like_head"] = float(entity.head != told.head and entity.head in like)
    out[f"{kind}:like_told"] = float(head not in roles and bool(like & roles))
    out[f"{kind}:place_like"] = float(head in ("country", "nation", "government") and entity.name.lower() in PLACES)
    out[f"{kind}:some"] = float(bool(_SOME.match(told.words)))
    out[f"{kind}:some_same"] = float(bool(_SOME.match(told.words)) and told.head == entity.head)
    rest = own - {head}
    out[f"{kind}:more_words"] = len(rest & (roles | name)) / max(1, len(rest)) if rest else 0.0
    out[f"{kind}:other_words"] = float(bool(rest) and bool(roles) and not rest & (roles | name))
    out[f"{kind}:definite"] = float(told.is_definite)
    out[f"{kind}:same_words"] = float(told.words.lower() in entity.said)
    out[f"{kind}:anybody"] = float(told.head in _ANYBODY)
    out[f"{kind}:other_head"] = float(
        bool(entity.head) and entity.head != told.head and kind_of_noun(entity.head) is not None
    )
    out[f"{kind}:no_role"] = float(not roles)
    seen = f"{kind}:only_later" not in out
    told_so = head in roles or head in name
    out[f"{kind}:told_later"] = float(not seen and told_so)
    out[f"{kind}:told_later_early"] = float(not seen and told_so and early)
    out[f"{kind}:often_definite"] = float(told.is_definite) * math.log1p(len(entity.mentions))
    out[f"{kind}:often_capital"] = float(told.is_definite and told.words != told.words.lower()) * math.log1p(
        len(entity.mentions)
    )
    out[f"{kind}:told_before"] = float(told.is_definite and seen and told_so)
    out[f"{kind}:again"] = float(told.is_definite and seen and told.head == entity.head)
    bare = told.is_definite and len(told.words.split()) == 2
    out[f"{kind}:bare_told"] = float(bare and told_so)
    out[f"{kind}:bare_told_seen"] = float(bare and told_so and seen)
    out[f"{kind}:told_person"] = float(told.is_definite and head in roles and entity.type == "person")


@cache
def _plain(word: str) -> str:
    """A word in small letters, one for *Sen.* and *senator*, *spokesman* and *spokeswoman*."""
    low = word.lower().strip(".,'\u2019").removesuffix("'s").removesuffix("\u2019s")
    return _SAME.get(low, low)


@cache
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
