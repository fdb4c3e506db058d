// The margin: a note beside each attribution. The chosen one opens and stands level with its text; others make room.

const KINDS = { direct: "direct quotation", indirect: "indirect speech", mixed: "partly quoted" };
const DECLINES = {
  refused: "refused to answer",
  no_response: "did not respond",
  unreachable: "could not be reached",
  no_confirmation: "would not confirm",
};
const TYPES = {
  person: "person",
  organization: "organisation",
  unnamed: "not named",
  document: "document",
  author: "the author",
};

const speakerOf = (doc, claim) => (claim.speaker === null ? null : doc.speakers[claim.speaker]);
const nameOf = (doc, claim) =>
  visible(speakerOf(doc, claim)?.name ?? (claim.source.length ? words(doc, claim.source) : "no source"));

/** What the speaker does, in a few words. */
function manner(doc, claim) {
  const does = claim.decline ? DECLINES[claim.decline] : claim.stance === "other" ? "other stance" : SAYS[claim.stance];
  const to = claim.addressee.length ? `to ${words(doc, claim.addressee)}` : null;
  return [claim.hedged ? `${does}, hedged` : does, words(doc, claim.cue), to].filter(Boolean).join(" · ");
}

function depth(doc, claim) {
  let levels = 0;
  for (let at = claim.parent; at !== null && levels < 4; at = doc.claims[at].parent) levels++;
  return levels;
}

/** One note, closed; `choose` is called with the number of an attribution. */
function drawNote(doc, i, choose) {
  const claim = doc.claims[i];
  const said = el("span", { class: "hidden" }, `: ${words(doc, claim.content).slice(0, 300)}`);
  const button = el(
    "button",
    { class: "note", "aria-expanded": "false", onclick: () => choose(i) },
    sign(claim.stance),
    el("span", { class: "who" }, nameOf(doc, claim)),
    el("span", { class: "how" }, manner(doc, claim), said),
  );
  const inner = depth(doc, claim) ? " inner" : "";
  return el("li", { class: claim.stance + inner, "data-i": i }, button);
}

/** All that is known of an attribution, as a list of terms. */
function drawCard(doc, i, choose) {
  const claim = doc.claims[i];
  const speaker = speakerOf(doc, claim);
  const rows = [];
  const add = (term, ...value) => rows.push(el("dt", {}, term), el("dd", {}, ...value));
  const link = (to) =>
    el(
      "button",
      { onclick: () => choose(to) },
      `${nameOf(doc, doc.claims[to])}: ${words(doc, doc.claims[to].content).slice(0, 90)}`,
    );
  if (speaker?.role) add("Role", visible(speaker.role));
  if (speaker?.affiliation) add("With", visible(speaker.affiliation));
  if (speaker)
    add("Speaker", TYPES[speaker.type] ?? speaker.type, speaker.ground ? ` (${visible(speaker.ground)})` : "");
  if (claim.source.length) add("Source", words(doc, claim.source));
  if (claim.cue.length) add("Cue", words(doc, claim.cue));
  add("Kind", KINDS[claim.kind]);
  if (claim.target !== null) add("Denies", link(claim.target));
  const denials = doc.claims.flatMap((other, k) => (other.target === i ? [k] : []));
  if (denials.length) add("Denied by", ...denials.map((k) => el("div", {}, link(k))));
  if (claim.parent !== null) add("Inside", link(claim.parent));
  add(
    "Stance",
    meter(claim.scores),
    STANCES.filter((s) => claim.scores[s] >= 0.005)
      .map((s) => `${s} ${claim.scores[s].toFixed(2)}`)
      .join(", "),
  );
  add("Score", `${Math.round(claim.score * 100)} in 100 such attributions are right`);
  return el("div", { class: "card" }, el("dl", {}, ...rows));
}

/** A bar of shares by stance, as long as `part` of the room there is. */
function meter(shares, part = 1) {
  const bars = STANCES.filter((stance) => shares[stance]).map((stance) => {
    const bar = el("i", { class: stance });
    bar.style.flexGrow = shares[stance];
    return bar;
  });
  const whole = el("div", { class: "meter", "aria-hidden": "true" }, ...bars);
  whole.style.width = `${100 * part}%`;
  return whole;
}

/** Put each note level with its content; those that would overlap make room for the open one. */
function layOut(notes, textRoot) {
  const items = [...notes.children].filter((item) => !item.hidden);
  if (!items.length || getComputedStyle(items[0]).position !== "absolute") return;
  const base = notes.getBoundingClientRect().top;
  const level = new Map(); // by attribution, the height of the first piece of its content
  for (const mark of textRoot.querySelectorAll(".content")) {
    if (!level.has(mark.dataset.i)) level.set(mark.dataset.i, mark.getClientRects()[0]?.top - base || 0);
  }
  const rows = items
    .map((item) => ({ item, want: Math.max(0, level.get(item.dataset.i) ?? 0), height: item.offsetHeight + 3 }))
    .sort((a, b) => a.want - b.want);
  let free = 0;
  for (const row of rows) {
    row.top = Math.max(row.want, free);
    free = row.top + row.height;
  }
  const chosen = rows.findIndex((row) => row.item.classList.contains("open"));
  if (chosen >= 0) {
    const above = rows.slice(0, chosen).reduce((sum, row) => sum + row.height, 0);
    rows[chosen].top = Math.max(rows[chosen].want, above);
    for (let k = chosen - 1; k >= 0; k--) rows[k].top = Math.min(rows[k].top, rows[k + 1].top - rows[k].height);
    for (let k = chosen + 1; k < rows.length; k++)
      rows[k].top = Math.max(rows[k].want, rows[k - 1].top + rows[k - 1].height);
  }
  for (const row of rows) row.item.style.top = `${row.top}px`;
  notes.style.minHeight = `${rows.at(-1).top + rows.at(-1).height}px`;
}
