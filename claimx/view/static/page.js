// What is open, chosen and filtered, and the wiring of the page.

const main = $("#article");
const many = index.articles.length > 1;
const view = {
  n: -1,
  doc: null,
  chosen: null,
  speaker: undefined,
  stance: null,
  person: null,
  notes: null,
  text: null,
};

/** Open article `n`, with attribution `i` chosen if there is one. */
async function openArticle(n, i = null) {
  if (view.n !== n) {
    const doc = await loadArticle(n);
    Object.assign(view, { n, doc, chosen: null, speaker: undefined, stance: null });
    drawArticle();
    drawHere();
    if (many && main.getBoundingClientRect().top < 0) main.scrollIntoView({ block: "start" });
  }
  view.person = null;
  press(null);
  for (const button of $("#list").querySelectorAll("button"))
    button.setAttribute("aria-current", String(button.dataset.n === String(n)));
  if (i !== null) choose(i);
  else remember();
}

function drawArticle() {
  const { doc } = view;
  const paragraphs = drawText(doc);
  view.text = el("div", { class: "text" }, ...paragraphs);
  view.notes = el(
    "ol",
    { class: "notes", "aria-label": "Attributions" },
    ...doc.claims.map((_, i) => drawNote(doc, i, toggle)),
  );
  const first = paragraphs[0];
  const title = visible(doc.title);
  const shown = first?.textContent.trim() === title.trim();
  if (shown) first.remove();
  const heading = el("h1", {}, ...(shown ? [...first.childNodes] : [title]));
  const url = /^https?:\/\//i.test(doc.meta.url ?? "")
    ? el("a", { href: doc.meta.url, rel: "noreferrer", target: "_blank" }, "original")
    : null;
  const kicker = [doc.meta.publisher, doc.meta.date, doc.id !== doc.title ? doc.id : null]
    .filter(Boolean)
    .map(visible)
    .join(" · ");
  const header = el(
    "header",
    {},
    el("p", { class: "kicker" }, kicker, url ? " · " : null, url),
    heading,
    drawKey(doc),
    el("p", { class: "filter", role: "status" }),
  );
  const sheet = el("article", { class: "sheet" }, header, view.text, view.notes);
  sheet.addEventListener("pointerover", (event) => peek(event.target.closest(".mark, .notes > li")?.dataset.i));
  sheet.addEventListener("pointerleave", () => peek());
  sheet.addEventListener("click", (event) => {
    const mark = event.target.closest(".mark:not(.off)");
    if (mark) toggle(Number(mark.dataset.i));
  });
  view.notes.addEventListener("focusin", (event) => peek(event.target.closest("li")?.dataset.i));
  view.notes.addEventListener("focusout", () => peek());
  main.replaceChildren(sheet);
  layOut(view.notes, sheet);
}

/** The key of the stances; each is a filter too. */
function drawKey(doc) {
  const counts = {};
  for (const claim of doc.claims) counts[claim.stance] = (counts[claim.stance] ?? 0) + 1;
  const buttons = STANCES.filter((stance) => counts[stance]).map((stance) =>
    el(
      "button",
      {
        class: stance,
        "aria-pressed": "false",
        "data-stance": stance,
        onclick: () => filter({ stance: view.stance === stance ? null : stance }),
      },
      sign(stance),
      `${SAYS[stance]} ${number.format(counts[stance])}`,
    ),
  );
  const parts = el(
    "span",
    { class: "parts" },
    el("span", { class: "source" }, "source"),
    " ",
    el("span", { class: "cue" }, "cue"),
    " ",
    el("span", { class: "content assert" }, "content"),
  );
  return el(
    "div",
    { class: "key", role: "group", "aria-label": "Stances" },
    ...(buttons.length ? [...buttons, parts] : ["Nothing was attributed to anybody in this article."]),
  );
}

// Choosing one attribution: its parts light up together, its note opens.

const marksFor = (i) => main.querySelectorAll(`.mark[data-i="${i}"]`);

function light(i) {
  for (const mark of main.querySelectorAll(".mark.on")) mark.classList.remove("on");
  if (i !== null) for (const mark of marksFor(i)) mark.classList.add("on");
  main.firstElementChild?.classList.toggle("dim", i !== null);
}

/** Show attribution `i` for as long as it is pointed at or focused. */
function peek(i) {
  if (!view.notes) return;
  const wanted = i === undefined || !passes(view.doc.claims[i]) ? null : Number(i);
  const before = $("li.peek", view.notes);
  if (before && Number(before.dataset.i) === wanted) return;
  if (before) (before.classList.remove("peek"), close(before));
  if (wanted !== null && wanted !== view.chosen) {
    const item = view.notes.children[wanted];
    item.classList.add("peek");
    item.append(drawCard(view.doc, wanted, choose));
  }
  light(wanted ?? view.chosen);
}

