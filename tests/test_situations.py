"""What users of other tools reported as hard, in sentences of our own, read by the shipped model."""

from __future__ import annotations

import pytest

from claimx import Attribution, Extractor
from tests.conftest import plain

# A text, and for each attribution wanted in it: source, cue (None: any), and how its content begins and ends.
Wanted = tuple[str | None, str | None, str, str]
SITUATIONS: dict[str, list[tuple[str, list[Wanted]]]] = {
    "a quotation goes on in a new paragraph after its speaker was named": [
        (
            'Amara Bello, a nurse, said: "The ward was full by noon."\n\n"Nobody went home that night," she added.',
            [("Amara Bello, a nurse", "said", "The ward", "by noon"), ("she", "added", "Nobody", "that night")],
        ),
        (
            'Pavel Novak, who runs the mill, said: "Grain is short."\n\n"Prices will rise," he warned.',
            [("Pavel Novak, who runs the mill", "said", "Grain", "short"), ("he", "warned", "Prices", "rise")],
        ),
        (
            '"We lost the roof," Lina Haas, a teacher, said.\n\n"The walls held," she added.',
            [("Lina Haas, a teacher", "said", "We lost", "roof"), ("she", "added", "The walls", "held")],
        ),
    ],
    "unusual verbs are cues": [
        (
            '"Not again," grumbled Tomas Varga, the goalkeeper.',
            [("Tomas Varga, the goalkeeper", "grumbled", "Not", "again")],
        ),
        ('"I came for the cake," the governor quipped.', [("the governor", "quipped", "I came", "cake")]),
        ('"We are tired," muttered the captain.', [("the captain", "muttered", "We are", "tired")]),
        ('"It is over," sighed Mei Tanaka.', [("Mei Tanaka", "sighed", "It is", "over")]),
        (
            'Senator Idris Cole tweeted that the vote was "a disgrace".',
            [("Senator Idris Cole", "tweeted", "that the vote", "a disgrace")],
        ),
    ],
    "a speaker after a dash, and before a colon": [
        (
            '"A city that forgets its rivers will drown in them." \u2014 Commissioner Ola Brandt',
            [("Commissioner Ola Brandt", "\u2014", "A city", "in them")],
        ),
        ('"Fish do not vote." - Ida Varga, mayor', [("Ida Varga, mayor", "-", "Fish", "vote")]),
        ('Ida Varga texted: "On my way."', [("Ida Varga", "texted", "On", "way")]),
    ],
    "marks of every style are read alike": [
        ("\u201cThe pier is safe,\u201d said Noor Haddad.", [("Noor Haddad", "said", "The pier", "safe")]),
        ("``The pier is safe,'' said Noor Haddad.", [("Noor Haddad", "said", "The pier", "safe")]),
        ("\u00abThe pier is safe,\u00bb said Noor Haddad.", [("Noor Haddad", "said", "The pier", "safe")]),
        ("'The pier is safe,' said Noor Haddad.", [("Noor Haddad", "said", "The pier", "safe")]),
        ("\u2018The pier is safe,\u2019 said Noor Haddad.", [("Noor Haddad", "said", "The pier", "safe")]),
        (
            "\u00e2\u20ac\u0153The pier is safe,\u00e2\u20ac\u009d said Noor Haddad.",
            [("Noor Haddad", "said", "The pier", "safe")],
        ),
    ],
    "a relative clause stands between a speaker and the cue": [
        (
            "Ines Duarte, who replaced Rolf Meyer as director, said the museum would close.",
            [("Ines Duarte, who replaced Rolf Meyer as director", "said", "the museum", "close")],
        ),
        (
            "Kwame Mensah, who had been dismissed in June, said he would sue.",
            [("Kwame Mensah, who had been dismissed in June", "said", "he would", "sue")],
        ),
        (
            "The senator, whom colleagues describe as stubborn, said she would not resign.",
            [("The senator", "said", "she would", "resign")],
        ),
    ],
    "one speaker, two cues": [
        (
            'The mayor said the bridge was "beyond repair", adding that a ferry would replace it.',
            [
                ("The mayor", "said", "the bridge", "beyond repair"),
                ("The mayor", "adding", "that a ferry", "replace it"),
            ],
        ),
        (
            "The coach praised his team and said the next match would be harder.",
            [("The coach", "said", "the next", "harder")],
        ),
    ],
    "a passive is a cue": [
        (
            'The bridge was described by the engineer as "a patient without a pulse".',
            [("the engineer", "described by", "The bridge", "without a pulse")],
        ),
        ('The budget was praised by the union as "a start".', [("the union", "was praised", "The budget", "a start")]),
    ],
    "a report speaks": [
        (
            "According to a study by two Dutch universities, bees sleep.",
            [("a study by two Dutch universities", None, "bees", "sleep")],
        ),
        (
            "The audit found that 12 bridges had never been inspected.",
            [("The audit", "found", "that 12 bridges", "inspected")],
        ),
        (
            "Prices doubled in a year, according to the bank's report.",
            [("the bank's report", None, "Prices", "a year")],
        ),
    ],
    "an answer that is refused is an attribution": [
        ("The company declined to comment.", [("The company", None, "", "comment")]),
        (
            "A police spokeswoman would not say how many were arrested.",
            [("A police spokeswoman", "would not say", "how many", "arrested")],
        ),
        ("The bank refused to discuss the merger.", [("The bank", None, "", "the merger")]),
    ],
    "abbreviations do not end a quotation": [
        (
            '"We left the U.S. at 5 a.m. with Dr. Osei and never came back," said Carla Winter.',
            [("Carla Winter", "said", "We left", "came back")],
        ),
    ],
    "a quotation in two pieces is one content": [
        (
            '"The water came at night," said Jonas Berg, "and rose in minutes."',
            [("Jonas Berg", "said", "The water", "in minutes")],
        ),
        ("\u201cNo,\u201d she said, \u201cnever again.\u201d", [("she", "said", "No", "never again")]),
    ],
}
CASES = [
    pytest.param(text, wanted, id=f"{name}-{k}")
    for name, rows in SITUATIONS.items()
    for k, (text, wanted) in enumerate(rows)
]


