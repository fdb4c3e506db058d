"""What the page is given of a document."""

from __future__ import annotations

import base64
import gzip
import json

from hypothesis import given
from hypothesis import strategies as st

from claimx.view.names import proper_name
from claimx.view.pack import article, entry, pack, title
from tests.view.documents import document, flood, person


@given(before=st.text(max_size=8), words=st.text(min_size=1, max_size=8), after=st.text(max_size=8))
def test_offsets_count_utf16_units(before: str, words: str, after: str) -> None:
    text = before + words + after
    place = text.index(words)
    start, end = article(document(text, {"content": words}))["claims"][0]["content"][0]
    assert start == len(text[:place].encode("utf-16-le")) // 2
    assert end - start == len(words.encode("utf-16-le")) // 2


@given(st.text())
def test_packed_data_hold_nothing_that_markup_knows(text: str) -> None:
    packed = pack({"text": text + "\ud800</script>"})
    assert not set(packed) & set("<>&\"' \n")
    assert json.loads(gzip.decompress(base64.b64decode(packed)))["text"] == text + "\ud800</script>"


def test_links_between_attributions_become_numbers() -> None:
    claims = article(flood())["claims"]
    assert (claims[1]["parent"], claims[2]["target"], claims[0]["parent"]) == (0, 1, None)


def test_a_link_to_an_attribution_that_is_not_there_is_dropped() -> None:
    assert article(document("It rained.", {"content": "It rained", "parent": 7}))["claims"][0]["parent"] is None


def test_the_title_is_the_given_one_then_a_short_first_line_then_the_id() -> None:
    assert title(document("Rain\n\nIt rained.", title="Given")) == "Given"
    assert title(document("\nRain\n\nIt rained.")) == "Rain"
    assert title(document("long " * 50, id="a7")) == "a7"
    assert title(document("", id="a7")) == "a7"


def test_the_list_counts_speakers_by_their_own_names() -> None:
    listed = entry(flood())
    assert listed["named"] == {"Marisol Quint": 3}
    assert listed["stances"] == {"assert": 3, "deny": 1, "decline": 1}


def test_descriptions_and_pronouns_are_no_names() -> None:
    names = {
        name: proper_name(person(1, name)) for name in ("The Tarrow Gazette", "the company", "It", "he", "de Groot")
    }
    assert list(names.values()) == ["Tarrow Gazette", None, None, None, "de Groot"]
    assert proper_name(person(1, "A Tarrow man", type="unnamed")) is None