function close(item) {
  $(".card", item)?.remove();
  $(".note", item).setAttribute("aria-expanded", "false");
}

function bringIntoSight(mark) {
  const { top, bottom } = mark?.getBoundingClientRect() ?? {};
  if (top < 0 || bottom > innerHeight * 0.75) mark.scrollIntoView({ block: "center" });
}

const toggle = (i) => (view.chosen === i ? choose(null) : choose(i));

function choose(i) {
  peek();
  const before = $("li.open", view.notes);
  if (before) (before.classList.remove("open"), close(before));
  view.chosen = i = view.doc.claims[i] ? i : null;
  if (i !== null) {
    if (!passes(view.doc.claims[i])) filter({ speaker: undefined, stance: null });
    const item = view.notes.children[i];
    item.classList.add("open");
    item.append(drawCard(view.doc, i, choose));
    $(".note", item).setAttribute("aria-expanded", "true");
    bringIntoSight($(`.content[data-i="${i}"]`, main));
  }
  light(i);
  layOut(view.notes, main);
  remember();
}

// Filters within the article.

const passes = (claim) =>
  (view.speaker === undefined || claim.speaker === view.speaker) &&
  (view.stance === null || claim.stance === view.stance);

function filter(change) {
  Object.assign(view, change);
  const { doc } = view;
  const off = doc.claims.map((claim) => !passes(claim));
  const shown = off.filter((hidden) => !hidden).length;
  off.forEach((hidden, i) => (view.notes.children[i].hidden = hidden));
  for (const mark of main.querySelectorAll(".mark[data-i]")) mark.classList.toggle("off", off[mark.dataset.i]);
  for (const button of main.querySelectorAll(".key button"))
    button.setAttribute("aria-pressed", String(button.dataset.stance === view.stance));
  const line = $(".filter", main);
  const clear = el("button", { onclick: () => filter({ speaker: undefined, stance: null }) }, "show all");
  if (shown < doc.claims.length)
    line.replaceChildren(`${number.format(shown)} of ${plural(doc.claims.length, "attribution")} shown; `, clear);
  else line.replaceChildren();
  if (view.chosen !== null && !passes(doc.claims[view.chosen])) choose(null);
  bringIntoSight($(".content:not(.off)", main));
  drawHere();
  layOut(view.notes, main);
}

function drawHere() {
  $("#here-part").hidden = false;
  const rows = speakersOf(view.doc);
  const draw = (row) =>
    drawSpeaker(row, view.speaker === row.key, () =>
      filter({ speaker: view.speaker === row.key ? undefined : row.key }),
    );
  const focused = [...$("#here").querySelectorAll("button")].indexOf(document.activeElement);
  $("#here").replaceChildren(...rows.map(draw));
  if (focused >= 0) $("#here").querySelectorAll("button")[focused]?.focus();
}

// The list of articles.

let asked = 0; // the latest question; answers to older ones are dropped

async function ask() {
  const mine = ++asked;
  const query = $("#search").value.trim();
  const outlet = $("#outlet").value;
  const having = $("#having").value;
  const candidates = index.articles.flatMap((article, n) =>
    (!outlet || article.publisher === outlet) && (!having || article.stances[having]) ? [n] : [],
  );
  if (!query) return drawList(candidates);
  for await (const { found, done } of search(query, candidates)) {
    if (mine !== asked) return;
    drawList(found);
    if (!done) $("#found").append(", searching…");
  }
}

function drawList(found) {
  $("#found").textContent =
    found.length === index.articles.length
      ? plural(found.length, "article")
      : `${number.format(found.length)} of ${plural(index.articles.length, "article")}`;
  drawLazily($("#list"), found, (n) => {
    const article = index.articles[n];
    const counts = [
      plural(total(article.stances), "attribution"),
      article.stances.deny ? plural(article.stances.deny, "denial") : null,
    ];
    return el(
      "li",
      {},
      el(
        "button",
        { "data-n": n, "aria-current": String(n === view.n), onclick: () => openArticle(n) },
        el("span", { class: "name" }, visible(article.title)),
        el("span", { class: "about" }, [about(article), ...counts].filter(Boolean).join(" · ")),
      ),
    );
  });
}

// One speaker in all articles.

