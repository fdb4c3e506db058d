from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimx.assembly import Draft
from claimx.speakers.naming import name_speakers
from tests.speakers.marked import names, only, resolve


@pytest.mark.parametrize(
    ("marked", "role", "affiliation"),
    [
        (
            "{1s|An official in the harbour office} {1c|said} {1t|the crane was unsafe}. "
            "{2s|The official} {2c|would not say} {2t|who signed it off}.",
            "official",
            "harbour office",
        ),
        (
            "{1s|A nurse at Linden Hospital} {1c|said} {1t|the ward was full}. "
            "{2t|“We ran out of beds,”} {2s|the nurse} {2c|said}.",
            "nurse",
            "Linden Hospital",
        ),
        (
            "{1s|Two aides to the governor} {1c|said} {1t|the bill was dead}. "
            "{2s|The aides} {2c|spoke of} {2t|a bad week}.",
            "aides",
            "governor",
        ),
    ],
)
def test_the_official_is_the_official_of_the_sentence_before(marked: str, role: str, affiliation: str) -> None:
    speaker = only(marked)
    assert (speaker.type, speaker.role, speaker.affiliation) == ("unnamed", role, affiliation)


@pytest.mark.parametrize(
    ("marked", "name", "role", "affiliation"),
    [
        (
            "{1s|Maria Lindqvist, former finance director for Norvale Shipping,} {1c|said} {1t|the books were clean}. "
            "{2s|Lindqvist} {2c|added} {2t|that nobody had asked her}. {3s|She} {3c|denied} {3t|the rest}.",
            "Maria Lindqvist",
            "former finance director",
            "Norvale Shipping",
        ),
        (
            "{1s|Tom Okafor, a spokesman for the Dockers' Union,} {1c|said} {1t|the strike would go on}. "
            "{2s|Okafor} {2c|said} {2t|talks had failed}. {3s|He} {3c|blamed} {3t|the owners}.",
            "Tom Okafor",
            "spokesman",
            "Dockers' Union",
        ),
        (
            "{1s|Harbour Trust chairwoman Lea Grant} {1c|said} {1t|the gate was shut}. "
            "{2t|“It will stay shut,”} {2s|Ms. Grant} {2c|said}. {3t|“For good,”} {3s|she} {3c|added}.",
            "Lea Grant",
            "chairwoman",
            "Harbour Trust",
        ),
    ],
)
def test_full_name_surname_and_pronoun_are_one_person(marked: str, name: str, role: str, affiliation: str) -> None:
    speaker = only(marked)
    assert (speaker.name, speaker.type, speaker.role, speaker.affiliation) == (name, "person", role, affiliation)


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        (
            "{1s|The Coastal Planning Office, the body that licenses piers,} {1c|said} {1t|it had no record}. "
            "{2s|CPO} {2c|denied} {2t|losing the file}.",
            "Coastal Planning Office",
        ),
        (
            "{1s|The National Rail Authority (NRA)} {1c|said} {1t|trains would run}. "
            "{2s|The NRA} {2c|added} {2t|that fares would stay}.",
            "National Rail Authority",
        ),
        (
            "{1s|The Federal Bureau of Weights} {1c|announced} {1t|a recall}. "
            "{2s|The F.B.W.} {2c|said} {2t|no one was hurt}.",
            "Federal Bureau of Weights",
        ),
    ],
)
def test_a_body_is_joined_to_its_letters(marked: str, name: str) -> None:
    speaker = only(marked)
    assert (speaker.name, speaker.type, speaker.role) == (name, "organization", None)


@pytest.mark.parametrize("document", ["A readout of the meeting", "A leaflet from the port", "An audit of the bridge"])
def test_a_document_speaks(document: str) -> None:
    (speaker,) = resolve(f"{{1s|{document}}} {{1c|said}} {{1t|both sides were pleased}}.").all
    assert (speaker.type, speaker.name, speaker.anonymity) == ("document", document, None)


