"""News to measure speed on: articles of PolNeAR where they are at hand, else made up from a seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from claimx.evaluation.gold import read_polnear

_NAMES = ("Noor Haddad", "Ilse Verbeek", "Tomas Okafor", "Mei-Lin Castro", "Grete Solheim", "Samir Dutta", "Ana Petrov")
_POSTS = (
    "a lawyer for the union",
    "the deputy mayor",
    "who chairs the port authority",
    "a spokeswoman for the ministry",
)
_BODIES = ("the transport ministry", "the water board", "Halden Shipping", "the teachers' union", "the regional court")
_VERBS = ("said", "told reporters", "wrote in a statement", "argued", "insisted", "acknowledged", "added", "denied")
_CLAIMS = (
    "the bridge would stay closed until the inspection was over",
    "nobody had been told of the leak before Thursday",
    "the contract was awarded without a second bid",
    "rents in the harbour district had doubled in four years",
    "two of the three turbines are running again",
    "the figures were wrong and would be corrected",
)
_QUOTES = (
    "We have nothing to hide, and we never had",
    "It was the third time this year that the pumps failed",
    "People are tired of waiting for an answer",
    "Nobody asked us, and nobody listened",
)
_PLAIN = (
    "The ferry has run between the two islands since 1931, and most families there own a share in it.",
    "Work on the tunnel began in March after a delay of nearly two years, and it is to end before the next summer.",
    "About 400 people stood in the square when the vote was counted late on Sunday night.",
    "The budget grew by 4.2 percent, more than in any year since the crisis, while the number of pupils fell.",
    "Rain had softened the slope for a week before the first houses were cleared.",
)


def read_texts(data: Path | None, count: int, *, seed: int = 7) -> list[str]:
    """``count`` articles: PolNeAR's training part over and over, or made-up ones of some 700 words."""
    if data is None:
        rng = np.random.default_rng(seed)
        return [_article(rng) for _ in range(count)]
    known = [article.text for article in read_polnear(data, "train")]
    return [known[k % len(known)] for k in range(count)]


def _article(rng: np.random.Generator) -> str:
    return "\n\n".join(" ".join(_sentence(rng) for _ in range(rng.integers(1, 5))) for _ in range(rng.integers(10, 22)))


def _sentence(rng: np.random.Generator) -> str:
    def one(choices: tuple[str, ...]) -> str:
        return choices[rng.integers(len(choices))]

    forms = (
        f'"{one(_QUOTES)}," {one(_VERBS)} {one(_NAMES)}, {one(_POSTS)}.',
        f"{one(_NAMES)}, {one(_POSTS)}, {one(_VERBS)} that {one(_CLAIMS)}.",
        f"According to {one(_BODIES)}, {one(_CLAIMS)}.",
        f'"{one(_QUOTES)}," she said, adding that {one(_CLAIMS)}.',
    )
    return one(_PLAIN) if rng.random() < 0.6 else one(forms)
