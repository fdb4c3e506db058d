from __future__ import annotations

import bz2
import gzip
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import claimx
from claimx.corpus.readers import ReadConfig, find_files, read_articles, read_items
from claimx.types import Article, Failure

STORY = '"We will appeal," said Noor Haddad. The ministry denied that the dam had leaked.'
ROW = {"id": "a", "text": STORY}


def items(path: Path, **config: object) -> list[Article | Failure]:
    return list(read_articles(find_files([str(path)]), ReadConfig(**config)))  # type: ignore[arg-type]


def article(path: Path, **config: object) -> Article:
    (item,) = items(path, **config)
    assert isinstance(item, Article), item
    return item


def failure(path: Path, **config: object) -> Failure:
    (item,) = items(path, **config)
    assert isinstance(item, Failure), item
    return item


def zstd(data: bytes) -> bytes:
    return bytes(pa.Codec("zstd").compress(data, asbytes=True))


FORMS = {
    "a.txt": STORY.encode(),
    "b.jsonl": json.dumps(ROW).encode() + b"\n\n",
    "c.json": json.dumps([ROW]).encode(),
    "lines.json": json.dumps(ROW).encode() + b"\n",
    "d.csv": ('id,text\r\na,"' + STORY.replace('"', '""') + '"\r\n').encode(),
    "semicolons.csv": ('id;text;more, and more\na;"' + STORY.replace('"', '""') + '";\n').encode(),
    "tabs.tsv": ('id\ttext\na\t"' + STORY.replace('"', '""') + '"\n').encode(),
    "f.ndjson": json.dumps(ROW).encode(),
}


@pytest.mark.parametrize("squeeze", [("", bytes), (".gz", gzip.compress), (".zst", zstd), (".bz2", bz2.compress)])
@pytest.mark.parametrize("name", FORMS)
def test_each_form_gives_the_same_text(tmp_path: Path, name: str, squeeze: tuple[str, object]) -> None:
    suffix, compress = squeeze
    (tmp_path / (name + suffix)).write_bytes(compress(FORMS[name]))  # type: ignore[operator]
    assert article(tmp_path / (name + suffix)).text == STORY


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
def test_parquet_gives_the_same_text(tmp_path: Path, kind: pa.DataType) -> None:
    pq.write_table(pa.table({"id": [1], "text": pa.array([STORY], kind)}), tmp_path / "e.parquet")
    assert (article(tmp_path / "e.parquet").text, article(tmp_path / "e.parquet").id) == (STORY, "1")


def test_compressed_files_of_several_members_are_read_to_their_end(tmp_path: Path) -> None:
    lines = [json.dumps(ROW | {"id": k}).encode() + b"\n" for k in range(3)]
    (tmp_path / "a.jsonl.gz").write_bytes(b"".join(map(gzip.compress, lines)))
    (tmp_path / "b.jsonl.zst").write_bytes(b"".join(map(zstd, lines)))
    assert len(items(tmp_path)) == 6


def test_reading_goes_on_from_any_place_as_if_it_had_not_stopped(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(ROW | {"id": k}) + "\n" for k in range(4)) + "{broken\n")
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c.csv").write_text('id,text\n1,good\n2,"bad"x\n3,good\n')
    pq.write_table(pa.table({"text": ["p", "q", "r"]}), tmp_path / "d.parquet")
    files, config = find_files([str(tmp_path)]), ReadConfig()
    whole = list(read_items(files, config))
    assert len(whole) == 12
    for k, item in enumerate(whole, start=1):
        assert list(read_items(files, config, file=item.file, number=item.number)) == whole[k:]