async function openSpeaker(speaker) {
  view.person = speaker;
  view.n = -1;
  const order = [...speaker.articles].sort((a, b) =>
    (index.articles[a].date ?? "") < (index.articles[b].date ?? "") ? -1 : 1,
  );
  const list = el("div");
  main.replaceChildren(
    el(
      "div",
      { class: "claims" },
      el(
        "p",
        { class: "kicker" },
        `${plural(speaker.count, "attribution")} in ${plural(order.length, "article")}, under this name`,
      ),
      el("h1", {}, visible(speaker.name)),
      list,
    ),
  );
  view.notes = null;
  $("#here-part").hidden = true;
  main.scrollIntoView({ block: "start" });
  for (const n of order) {
    const doc = await loadArticle(n);
    if (view.person !== speaker) return;
    const said = doc.claims.flatMap((claim, i) => (speakerOf(doc, claim)?.known === speaker.name ? [i] : []));
    list.append(el("h2", {}, [about(index.articles[n]), visible(doc.title)].filter(Boolean).join(" · ")));
    for (const i of said) {
      const claim = doc.claims[i];
      list.append(
        el(
          "button",
          { class: `claim ${claim.stance}`, onclick: () => openArticle(n, i) },
          sign(claim.stance),
          words(doc, claim.content),
          " ",
          el("span", { class: "how" }, manner(doc, claim)),
        ),
      );
    }
  }
}

function press(button) {
  for (const other of $("#everywhere").querySelectorAll("button"))
    other.setAttribute("aria-pressed", String(other === button));
}

function drawEverywhere() {
  const query = $("#find-speaker").value.trim().toLowerCase();
  const rows = speakers.filter((speaker) => speaker.name.toLowerCase().includes(query));
  drawLazily($("#everywhere"), rows, (speaker) =>
    drawSpeaker(speaker, view.person === speaker, (event) => {
      openSpeaker(speaker);
      press(event.currentTarget);
    }),
  );
}

// Tabs, keys, the address.

function showTab(name) {
  for (const tab of ["articles", "speakers"]) {
    $(`#tab-${tab}`).setAttribute("aria-selected", String(tab === name));
    $(`#tab-${tab}`).tabIndex = tab === name ? 0 : -1;
    $(`#${tab}`).hidden = tab !== name;
  }
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.role === "tab" || event.target.getAttribute?.("role") === "tab") {
    if (["ArrowLeft", "ArrowRight"].includes(event.key)) {
      const other = event.target.id === "tab-articles" ? "speakers" : "articles";
      showTab(other);
      $(`#tab-${other}`).focus();
    }
    return;
  }
  if (["INPUT", "SELECT"].includes(event.target.tagName) || !view.notes) return;
  if (event.key === "Escape") return choose(null);
  const step =
    { j: 1, k: -1 }[event.key] ??
    (event.target.closest?.(".notes") ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : undefined);
  if (step === undefined) return;
  event.preventDefault();
  const order = view.doc.claims.flatMap((claim, i) => (passes(claim) ? [i] : []));
  const at = order.indexOf(view.chosen);
  const to = order[at < 0 ? (step > 0 ? 0 : order.length - 1) : Math.min(Math.max(at + step, 0), order.length - 1)];
  if (to === undefined) return;
  choose(to);
  $(".note", view.notes.children[to]).focus({ preventScroll: true });
}

/** Keep what is open in the address, where the page has one of its own. */
function remember() {
  if (location.protocol === "about:") return;
  history.replaceState(null, "", `#${view.n + 1}${view.chosen === null ? "" : `.${view.chosen + 1}`}`);
}

function recall() {
  const [n, i] = location.hash.slice(1).split(".").map(Number);
  const at = n >= 1 && n <= index.articles.length ? n - 1 : 0;
  return openArticle(at, i >= 1 ? i - 1 : null);
}

const speakers = everySpeaker();
const outlets = [...new Set(index.articles.map((article) => article.publisher).filter(Boolean))].sort();
$("#outlet").append(
  el("option", { value: "" }, "all outlets"),
  ...outlets.map((name) => el("option", { value: name }, visible(name))),
);
$("#outlet").hidden = outlets.length < 2;
$("#size").textContent = `${plural(index.articles.length, "article")}, ${plural(
  index.articles.reduce((sum, one) => sum + total(one.stances), 0),
  "attribution",
)}`;
for (const name of ["search", "outlet", "having"]) $(`#${name}`).addEventListener("input", ask);
$("#find-speaker").addEventListener("input", drawEverywhere);
$("#tab-articles").addEventListener("click", () => showTab("articles"));
$("#tab-speakers").addEventListener("click", () => showTab("speakers"));
$("#everywhere-part").hidden = !many;
if (!many) {
  $(".tabs").hidden = true;
  showTab("speakers");
} else {
  drawEverywhere();
}
document.addEventListener("keydown", onKey);
new ResizeObserver(() => view.notes && layOut(view.notes, main)).observe(main);
await ask();
if (index.articles.length) await recall();
document.documentElement.dataset.ready = Math.round(performance.now());
