"""Gold articles to train on: PolNeAR's folders, and records that people corrected."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

from claimx.errors import CorpusError, RecordError
from claimx.evaluation.gold import GoldArticle, GoldAttribution, read_polnear
from claimx.records import from_json
from claimx.training.gold import with_nested, with_stances
from claimx.types import Attribution, Part

_HELD = 10  # one article of so many is held back for scoring, where the data has no part for it


def read_gold(data: Sequence[Path], *, every_annotator: bool) -> tuple[list[GoldArticle], list[GoldArticle]]:
    """The articles to train on and those to score on.

    A folder is one in PolNeAR's layout, with the parts train and dev; a file holds records, one a line. Of records a
    tenth, chosen by id, is held back.

    Raises:
        CorpusError: if something does not follow its layout, or nothing is left to train or to score on.
    """
    train: list[GoldArticle] = []
    dev: list[GoldArticle] = []
    for path in data:
        if path.is_dir():
            train += with_stances(with_nested(read_polnear(path, "train", every_annotator=every_annotator)))
            dev += with_nested(read_polnear(path, "dev"))
        else:
            articles = read_records(path)
            held = [a for a in articles if zlib.crc32(a.id.encode()) % _HELD == 0] or articles[-1:]
            known = {a.id for a in held}
            train += [a for a in articles if a.id not in known]
            dev += held
    if not train or not dev:
        names = ", ".join(map(str, data))
        raise CorpusError(
            names, None, f"{len(train)} articles to train on, {len(dev)} to score on; expected some of both"
        )
    return train, dev


def read_records(path: Path) -> list[GoldArticle]:
    """The articles of a file of records, as `claimx extract` writes and people correct them; their texts kept."""
    out = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # other line ends may stand in a text
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(path, None, f"expected a file of records; {error}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            doc = from_json(line)
        except RecordError as error:
            raise CorpusError(path, number, str(error)) from error
        out.append(
            GoldArticle(
                id=doc.id,
                annotator="",
                text=doc.text,
                attributions=tuple(_to_gold(a) for a in doc.attributions if a.parent is None),
                nested=tuple(_to_gold(a) for a in doc.attributions if a.parent is not None),
            )
        )
    return out


def _to_gold(attribution: Attribution) -> GoldAttribution:
    def ranges(part: Part | None) -> tuple[tuple[int, int], ...]:
        return tuple((s.start, s.end) for s in part.spans) if part else ()

    return GoldAttribution(
        id=attribution.id,
        source=ranges(attribution.source),
        cue=ranges(attribution.cue),
        content=ranges(attribution.content),
        stance=attribution.stance.label,
        hedged=attribution.stance.hedged,
        decline_kind=attribution.stance.decline_kind,
    )
