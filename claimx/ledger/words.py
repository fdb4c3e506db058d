"""The words of contents as numbers: what two tellings of a statement keep when pronouns, tenses and articles change."""

from __future__ import annotations

import re
from array import array
from functools import lru_cache

from claimx.ledger.names import fold
from claimx.speakers.lexicon import word_set

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_ENDING = re.compile(r"(?<=\w\w\w)(?:ing|ed|es|s|e)$")
_NOT = word_set("not no never nobody nothing none neither nor without cannot")
_SMALL = word_set(
    """a an the this that these those i me my mine we us our ours you your he him his she her hers it its they them
    their theirs who whom whose which is are was were be been being am do does did has have had having will would
    shall to of in on at by for with from as and or but so if then than there here what when s m re ve ll d t mr mrs ms
    i'm it's we're they're he's she's you're i've we've they've i'll we'll he'll they'll i'd we'd that's there's also
    just very"""
)
_SAME = {"could": "can", "might": "may", "percent": "per cent", "us": "u.s"}


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str | None:
    """The word as it counts: None for a small one, ``not`` for a negation."""
    low = fold(word)
    if low in _NOT or low.endswith("n't"):
        return "not"
    low = low.removesuffix("'s")
    if low in _SMALL:
        return None
    return _SAME.get(low) or _ENDING.sub("", low)


class Words:
    """Numbers words, and keeps for each how often it was written and how often with a capital inside a content."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"not": 0}
        self.seen = array("Q", [0])
        self._capitals = array("Q", [0])
        self._numeric = array("b", [0])

    def read(self, text: str) -> list[int]:
        """The numbers of the words of ``text`` that count, in order."""
        out = []
        for place, match in enumerate(_WORD.finditer(text)):
            stem = _stem(match[0])
            if stem is None:
                continue
            number = self._numbers.setdefault(stem, len(self._numbers))
            if number == len(self.seen):
                self.seen.append(0)
                self._capitals.append(0)
                self._numeric.append(stem[0].isdigit())
            self.seen[number] += 1
            self._capitals[number] += place > 0 and match[0][0].isupper()
            out.append(number)
        return out

    def find(self, text: str) -> frozenset[int]:
        """The numbers of those words of ``text`` that were read before."""
        stems = (_stem(match[0]) for match in _WORD.finditer(text))
        return frozenset(self._numbers[s] for s in stems if s in self._numbers)

    def matters(self, number: int) -> bool:
        """Whether a statement is another one if this word changes: a negation, a figure, a name."""
        return number == 0 or bool(self._numeric[number]) or 2 * self._capitals[number] > self.seen[number]
