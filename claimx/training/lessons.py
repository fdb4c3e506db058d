"""What a teacher makes of a text: soft targets that a student learns from beside the gold (Hinton et al., 2015)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from claimx.errors import ConfigError
from claimx.evaluation.gold import GoldArticle, GoldAttribution
from claimx.inference.engine import Engine
from claimx.model.decode import Decoder, Relation, decode_windows, link_shares
from claimx.model.links import PROJECTIONS
from claimx.model.stance import SCORES, VIEWS, StanceDecoder, judge
from claimx.model.tags import CONTENT, CUE, TAG_COUNT
from claimx.text.pieces import PieceEncoder
from claimx.text.reading import Reading, read_text

IntArray = NDArray[np.int32]
FloatArray = NDArray[np.float32]
Halves = NDArray[np.float16]
_TOGETHER = 32  # articles in one file of lessons


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelLesson:
    """A teacher's probabilities for a window, float32.

    ``tags`` ``(n, tags)``; ``cue_of_content`` ``(contents, cues)``; ``source_of_cue`` ``(cues, sources + 1)``, the last
    for no source. Empty link tables where the window has none of the spans. ``acts`` ``(cues, SCORES)``, NaN for a cue
    without contents.
    """

    tags: FloatArray
    cue_of_content: FloatArray
    source_of_cue: FloatArray
    acts: FloatArray


@dataclass(frozen=True, slots=True)
class Lesson:
    """A teacher's first level for the pieces of one article, float16, and the weights that judge by it."""

    tags: Halves  # (pieces, tags)
    links: Halves  # (pieces, 4 * link_dim)
    stances: Halves  # (pieces, 4 * stance_dim)
    decoder: Decoder
    judging: StanceDecoder

    def window(
        self, begin: int, end: int, spans: Sequence[IntArray], cue_of_content: IntArray, paragraph: IntArray
    ) -> LevelLesson:
        """The lesson of the pieces from ``begin`` to ``end``, whose gold spans are ``spans``, so linked."""
        scores = self.tags[begin:end].astype(np.float32)
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        to_cue, to_source = link_shares(spans, self.links[begin:end].astype(np.float32), paragraph, self.decoder)
        return LevelLesson(
            tags=raised / raised.sum(axis=1, keepdims=True),
            cue_of_content=to_cue,
            source_of_cue=to_source,
            acts=self._judge(begin, end, spans, cue_of_content),
        )

    def _judge(self, begin: int, end: int, spans: Sequence[IntArray], cue_of_content: IntArray) -> FloatArray:
        acts = np.full((len(spans[CUE]), SCORES), np.nan, dtype=np.float32)
        spoken = sorted({int(cue) for cue in cue_of_content if cue >= 0})
        if spoken:
            ranges = [
                ([(int(b), int(e))], [(int(c), int(d)) for c, d in spans[CONTENT][cue_of_content == cue]])
                for cue in spoken
                for b, e in spans[CUE][cue : cue + 1]
            ]
            acts[spoken] = judge(self.stances[begin:end].astype(np.float32), ranges, self.judging)
        return acts


def teach(
    engine: Engine,
    encoder: PieceEncoder,
    max_pieces: int,
    articles: Sequence[GoldArticle],
    unlabelled: Sequence[str],
    work: Path,
    on_progress: Callable[[int, int], None],
) -> tuple[list[GoldArticle], list[Lesson]]:
    """Let a teacher read ``articles`` and ``unlabelled`` texts: the articles to learn from, each with its lesson.

    Unlabelled texts become articles with the teacher's attributions. Only the first level is taught: a teacher leaves
    out most attributions inside contents, and a student would learn to. What is read is kept under ``work``; a run
    that was stopped goes on from there.
    """
    texts = [a.text for a in articles] + list(unlabelled)
    work.mkdir(parents=True, exist_ok=True)
    out: list[GoldArticle] = []
    lessons: list[Lesson] = []
    for start in range(0, len(texts), _TOGETHER):
        chunk = texts[start : start + _TOGETHER]
        readings = [read_text(text, encoder, max_pieces) for text in chunk]
        arrays = _read_or_make(work / f"{start:06d}.npy", engine, readings)
        for k, reading in enumerate(readings):
            lesson = _cut(arrays, readings, k, engine)
            lessons.append(lesson)
            if start + k < len(articles):
                out.append(articles[start + k])
            else:
                name = f"unlabelled-{start + k - len(articles)}"
                found = _relate(reading, lesson)
                out.append(GoldArticle(id=name, annotator="", text=reading.text, attributions=found))
        on_progress(min(start + _TOGETHER, len(texts)), len(texts))
    return out, lessons


def _read_or_make(path: Path, engine: Engine, readings: Sequence[Reading]) -> Halves:
    """The scores of all pieces of some readings, one below the other: float16 ``(pieces, tags + links + stances)``."""
    if not path.exists():
        first, seen = _widths(engine)
        rows = [
            np.concatenate([t[:, :TAG_COUNT], p[:, :first], p[:, p.shape[1] - seen :]], axis=1).astype(np.float16)
            for t, p in engine.scores(readings)
        ]
        fresh = path.with_suffix(".new.npy")
        np.save(fresh, np.concatenate(rows))
        fresh.replace(path)
    arrays: Halves = np.load(path, mmap_mode="r")
    if len(arrays) != sum(len(r.pieces.ids) for r in readings):
        raise ConfigError(f"{path} was made from other texts; remove the folder to have the teacher read anew")
    return arrays


def _cut(arrays: Halves, readings: Sequence[Reading], k: int, engine: Engine) -> Lesson:
    begin = sum(len(r.pieces.ids) for r in readings[:k])
    own = arrays[begin : begin + len(readings[k].pieces.ids)]
    stances = TAG_COUNT + _widths(engine)[0]
    return Lesson(own[:, :TAG_COUNT], own[:, TAG_COUNT:stances], own[:, stances:], engine.decoders[0], engine.stance)


def _widths(engine: Engine) -> tuple[int, int]:
    """Columns of the first level's links, and of the stance."""
    return PROJECTIONS * len(engine.decoders[0].no_source), VIEWS * len(engine.stance.bias)


def _relate(reading: Reading, lesson: Lesson) -> tuple[GoldAttribution, ...]:
    """The teacher's attributions, those inside contents left out."""
    found: list[GoldAttribution] = []
    for begin, end in reading.windows:
        (relations,) = decode_windows(
            [(lesson.tags[begin:end].astype(np.float32), lesson.links[begin:end].astype(np.float32))],
            [reading.pieces.paragraph[begin:end]],
            (lesson.decoder,),
        )
        found += [_to_gold(reading, relation, begin) for relation in relations]
    return tuple(found)


def _to_gold(reading: Reading, relation: Relation, by: int) -> GoldAttribution:
    offsets = reading.pieces.offsets

    def chars(ranges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        return tuple((int(offsets[by + b, 0]), int(offsets[by + e - 1, 1])) for b, e in ranges)

    return GoldAttribution(
        id="", source=chars(relation.source), cue=chars(relation.cue), content=chars(relation.content)
    )
