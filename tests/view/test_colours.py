"""The stances' colours, seen with each kind of colour blindness, and read against the paper."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest

from claimx.types import STANCES
from claimx.view.page import static
from claimx.view.plot import PAPER

Colour = npt.NDArray[np.float64]

# Machado, Oliveira & Fernandes (2009), full severity; on linear RGB.
SIGHT = {
    "full": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
LIGHT, DARK = (
    dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block))
    for block in re.findall(r":root \{(.*?)\}", static("base.css"), re.DOTALL)
)


def linear(colour: str) -> Colour:
    values = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lab(rgb: Colour) -> Colour:
    """CIE L*a*b*, D65."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(rgb, 0, 1) / np.array([0.9505, 1, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one: str, other: str) -> float:
    """As WCAG 2 defines it."""
    low, high = sorted(float(np.array([0.2126, 0.7152, 0.0722]) @ linear(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("theme", [LIGHT, DARK, PAPER], ids=["light", "dark", "png"])
def test_no_two_stances_look_alike(theme: dict[str, str], sight: str) -> None:
    seen = {stance: lab(np.array(SIGHT[sight]) @ linear(theme[stance])) for stance in STANCES}
    for one, other in combinations(STANCES, 2):
        assert np.linalg.norm(seen[one] - seen[other]) > 20, (one, other)  # 2.3 is just noticeable


@pytest.mark.parametrize("theme", [LIGHT, DARK, PAPER], ids=["light", "dark", "png"])
def test_stances_and_words_stand_out_from_the_paper(theme: dict[str, str]) -> None:
    assert all(contrast(theme[stance], theme["paper"]) >= 3 for stance in STANCES)
    assert all(contrast(theme[name], theme["paper"]) >= 4.5 for name in ("ink", "quiet"))
