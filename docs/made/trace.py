"""One article through the stages, with what each of them saw: for the pictures of *How claimx decides*."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import claimx
from claimx.assembly import Draft, assemble
from claimx.inference.backends.openvino import OpenVINOBackend
from claimx.inference.engine import Engine
from claimx.model import store
from claimx.model.decode import Decoder, Relation, link_shares
from claimx.model.tags import TAG_COUNT, best_tags, tags_to_spans
from claimx.speakers.resolve import Choice, Resolver
from claimx.text.pieces import PieceEncoder
from claimx.text.reading import Reading, read_text
from claimx.types import Document

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int32]

ROOT = Path(__file__).parents[2]
ARTICLE = (ROOT / "tests/articles/ferry.txt").read_text(encoding="utf-8")
SAMPLE = """\
A report by the harbour union says the crane failed twice in June.

Mira Solberg, a lawyer for the crew, told the Courier that the brakes were worn.

Ana Okafor, the port's director, denied that the crane had failed. "It was switched off," she said, "and nobody was \
hurt." The ministry would not say who had paid for the repairs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What the stages made of one text that fits into one window; of two levels, the first.

    ``tags`` are probabilities float32 ``(pieces, tags)``, ``spans`` piece ranges by role, ``to_cue`` and ``to_source``
    the probabilities of their links, as in `claimx.model.decode.link_shares`. ``relations`` has those that scored
    enough.
    """

    reading: Reading
    tags: FloatArray
    spans: list[IntArray]
    to_cue: FloatArray
    to_source: FloatArray
    decoder: Decoder
    relations: list[Relation]
    drafts: list[Draft]
    choices: list[Choice]
    doc: Document

    def words(self, span: tuple[int, int] | IntArray) -> str:
        """The text of a range of pieces."""
        offsets = self.reading.pieces.offsets
        return self.reading.text[offsets[int(span[0]), 0] : offsets[int(span[1]) - 1, 1]]


@cache
def read(text: str) -> Reading:
    """``text`` made ready for the model that ships."""
    model = claimx.load().model
    return read_text(text, PieceEncoder(store.find_model(None) / store.TOKENIZER), model.max_pieces)


@cache
def trace(text: str = SAMPLE) -> Trace:
    """``text`` read by the model that ships, stage by stage."""
    folder = store.find_model(None)
    extractor = claimx.load()
    reading = read(text)
    decoders = store.read_decoders(folder)
    engine = Engine(
        backend=OpenVINOBackend(folder, threads=1, precision="f32"),
        decoders=decoders,
        stance=store.read_stance(folder),
        special=PieceEncoder(folder / store.TOKENIZER).special,
    )
    ((scores, projections),) = engine.scores([reading])
    tags, decoder = scores[:, :TAG_COUNT], decoders[0]
    (best,) = best_tags([tags], decoder.transitions, decoder.starts, decoder.ends)
    spans = tags_to_spans(best)
    own = projections[:, : 4 * len(decoder.no_source)]
    to_cue, to_source = link_shares(spans, own, reading.pieces.paragraph, decoder)
    relations = [r for r in engine.relate([reading])[0] if not r.level and r.score >= extractor.model.min_score]
    drafts = assemble(reading, relations, min_score=extractor.model.min_score)
    resolver = Resolver(text, drafts)
    return Trace(
        reading=reading,
        tags=_softmax(tags),
        spans=spans,
        to_cue=to_cue,
        to_source=to_source,
        decoder=decoder,
        relations=relations,
        drafts=drafts,
        choices=[resolver.resolve(k) for k in range(len(drafts))],
        doc=extractor(text),
    )


def _softmax(scores: FloatArray) -> FloatArray:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: FloatArray = raised / raised.sum(axis=1, keepdims=True)
    return shares