@pytest.mark.parametrize("report", ["report", "memo", "study"])
def test_a_report_and_its_unnamed_sources_are_two_speakers(report: str) -> None:
    marked = (
        "Citing {2s|unnamed former engineers with direct knowledge of the dam}, "
        f"{{1s|the {report}}} {{1c|said}} {{1t|{{2t|the wall was cracked}}}}."
    )
    found = {s.type: s for s in resolve(marked).all}
    assert set(found) == {"document", "unnamed"}
    told = found["unnamed"].anonymity
    assert told is not None
    assert (told.count, told.ground) == ("several", "with direct knowledge of the dam")


@pytest.mark.parametrize(
    ("source", "count", "ground"),
    [
        ("A man who sleeps under the bridge", "one", None),
        ("Two people familiar with the talks", "several", "familiar with the talks"),
        (
            "A clerk who spoke on condition of anonymity because she feared for her job",
            "one",
            "who spoke on condition of anonymity because she feared for her job",
        ),
    ],
)
def test_an_unnamed_speaker_has_a_count_and_a_ground(source: str, count: str, ground: str | None) -> None:
    (speaker,) = resolve(f"{{1s|{source}}} {{1c|said}} {{1t|the river rose at night}}.").all
    assert speaker.type == "unnamed"
    assert speaker.anonymity is not None
    assert (speaker.anonymity.count, speaker.anonymity.ground) == (count, ground)


@pytest.mark.parametrize(
    "marked",
    [
        "{1s|Piet Hendriks, a doctor,} {1c|said}: {1t|“The fever will pass.”}\n\n"
        "{2t|“It always does,”} {2s|he} {2c|added}.",
        "{1s|Ines Prado, a diver,} {1c|said}: {1t|“The hull is split.”}\n\n{2t|“In two,”} {2s|she} {2c|added}.",
        "{1s|Karl Obst, a baker,} {1c|wrote}: {1t|“Bread is dear.”}\n\n{2t|“And flour dearer,”} {2c|added} {2s|he}.",
    ],
)
def test_he_in_the_next_paragraph_is_who_spoke_before(marked: str) -> None:
    assert only(marked).name in ("Piet Hendriks", "Ines Prado", "Karl Obst")


@pytest.mark.parametrize(
    "marked",
    [
        "{1s|Rosa Delgado} {1c|said} {1t|the mill would close}. {2t|“We have no orders left.”}",
        "{1s|Rosa Delgado} {1c|said} {1t|the road was shut}.\n\n{2t|“Nobody told us.”}",
        "{1s|Rosa Delgado} {1c|told} us {1t|that she was leaving}. {2t|“I have had enough of boats.”}",
    ],
)
def test_a_bare_quotation_goes_on_with_the_speaker_before(marked: str) -> None:
    assert only(marked).name == "Rosa Delgado"


@pytest.mark.parametrize(
    ("marked", "name", "role"),
    [
        ("{1t|“The bridge is sound.”} — {1s|Commissioner Ada Whitfield}", "Ada Whitfield", "Commissioner"),
        ("And from {1s|Chairwoman Lena Brandt}{1c|:}\n{1t|“We will rebuild the pier.”}", "Lena Brandt", "Chairwoman"),
        ("{1t|“I saw it,”} said {1s|the diver Mateo Ruiz}{1c|.}", "Mateo Ruiz", "diver"),
    ],
)
def test_a_name_after_a_dash_or_before_a_colon_has_its_title_as_role(marked: str, name: str, role: str) -> None:
    (speaker,) = resolve(marked).all
    assert (speaker.name, speaker.role) == (name, role)


@pytest.mark.parametrize(
    "source",
    [
        "Omar Sadat, who replaced Greta Holm as leader,",
        "Omar Sadat, a friend of Greta Holm,",
        "Omar Sadat, who had met Greta Holm in Oslo,",
    ],
)
def test_of_two_names_in_a_source_the_head_speaks(source: str) -> None:
    assert names(f"{{1s|{source}}} {{1c|said}} {{1t|the party would vote no}}.") == ["Omar Sadat"]


