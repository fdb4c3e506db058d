"""Files as streams of bytes and lines, whatever their compression; a broken file is read up to where it breaks."""

from __future__ import annotations

import bz2
import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa

from claimx.corpus.encodings import detect_stream

COMPRESSED = (".gz", ".zst", ".bz2")
_ZSTD_BUFFER = 8192  # small: of a stream that is cut off, Arrow drops the buffer in which it ends


def form_of(path: Path) -> str:
    """The suffix that tells a file's form, without that of its compression: ``news.jsonl.gz`` is ``.jsonl``."""
    return Path(path.stem).suffix.lower() if path.suffix.lower() in COMPRESSED else path.suffix.lower()


@contextmanager
def open_bytes(file: Path) -> Iterator[tuple[BinaryIO, io.BufferedReader]]:
    """The raw file, whose position tells how far it was read, and its bytes as a stream, decompressed."""
    with file.open("rb") as raw, _decompressed(raw, file.suffix.lower()) as stream:
        yield raw, stream


@contextmanager
def open_lines(file: Path, encoding: str | None, newline: str) -> Iterator[tuple[BinaryIO, io.TextIOWrapper]]:
    """The raw file and its lines; bytes that do not fit are escaped, for `encodings.mend` to see to."""
    with open_bytes(file) as (raw, stream):
        name = encoding or detect_stream(stream.peek(1))
        with io.TextIOWrapper(stream, encoding=name, errors="surrogateescape", newline=newline) as lines:
            yield raw, lines


def read_bytes(file: Path) -> bytes:
    """All of a file, decompressed."""
    with open_bytes(file) as (_, stream):
        return stream.read()


def _decompressed(raw: io.BufferedReader, suffix: str) -> io.BufferedReader:
    if suffix == ".zst":
        return io.BufferedReader(pa.CompressedInputStream(raw, "zstd"), _ZSTD_BUFFER)
    if suffix == ".gz":
        return cast("io.BufferedReader", gzip.GzipFile(fileobj=raw))
    if suffix == ".bz2":
        return cast("io.BufferedReader", bz2.BZ2File(raw))
    return raw
