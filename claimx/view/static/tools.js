// Elements and data. Whatever comes from an article enters the page as a text node or an attribute, never as markup.

const $ = (selector, root = document) => root.querySelector(selector);
const number = new Intl.NumberFormat("en");

/** An element with attributes, listeners ("onclick") and children; null and false are left out. */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** The value that a script element holds: base64 of gzip of JSON. */
async function unpack(element) {
  const bytes = Uint8Array.from(atob(element.textContent), (char) => char.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
}

/** Control characters and turns of the writing direction made visible, one for one: a text must not hide its order. */
const visible = (text) =>
  text
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, (char) => String.fromCharCode(0x2400 + char.charCodeAt(0)))
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, "\ufffd");

const plural = (count, word) => `${number.format(count)} ${word}${count === 1 ? "" : "s"}`;
const SAYS = { assert: "asserts", deny: "denies", decline: "declines", other: "other" };
const STANCES = Object.keys(SAYS);
const sign = (stance) => el("i", { class: `sign ${stance}`, "aria-hidden": "true" });

const index = await unpack($("#index"));
const chunks = new Map();

/** A chunk's articles, unpacked once. */
function loadChunk(chunk) {
  if (!chunks.has(chunk)) chunks.set(chunk, unpack($(`#chunk-${chunk}`)));
  return chunks.get(chunk);
}

const loadArticle = async (n) => (await loadChunk(Math.floor(n / index.per_chunk)))[n % index.per_chunk];
