// The side: articles to search and speakers to filter by. Rows are drawn as they come into sight.

const STEP = 100;

/** Draw `rows` into `list`, a step at a time, the next when the last comes near. */
function drawLazily(list, rows, draw) {
  list.replaceChildren();
  let done = 0;
  const more = () => {
    list.append(...rows.slice(done, done + STEP).map(draw));
    done += STEP;
    watcher.disconnect();
    if (done < rows.length && list.lastElementChild) watcher.observe(list.lastElementChild);
  };
  const watcher = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && more(), {
    rootMargin: "600px",
  });
  more();
}

const about = (article) => [article.publisher, article.date].filter(Boolean).map(visible).join(" · ");
const total = (counts) => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Which articles hold `query`, and whether all were read: their list entries at once, then their texts by the chunk. */
async function* search(query, candidates) {
  const pattern = new RegExp(query.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "i");
  const inEntry = (n) => {
    const { title, publisher, named } = index.articles[n];
    return (
      pattern.test(title) || pattern.test(publisher ?? "") || Object.keys(named).some((name) => pattern.test(name))
    );
  };
  const found = new Set(candidates.filter(inEntry));
  const matches = (done) => ({ found: candidates.filter((n) => found.has(n)), done });
  yield matches(false);
  for (let chunk = 0; chunk * index.per_chunk < index.articles.length; chunk++) {
    const docs = await loadChunk(chunk);
    docs.forEach((doc, k) => pattern.test(doc.text) && found.add(chunk * index.per_chunk + k));
    if (chunk % 10 === 9) yield matches(false);
  }
  yield matches(true);
}

/** All named speakers of all articles, joined by name, the most heard first. */
function everySpeaker() {
  const all = new Map();
  index.articles.forEach((article, n) => {
    for (const [name, count] of Object.entries(article.named)) {
      if (!all.has(name)) all.set(name, { name, count: 0, articles: [] });
      const speaker = all.get(name);
      speaker.count += count;
      speaker.articles.push(n);
    }
  });
  return [...all.values()].sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

/** A row of a list of speakers. */
function drawSpeaker({ name, count, about: more, shares, part }, pressed, onclick) {
  return el(
    "li",
    {},
    el(
      "button",
      { "aria-pressed": String(pressed), onclick },
      el("span", { class: "name" }, visible(name)),
      el("span", { class: "count" }, number.format(count), el("span", { class: "hidden" }, " attributions")),
      more ? el("span", { class: "about" }, visible(more)) : null,
      shares ? meter(shares, part) : null,
    ),
  );
}

/** The speakers of one article with their counts, the most heard first; its unattributed claims last. */
function speakersOf(doc) {
  const rows = doc.speakers.map((speaker, k) => ({
    key: k,
    name: speaker.name,
    about:
      [speaker.role, speaker.affiliation].filter(Boolean).join(", ") || (speaker.type === "unnamed" ? "not named" : ""),
    count: 0,
    shares: {},
  }));
  const none = { key: null, name: "No speaker", about: "", count: 0, shares: {} };
  for (const claim of doc.claims) {
    const row = claim.speaker === null ? none : rows[claim.speaker];
    row.count++;
    row.shares[claim.stance] = (row.shares[claim.stance] ?? 0) + 1;
  }
  const heard = [...rows.sort((a, b) => b.count - a.count), none].filter((row) => row.count);
  const most = Math.max(...heard.map((row) => row.count));
  return heard.map((row) => ({ ...row, part: row.count / most }));
}
