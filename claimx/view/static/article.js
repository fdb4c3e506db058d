// The text with its marks. Marks may nest and cross: they are cut at every boundary and nested by where they begin.

const ROLES = ["content", "addressee", "source", "cue"]; // from the outside in

/** The paragraphs' ranges: parted by blank lines, or by line ends where there are none; a title stands by itself. */
function paragraphs(text, title) {
  const gap = /\r?\n\s*\n\s*/.test(text) ? /\r?\n\s*\n\s*/g : /[\r\n]+/g;
  const ranges = [];
  let start = 0;
  for (const { index: end, 0: blank } of [...text.matchAll(gap), { index: text.length, 0: "" }]) {
    if (text.slice(start, end).trim()) ranges.push([start, end]);
    start = end + blank.length;
  }
  const [from, to] = ranges[0] ?? [0, 0];
  const line = /^.*\r?\n/.exec(text.slice(from, to))?.[0];
  if (line?.trim() === title.trim())
    ranges.splice(0, 1, [from, from + line.trimEnd().length], [from + line.length, to]);
  return ranges;
}

/** Every span of an article's attributions, by where it begins, the longer and outer first. */
function marksOf(claims) {
  const marks = [];
  claims.forEach((claim, i) => {
    ROLES.forEach((role, rank) => claim[role].forEach(([start, end]) => marks.push({ start, end, role, rank, i })));
  });
  return marks.sort((a, b) => a.start - b.start || a.rank - b.rank || b.end - a.end || a.i - b.i);
}

/** The paragraphs of an article as elements; marks carry their attribution's number and role. */
function drawText(doc) {
  const text = visible(doc.text);
  const marks = marksOf(doc.claims);
  let next = 0;
  let live = [];
  return paragraphs(text, visible(doc.title)).map(([start, end]) => {
    while (next < marks.length && marks[next].start < end) live.push(marks[next++]);
    live = live.filter((mark) => mark.end > start);
    return drawParagraph(doc, text, start, end, live);
  });
}

function drawParagraph(doc, text, start, end, marks) {
  const paragraph = el("p");
  const cuts = new Set([start, end]);
  for (const mark of marks) [mark.start, mark.end].forEach((place) => place > start && place < end && cuts.add(place));
  const places = [...cuts].sort((a, b) => a - b);
  let open = []; // the marks around the last piece, outermost first, and their elements
  for (let k = 0; k + 1 < places.length; k++) {
    const around = marks.filter((mark) => mark.start < places[k + 1] && mark.end > places[k]);
    let same = 0;
    while (same < open.length && open[same].mark === around[same]) same++;
    open = open.slice(0, same);
    for (const mark of around.slice(same)) {
      const span = el("span", { class: `mark ${mark.role} ${doc.claims[mark.i].stance}`, "data-i": mark.i });
      (open.at(-1)?.span ?? paragraph).append(span);
      open.push({ mark, span });
    }
    (open.at(-1)?.span ?? paragraph).append(text.slice(places[k], places[k + 1]));
  }
  return paragraph;
}

/** The text of one part of an attribution, on one line. */
const words = (doc, spans) =>
  visible(spans.map(([start, end]) => doc.text.slice(start, end)).join(" … ")).replace(/\s+/g, " ");
