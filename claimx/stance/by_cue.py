"""First version of stance: read from the words of the cue and the first words of the content.

The labels follow the guidelines of the gold (assert, deny, decline, other; hedged). The scores say how often each
rule was right on PolNeAR dev; denial targets are not looked for yet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from claimx.assembly import Draft
from claimx.types import STANCES, Stance, StanceLabel

_NOT = r"(?:not|n['\u2019]t|never|no longer)"
_ANSWER = r"""(?:comment|say|discuss|answer|confirm|elaborate|respond|reply|specify|identify|disclose|reveal|address
    |explain|be\ drawn|speculate|return|speak\ about|talk\ about|go\ into|give\ (?:details|an?\ )|name|offer|clarify
    |provide\ (?:details|an?\ )|take\ questions|weigh\ in)"""
# The cue, and where it needs an object, the content's first words: "declined" | "to discuss the merger".
_DECLINE = re.compile(
    rf"""\b(?:declin|refus)\w*\s+(?:\w+\s+){{0,2}}?(?:to\s+)?(?:(?:publicly|directly|immediately|further)\s+)?{_ANSWER}
      | \b(?:would|will|could|can|did|does|do|has|have|had|is|are|was|were)\s*{_NOT}\s+(?:\w+\s+){{0,2}}?
          (?:{_ANSWER}|said|saying|responded|commented|replied|answered)\b
      | \bcannot\s+(?:comment|say|discuss|answer|confirm)\b
      | \b(?:no|without)\s+(?:immediate\s+)?(?:comment|response|reply)\b
      | \bneither\s+confirm | \bnot\s+(?:immediately\s+)?be\s+reached | \b(?:unavailable|unreachable)\b
      | \bfailed\s+to\s+(?:respond|comment|answer|reply)\b | \b(?:dodg|sidestep|deflect)\w+\b""",
    re.IGNORECASE | re.VERBOSE,
)
_DENY = re.compile(
    r"""\bden(?:y|ies|ied|ying|ial)\b | \bdisput\w+ | \brefut\w+ | \brebut\w+ | \bdebunk\w+ | \bdisavow\w*
      | \breject\w*\s+(?:the\s+|any\s+|all\s+|such\s+)?
          (?:notion|claim|idea|suggestion|allegation|accusation|report|charge|assertion|premise)\w*
      | \bdismiss\w+ | \bpush\w*\s+back | \bcontradict\w+ | \bshot\s+down | \bknock\w+\s+down
      | \bnot\s+aware\s+of\b | \b(?:has|have|had|having)\s+no\s+(?:knowledge|record)\s+of\b""",
    re.IGNORECASE | re.VERBOSE,
)
_DENIED_WORDS = re.compile(
    r"""^\W*(?:(?:that|this|it|these|those)(?:['\u2019]s|\s+(?:is|was|are|were))\s+(?:\w+\s+)?
            (?:false|untrue|wrong|not\s+true|a\s+lie|lies|nonsense|ridiculous|absurd|baseless|fake)
          |(?:the|these|those)\s+(?:claims?|allegations?|reports?|accusations?|rumou?rs?|charges?)\s+(?:is|are|was|were)\s+
            (?:\w+\s+)?(?:false|untrue|baseless|wrong|fabricated|unfounded)
          |none\s+of\s+(?:this|that|these|those|it)\b|(?:not|no)\s+(?:true|so)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_NO_ANSWER = re.compile(
    rf"""^\W*no\s+comment\b
      | ^\W*(?:not\s+going\s+to\s+(?:\w+\s+)?{_ANSWER}
        |(?:that\s+)?(?:i|we|he|she|they|it)\s+(?:(?:will|would|could|can|do|does)\s*(?:not|n['\u2019]t)|can['\u2019]t
          |won['\u2019]t|cannot|(?:will|would)\s+(?:refuse|decline)\s+to)\s+(?:\w+\s+)?
          (?:comment|answer|discuss|confirm|elaborate|respond))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_NEEDS_OBJECT = re.compile(r"\b(?:declin|refus|fail|reject)\w*$", re.IGNORECASE)
_NOT_AWARE = re.compile(r"^\W*(?:it|he|she|they|we|i)\s+(?:is|was|are|were|am)\s+not\s+aware\s+of\b", re.IGNORECASE)
_CONCEDES = re.compile(rf"\b(?:do|did|does|not|{_NOT})\w*\s*{_NOT}?\s*(?:deny|dispute)\b", re.IGNORECASE)
_OTHER = re.compile(
    r"""\b(?:ask|urg|request|demand|order|call\w*\s+(?:on|for|upon)|want|wish|hop|plan|intend|vow\w*\s+to|seek|sought|try|trying
          |invit|encourag|instruct|direct\w*\b(?!ly)|command|beg|plead|implor|propos|consider|wonder|question|aim|prefer|threaten
          |recommend|advis|press(?:ed|ing)\b|aspir|desir|hope|desire|like\s+to|look(?:s|ed|ing)?\s+to|prepar|decid)\w*
      | \brefus\w+ | \bdeclin\w+ | \bquestion\w*""",
    re.IGNORECASE | re.VERBOSE,
)
_HEDGED_CUE = re.compile(
    r"""\b(?:believ|think|thought|suspect|suggest|hint|seem|appear|impl(?:y|ies|ied)|speculat|guess|assum|presum|fear|worr|expect
          |doubt|reckon|wonder|feel|felt|insinuat|not\s+aware|may|might|consider|indicat)\w*""",
    re.IGNORECASE | re.VERBOSE,
)
_HEDGED_CONTENT = re.compile(
    r"""^\W*(?:(?:that|if|it|he|she|they|there|which)\s+){0,2}(?:\w+\s+){0,2}?
        (?:may|might|perhaps|maybe|possibly|probably|likely|could\s+be|appears?|seems?)\b
      | ^\W*(?:as\s+far\s+as|to\s+(?:my|our|the\s+best\s+of)|(?:i|we)\s+(?:think|believe|guess|suspect))\b
      | \bas\s+far\s+as\s+(?:we|i)\b | \bnot\s+aware\s+of\b | \bdoes\s+not\s+know\s+of\b""",
    re.IGNORECASE | re.VERBOSE,
)
_REACH = 24  # characters before the cue that may negate it
_SENTENCE_END = re.compile(r"[.!?\n]\s*[\"'\u201d\u2019]?\s")

# How often a rule's label was right on the found attributions of PolNeAR dev that have a gold label.
_RIGHT: Mapping[StanceLabel, float] = {"assert": 0.87, "deny": 0.67, "decline": 0.88, "other": 0.7}


def read_stance(text: str, draft: Draft) -> Stance:
    """The stance of one attribution, from its words alone."""
    cue = _cue_with_negation(text, draft)
    content = " ".join(text[b:e] for b, e in draft.content)
    label = _label(cue, content)
    right = _RIGHT[label]
    scores = {name: right if name == label else (1 - right) / (len(STANCES) - 1) for name in STANCES}
    hedged = bool(_HEDGED_CUE.search(cue)) or bool(_HEDGED_CONTENT.search(content[:160]))
    return Stance(label=label, scores=scores, hedged=hedged)


def _label(cue: str, content: str) -> StanceLabel:
    if _CONCEDES.search(cue):
        return "assert"
    act = f"{cue} {content[:40]}" if _NEEDS_OBJECT.search(cue) else cue
    if _DECLINE.search(act) or _NO_ANSWER.search(content):
        return "decline"
    if _DENY.search(act) or _NOT_AWARE.search(content) or _DENIED_WORDS.match(content):
        return "deny"
    if _OTHER.search(cue):
        return "other"
    return "assert"


def _cue_with_negation(text: str, draft: Draft) -> str:
    """The cue's words and the few before it in the sentence, where a negation may stand outside the cue."""
    if not draft.cue:
        return ""
    begin = draft.cue[0][0]
    low = max([0, begin - _REACH, *(e for _, e in (*draft.source, *draft.content) if e <= begin)])
    lead = _SENTENCE_END.split(text[low:begin])[-1]
    return lead + " ".join(text[b:e] for b, e in draft.cue)
