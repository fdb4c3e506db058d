"""Text made safe to show: nothing in it moves the cursor, turns the writing direction or fails to encode."""

from __future__ import annotations

from claimx.text.view import replace_surrogates

_PICTURES = {code: 0x2400 + code for code in range(32)} | {0x7F: 0x2421}
_TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0x80, 0xA0)], 0xFFFD)


def visible(text: str) -> str:
    """``text`` on one line, with a picture for each control character and U+FFFD for what turns the direction."""
    return replace_surrogates(" ".join(text.split())).translate(_PICTURES | _TURNS)