@pytest.mark.parametrize("cue", ["adding", "and added", "but conceded"])
def test_one_speaker_may_have_two_cues(cue: str) -> None:
    marked = f"{{1s|Nadia Petrov}} {{1c|said}} {{1t|“the water is safe”}}, {{2c|{cue}}} {{2t|that tests would go on}}."
    assert names(marked) == ["Nadia Petrov", "Nadia Petrov"]


@pytest.mark.parametrize(
    ("outer", "inner"), [("Ana Costa", "I"), ("Marek Dudek, a miner,", "we"), ("The treasurer Lia Voss", "I")]
)
def test_i_and_we_are_whoever_is_quoted(outer: str, inner: str) -> None:
    marked = f"{{1s|{outer}}} {{1c|told}} reporters: {{1t|“{{2s|{inner}}} {{2c|think}} {{2t|the pit is lost}}.”}}"
    assert len(resolve(marked).all) == 1


@pytest.mark.parametrize("inner", ["the pilot", "Otto Lang", "two engineers"])
def test_reported_speech_inside_reported_speech_has_its_own_speaker(inner: str) -> None:
    marked = (
        f"{{1s|Ivo Baran}} {{1c|said}} {{1t|that {{2s|{inner}}} {{2c|had told}} him {{2t|the engine had failed}}}}."
    )
    assert names(marked) == ["Ivo Baran", inner]


@pytest.mark.parametrize(
    ("body", "person"),
    [
        ("Kestrel Energy", "Jana Holt"),
        ("The Harbour Council", "Luc Moreau"),
        ("The Wool Growers' Association", "Eva Lund"),
    ],
)
def test_it_is_the_body_and_a_spokesperson_belongs_to_it(body: str, person: str) -> None:
    plain = body.removeprefix("The ")
    marked = (
        f"{{1s|{body}}} {{1c|said}} {{1t|output fell}}. {{2s|It}} {{2c|blamed}} {{2t|the frost}}. "
        f"{{3s|{person}, a spokesperson for {plain},}} {{3c|said}} {{3t|repairs had begun}}."
    )
    first, second, third = resolve(marked).of
    assert first is not None
    assert third is not None
    assert first == second
    assert (first.name, first.type) == (plain, "organization")
    assert (third.name, third.role, third.affiliation) == (person, "spokesperson", plain)


@pytest.mark.parametrize(
    "marked",
    [
        "Martin Kowal, the owner, lost the barn.\n\nIt burned for days.\n\n{1s|Kowal} {1c|blamed} {1t|the wiring}.",
        "{1s|Kowal} {1c|blamed} {1t|the wiring}.\n\nThe barn burned for days. It was the property of Martin Kowal.",
        "{1t|“It was the wiring,”} {1c|said} {1s|Mr. Kowal}.\n\nNobody was hurt.\n\nMartin Kowal bought it in May.",
    ],
)
def test_the_full_name_may_stand_far_before_or_after(marked: str) -> None:
    assert names(marked) == ["Martin Kowal"]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "Laura Finch met Peter Finch. {1s|Ms. Finch} {1c|said} {1t|the price was fair}. "
            "{2s|Mr. Finch} {2c|said} {2t|it was not}.",
            ["Laura Finch", "Peter Finch"],
        ),
        (
            "{1s|Anna Berg} {1c|said} {1t|yes}. {2s|Jonas Berg} {2c|said} {2t|no}.",
            ["Anna Berg", "Jonas Berg"],
        ),
        (
            "{1s|Anna Berg} {1c|said} {1t|yes}, her brother Jonas Berg being out. {2s|Anna} {2c|said} {2t|so twice}.",
            ["Anna Berg", "Anna Berg"],
        ),
    ],
)
def test_two_persons_with_one_surname_are_kept_apart(marked: str, expected: list[str]) -> None:
    assert names(marked) == expected


