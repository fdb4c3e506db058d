"""What a denial denies in other articles: the claim that shares its rare words, and that names or concerns the denier.

Candidates share a pair of their rarest words, so the time is linear in the number of contents (blocking, as in record
linkage: Christen, 2012, ch. 4). The score is a logistic sum whose weights are set by hand.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from claimx.ledger.words import Words

_RAREST = 7  # words of a content of which every pair is a key
_CROWD = 64  # denials with one key; more, and the key is of no use
_LEAST = 0.55  # probability
_PLAIN, _SHARED = 2, 3  # words that both must have: no names and no figures; in all
_ABOUT = (  # words that call something a claim, not what is claimed
    "claim report allegation accusation rumor rumour story suggestion notion idea assertion charge criticism critique"
    " criticize attack argument concern question speculation false untrue hoax comment statement"
    " saying said told news source media"
)
_DENIES = (
    "not deny denied denying denial denies dispute disputed refute refuted debunk debunked dismiss dismissed"
    " false untrue hoax fake"
)
_DAYS = 30.0  # between a claim and its denial


@dataclass(frozen=True, slots=True)
class Said:
    """A content as denials see it: its words by number, who said it, where, and when (days, None if not known)."""

    number: int
    words: frozenset[int]
    speaker: str | None
    doc: int
    day: float | None
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Denial:
    """A denial with the words of its speaker's name, by which a claim may name whom it accuses."""

    said: Said
    names: frozenset[int]


def match_denials(
    denials: Sequence[Denial], claims: Iterator[Said], words: Words, on_progress: Callable[[int], None]
) -> list[tuple[int, float] | None]:
    """For each denial the number of the claim of another article that it most likely denies, and how likely."""
    total = max(1, sum(words.seen))
    about, denies = words.find(_ABOUT), words.find(_DENIES)
    by_key: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for k, denial in enumerate(denials):
        for key in _keys(denial.said.words - about, words):
            by_key[key].append(k)
    best: list[tuple[float, int] | None] = [None] * len(denials)
    for count, claim in enumerate(claims, start=1):
        if count % 1000 == 0:
            on_progress(count)
        if claim.words & denies:  # who says *not* denies it too
            continue
        near = {
            k for key in _keys(claim.words - about, words) if len(found := by_key.get(key, ())) <= _CROWD for k in found
        }
        for k in sorted(near):
            denial = denials[k]
            if denial.said.doc == claim.doc or (denial.said.speaker and denial.said.speaker == claim.speaker):
                continue
            score = _score(denial, claim, words, about, total)
            if score >= _LEAST:
                best[k] = max(best[k] or (0.0, 0), (score, -claim.number))
    return [(-found[1], found[0]) if found else None for found in best]


def _keys(own: frozenset[int], words: Words) -> list[tuple[int, int]]:
    rarest = sorted((w for w in own if w), key=lambda w: (words.seen[w], w))[:_RAREST]
    return list(combinations(sorted(rarest), 2))


def _score(denial: Denial, claim: Said, words: Words, about: frozenset[int], total: int) -> float:
    def weight(some: frozenset[int]) -> float:
        return sum(math.log(total / max(1, words.seen[w])) for w in some if w)

    own = denial.said.words - about
    shared = own & claim.words
    plain = frozenset(w for w in own if not words.matters(w))
    if len(shared) < _SHARED or len(shared & plain) < _PLAIN:
        return 0.0
    told = 2 * weight(shared) / (weight(own) + weight(claim.words))
    inside = weight(shared & plain) / weight(plain)
    accused = bool(denial.names & claim.words)
    days = None if denial.said.day is None or claim.day is None else abs(denial.said.day - claim.day)
    company = len(set(denial.said.near) & set(claim.near))
    odds = -6.0 + 4.0 * told + 4.5 * inside + 1.5 * accused + min(2.0, 0.4 * company)
    if days is not None:
        odds += 0.5 if days <= _DAYS else -1.5
    return round(1.0 / (1.0 + math.exp(-odds)), 4)