def fits(a: Attribution, wanted: Wanted) -> bool:
    source, cue, first, last = wanted
    words = plain(" ".join(a.content.text.split()))
    return (
        (plain(a.source.text) if a.source else None) == (plain(source) if source else None)
        and (cue is None or (a.cue is not None and cue in a.cue.text))
        and words.startswith(first)
        and words.endswith(last)
    )


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_the_situation_is_read_as_wanted(extractor: Extractor, text: str, wanted: list[Wanted]) -> None:
    doc = extractor(text)
    found = [(a.source and a.source.text, a.cue and a.cue.text, a.content.text) for a in doc.attributions]
    assert all(any(fits(a, w) for a in doc.attributions) for w in wanted), found


def test_a_quotation_that_runs_over_paragraphs_is_one_content(extractor: Extractor) -> None:
    text = (
        "The engineer spoke at length on Monday.\n\n"
        '"The dam was built in haste," Rosa Lind said. "We knew it then.\n\n'
        '"We know it now. It has to go."\n\n'
        "The council will vote on Thursday."
    )
    (a,) = [a for a in extractor(text).attributions if a.cue and a.cue.text == "said"]
    assert a.content.text.startswith('"The dam') and "We know it now" in a.content.text
    assert "council" not in a.content.text


@pytest.mark.parametrize(
    "text",
    [
        'Everton "Tiny" Marsh won the race in 48 minutes.',
        'The novel "The Long Rain" was published in 1974.',
        "\u00bb Opening hours\n\u00bb Tickets\n\u00bb How to get there",
        "The shop sells nails of 6\" and boards of 5'.",
        "The rain began at noon and did not stop until the river had reached the square.",
    ],
)
def test_what_nobody_says_is_no_attribution(extractor: Extractor, text: str) -> None:
    assert extractor(text).attributions == ()


@pytest.mark.parametrize("mark", ["\u00e9\u0301", "\U0001f469\u200d\U0001f680", "\u6c34\u306f", "\u0e1b\u0e23\u0e30"])
def test_offsets_count_code_points_of_any_script(extractor: Extractor, mark: str) -> None:
    text = (
        f'The council met on Monday. "The {mark} rose in the night," said Noor Haddad, a farmer.\n\n'
        f'"The {mark} rose in the night," Ida Varga told reporters.'
    )
    doc = extractor(text)
    assert [a.content.text for a in doc.attributions] == [f'"The {mark} rose in the night,"'] * 2
    assert all(text[a.content.start : a.content.end] == a.content.text for a in doc.attributions)


def test_the_last_character_of_a_text_may_end_a_span(extractor: Extractor) -> None:
    text = "The harbour master said the storm would pass"
    (a,) = extractor(text).attributions
    assert a.content.end == len(text)


def test_an_article_of_100_000_words_is_read_in_order_and_without_doubles(extractor: Extractor) -> None:
    filler = "It rained on the harbour and on the hills behind it, and the boats stayed in. " * 60
    said = [f'"The water rose {k} inches," said Noor Haddad.' for k in range(12)]
    text = "\n\n".join(part for line in said for part in (line, *[filler] * 8))
    doc = extractor(text)
    assert len(text.split()) > 90_000
    quoted = [a.content.spans[0].text for a in doc.attributions if a.kind != "indirect"]
    assert quoted == [f'"The water rose {k} inches,"' for k in range(12)]