@pytest.mark.parametrize("title", ["Senator", "Mayor", "Judge"])
def test_a_speaker_renamed_stays_one(title: str) -> None:
    marked = (
        f"{{1s|{title} Ruth Calloway}} {{1c|said}} {{1t|the dam was old}}. {{2s|The {title.lower()}}} {{2c|asked}} "
        "{2t|for money}. {3s|She} {3c|said} {3t|it was late}. {4s|Ms. Calloway} {4c|warned} {4t|of floods}."
    )
    assert only(marked).name == "Ruth Calloway"


@pytest.mark.parametrize(
    "marked", ["{1t|The fund was empty}, it was reported.", "{1c|Reportedly}, {1t|the fund was empty}."]
)
def test_without_a_source_nobody_is_named(marked: str) -> None:
    found = resolve(marked)
    assert (found.of, found.scores, found.all) == ((None,), (None,), ())


def test_a_name_is_surer_than_a_description() -> None:
    found = resolve("{1s|Ana Costa} {1c|said} {1t|no}. {2s|The diplomat} {2c|said} {2t|yes}.")
    first, second = found.scores
    assert first is not None
    assert second is not None
    assert 0.0 <= second < first <= 1.0


PIECES = st.sampled_from(
    [
        *"aA .,:;'\"’“”\n\t-–é中😀\x00\ud800\u200b\xa0",
        "he ",
        "Mr. ",
        "Sen. ",
        "the ",
        "of ",
        "’s ",
        "who ",
        "U.S. ",
        "Ana Ruiz",
    ]
)


@st.composite
def articles(draw: st.DrawFn) -> tuple[str, list[Draft]]:
    text = "".join(draw(st.lists(PIECES, min_size=2, max_size=60)))

    def part(least: int) -> tuple[tuple[int, int], ...]:
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2 * least, max_size=4)))
        return tuple(zip(cuts[::2], cuts[1::2], strict=False))

    drafts = [
        Draft(source=part(0), cue=part(0), content=part(1), addressee=(), kind="direct", parent=None, score=1.0)
        for _ in range(draw(st.integers(1, 4)))
    ]
    return text, drafts


@settings(deadline=None)
@given(articles())
def test_any_text_is_read_and_every_mention_holds_its_words(article: tuple[str, list[Draft]]) -> None:
    text, drafts = article
    found = name_speakers(text, drafts)
    assert len(found.of) == len(found.scores) == len(drafts)
    assert all((speaker is None) == (score is None) for speaker, score in zip(found.of, found.scores, strict=True))
    for speaker in found.all:
        assert all(text[m.start : m.end] == m.text for m in speaker.mentions)
        assert (speaker.anonymity is not None) == (speaker.type == "unnamed")


@pytest.mark.parametrize(
    ("between", "is_told"),
    [("said to", False), ("voted against", False), ("is", True), ("will be", True)],
)
def test_whom_somebody_speaks_to_in_a_clause_is_another(between: str, is_told: bool) -> None:
    marked = (
        "Melanie Corr runs a bakery in Ludlow. {1s|Melanie Corr} {1c|told} a reporter {1t|that the trains were late}. "
        f"Melanie Corr {between} the Republican nominee for mayor. "
        "{2s|Melanie Corr} {2c|said} {2t|the rest was for later}."
    )
    assert (only(marked).affiliation == "Republican") is is_told


@pytest.mark.parametrize(
    ("before", "source", "affiliation"),
    [
        ("Kemi Foods spilled oil. The company pays.", "Its chief executive, Fenella Craig,", "Kemi Foods"),
        ("Lowmoor Bank turned down the ministry of works;", "its president, Bruna Scalzi,", "Lowmoor Bank"),
        ("Ana Ruiz met Tom Hale on Jan. 14.", "Her chief of staff, Rob Ostrow,", "Ana Ruiz"),
        ("The strike went on.", "The U.N. mediator, Anton Kessler,", "U.N."),
        ("The strike went on.", "The trust's agents", "trust"),
    ],
)
def test_whose_officer_somebody_is(before: str, source: str, affiliation: str) -> None:
    assert only(f"{before} {{1s|{source}}} {{1c|said}} {{1t|it was late}}.").affiliation == affiliation
