"""Every exception that claimx raises on purpose."""

from __future__ import annotations

from pathlib import Path


class ClaimxError(Exception):
    """Base of all claimx errors; catch it to catch them all."""


class ConfigError(ClaimxError):
    """An option is unknown, of the wrong type or out of its range."""


class ModelError(ClaimxError):
    """A model folder is missing, incomplete, damaged or of another format version."""


class MissingExtraError(ClaimxError):
    """A feature needs packages that the base install does not bring."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f"{feature} needs more packages; install them with: pip install 'claimx[{extra}]'")
        self.extra = extra


class CorpusError(ClaimxError):
    """An input or output file cannot be read or written as asked."""

    def __init__(self, path: str | Path, line: int | None, problem: str) -> None:
        where = f"{path}:{line}" if line is not None else str(path)
        super().__init__(f"{where}: {problem}")
        self.path = str(path)
        self.line = line
        self.problem = problem


class RecordError(ClaimxError):
    """A record does not follow the schema; the message names the field."""


class DocumentError(ClaimxError):
    """One article could not be read. The other articles of the run are not affected."""

    def __init__(self, doc_id: str, stage: str, problem: str) -> None:
        super().__init__(f"article {doc_id!r}, stage {stage}: {problem}")
        self.doc_id = doc_id
        self.stage = stage
        self.problem = problem
