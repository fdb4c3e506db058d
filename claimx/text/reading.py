"""What is known of a text before the encoder sees it: paragraphs, quotations, word pieces, windows."""

from __future__ import annotations

from dataclasses import dataclass

from claimx.text.pieces import PieceEncoder, Pieces, cut_windows
from claimx.text.quotes import Quotation, find_paragraphs, find_quotations
from claimx.text.view import reading_view


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One text made ready: all offsets in code points of ``text``, windows as half-open piece ranges."""

    text: str
    paragraphs: tuple[tuple[int, int], ...]
    quotations: tuple[Quotation, ...]
    pieces: Pieces
    windows: tuple[tuple[int, int], ...]


def read_text(text: str, encoder: PieceEncoder, max_pieces: int) -> Reading:
    """``text`` made ready for the encoder; an empty or blank text has no windows."""
    paragraphs = find_paragraphs(text)
    quotations = find_quotations(text, paragraphs)
    pieces = encoder(reading_view(text, quotations), paragraphs)
    return Reading(
        text=text,
        paragraphs=tuple(paragraphs),
        quotations=tuple(quotations),
        pieces=pieces,
        windows=tuple(cut_windows(pieces, max_pieces)),
    )