def test_line_ends_and_a_byte_order_mark_keep_offsets_true(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfOne.\r\nTwo.")
    assert article(tmp_path).text == "One.\r\nTwo."


STREET = "\u201cThe caf\u00e9 can\u2019t pay,\u201d said Zo\u00eb N\u00fa\u00f1ez \u2014 its owner \u2014 on Monday."


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("form", ["txt", "jsonl", "csv", "json"])
def test_encodings_are_told_from_the_bytes(tmp_path: Path, name: str, form: str) -> None:
    texts = {
        "txt": STREET,
        "json": json.dumps({"text": STREET}, ensure_ascii=False),
        "jsonl": "\n".join([json.dumps({"text": STREET}, ensure_ascii=False)] * 2) + "\n",
        "csv": f"text,n\n{STREET.replace(',', '')},1\n",
    }
    (tmp_path / f"a.{form}").write_bytes(texts[form].encode(name))
    found = items(tmp_path)
    assert {a.text if isinstance(a, Article) else a for a in found} == {
        STREET.replace(",", "") if form == "csv" else STREET
    }


def test_old_mac_and_windows_texts_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes((STREET * 3).encode("mac_roman"))
    assert article(tmp_path / "a.txt").text == STREET * 3
    (tmp_path / "b.txt").write_bytes(b"caf\xe9 closed")
    assert article(tmp_path / "b.txt").text == "caf\u00e9 closed"


def test_damaged_utf_8_is_not_taken_for_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes((STREET * 2).encode()[:-30] + b"\xe2\x80" + STREET.encode())
    assert "name it with --encoding" in failure(tmp_path).problem


def test_a_text_that_holds_replacement_characters_is_still_utf_8(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It can\ufffdt pay.", encoding="utf-8")
    assert article(tmp_path).text == "It can\ufffdt pay."


def test_an_encoding_can_be_given(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\u041e\u043d\u0430 said.".encode("koi8-r"))
    assert article(tmp_path, encoding="koi8-r").text == "\u041e\u043d\u0430 said."
    assert "was another encoding meant" in failure(tmp_path, encoding="ascii").problem
    with pytest.raises(claimx.ConfigError, match="no encoding is called 'nope'"):
        ReadConfig(encoding="nope")


def test_columns_can_be_named(tmp_path: Path) -> None:
    row = {"body": STORY, "link": "https://example.org/1", "text": "no", "kept": 3}
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    found = article(tmp_path, text_field="body", id_field="link")
    assert (found.id, found.text) == ("https://example.org/1", STORY)
    assert found.meta == {"url": "https://example.org/1", "text": "no", "kept": 3}


@pytest.mark.parametrize(
    ("row", "meta"),
    [
        ({"Headline": "H", "publish_date": "2026-05-01"}, {"title": "H", "date": "2026-05-01"}),
        ({"title": "T", "headline": "H"}, {"title": "T", "headline": "H"}),
        (
            {"Published At": "2026", "source": {"id": None, "name": "The Gazette"}},
            {"date": "2026", "publisher": "The Gazette"},
        ),
        ({"link": "u", "outlet": "o", "x": None, "n": float("nan")}, {"url": "u", "publisher": "o", "n": None}),
    ],
)
def test_title_date_url_and_publisher_are_carried_under_these_names(
    tmp_path: Path, row: dict[str, object], meta: dict[str, object]
) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(ROW | row))
    assert article(tmp_path).meta == meta


def test_a_column_for_the_date_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(ROW | {"date": "1", "aired": "2"}))
    assert article(tmp_path, meta_fields=(("date", "aired"),)).meta == {"date": "2"}
    with pytest.raises(claimx.ConfigError, match="expected one of title, date, url, publisher"):
        ReadConfig(meta_fields=(("when", "aired"),))


def test_dates_in_parquet_are_written_as_iso_dates(tmp_path: Path) -> None:
    when = datetime(2026, 5, 1, 12, tzinfo=UTC)
    pq.write_table(pa.table({"text": [STORY], "date": [when]}), tmp_path / "a.parquet")
    assert article(tmp_path).meta == {"date": "2026-05-01T12:00:00+00:00"}


def test_a_quotation_mark_that_is_never_closed_costs_its_row_alone(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('id,text\n1,one\n2,"two\n3,three\n4,"four, and\nmore"\n')
    found = items(tmp_path)
    assert [i.text for i in found if isinstance(i, Article)] == ["one", "three", "four, and\nmore"]
    (bad,) = (i for i in found if isinstance(i, Failure))
    assert bad.doc_id.endswith("a.csv:3") and bad.problem.startswith("broken row")


def test_a_row_group_that_cannot_be_read_costs_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(
        pa.table({"text": [f"{k} " + "x" * 200 for k in range(6)]}), path, row_group_size=2, compression="gzip"
    )
    column = pq.ParquetFile(path).metadata.row_group(1).column(0)
    data = bytearray(path.read_bytes())
    begin = column.dictionary_page_offset or column.data_page_offset
    data[begin + 20 : begin + column.total_compressed_size] = bytes(column.total_compressed_size - 20)
    path.write_bytes(data)
    found = items(path)
    assert [i.text[0] for i in found if isinstance(i, Article)] == ["0", "1", "4", "5"]
    assert ["row group 2 of 3" in i.problem for i in found if isinstance(i, Failure)] == [True]


def test_what_has_no_known_form_is_passed_over_and_counted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("a.txt", "b.docx", "c.docx", "LICENSE"):
        (tmp_path / name).write_text(STORY)
    with caplog.at_level(logging.WARNING):
        assert len(items(tmp_path)) == 1
    assert "passed over 3 files of no known form (.docx, LICENSE)" in caplog.text


def test_linked_folders_are_read_once(tmp_path: Path) -> None:
    (tmp_path / "in/deep").mkdir(parents=True)
    (tmp_path / "else").mkdir()
    (tmp_path / "else/a.txt").write_text(STORY)
    (tmp_path / "in/deep/circle").symlink_to(tmp_path / "in")
    (tmp_path / "in/one").symlink_to(tmp_path / "else")
    (tmp_path / "in/two").symlink_to(tmp_path / "else")
    assert article(tmp_path / "in").id == f"{tmp_path}/in/one/a.txt"


@pytest.mark.parametrize("name", ["nothing.txt", "none/*.txt"])
def test_an_input_that_names_nothing_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(claimx.CorpusError, match="no such file, folder or glob"):
        find_files([str(tmp_path / name)])


def test_an_unknown_form_is_an_error_that_names_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_text("x")
    with pytest.raises(claimx.CorpusError, match=r"'\.docx' is not known; expected \.txt"):
        find_files([str(tmp_path / "a.docx")])


def test_a_file_is_read_as_it_comes(tmp_path: Path) -> None:
    def endless() -> Iterator[str]:
        for k in range(200_000):
            yield json.dumps({"id": k, "text": STORY}) + "\n"

    with (tmp_path / "a.jsonl").open("w") as file:
        file.writelines(endless())
    first = next(read_items([tmp_path / "a.jsonl"], ReadConfig()))
    assert first.offset < 300_000
