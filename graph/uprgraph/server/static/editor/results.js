/* An answer as a table and as text. What comes from the data goes in as text, never as markup. */
import { short } from "./completion.js";

const PAGE = 100;
const TURNING = /[\u200E\u200F\u202A-\u202E\u2066-\u2069]/g; // they would reorder what stands beside them
const NUMBER = /#(integer|decimal|double|float|int|long|short|byte|nonNegativeInteger|positiveInteger|unsignedInt)$/;

/**
 * The columns of an answer and its rows as plain values: numbers, texts, null where a variable is unbound.
 * @param {object} found SPARQL 1.1 Query Results JSON
 * @param {Object<string, string>} prefixes
 * @returns {{columns: string[], kinds: string[], rows: Array[]}} a kind is "number", "text", "thing" or "none"
 */
export function values(found, prefixes) {
  const columns = found.head.vars;
  const { bindings } = found.results;
  const rows = bindings.map((row) => columns.map((name) => value(row[name], prefixes)));
  const kinds = columns.map((name, at) => {
    const known = rows.map((row) => row[at]).filter((one) => one !== null);
    if (!known.length) return "none";
    if (known.every((one) => typeof one === "number")) return "number";
    return bindings.some((row) => row[name]?.type === "literal") ? "text" : "thing";
  });
  return { columns, kinds, rows };
}

/** A term as a number if it is one, else as the text that a reader sees. */
function value(term, prefixes) {
  if (!term) return null;
  if (term.type === "uri") return label(term.value, prefixes).replace(TURNING, "");
  if (term.type === "bnode") return `_:${term.value}`;
  if (NUMBER.test(term.datatype || "") && Number.isFinite(Number(term.value))) return Number(term.value);
  return (term.value ?? "").replace(TURNING, "");
}

function label(iri, prefixes) {
  const { text, prefix } = short(iri, prefixes);
  return prefix ? text : iri;
}

/**
 * Draws an answer as a table of pages, sorted by a click on a heading.
 * @param {Element} place where
 * @param {object} found SPARQL 1.1 Query Results JSON
 * @param {{href: Function, prefixes: object}} links where IRIs lead, and how they are shortened
 */
export function table(place, found, links) {
  const names = found.head.vars;
  const { rows: plain, kinds } = values(found, links.prefixes);
  const state = { order: plain.map((_, at) => at), page: 0, by: -1, down: false };
  const body = make("tbody");
  const heads = names.map((name, at) => {
    const head = make("th", kinds[at] === "number" ? "n" : "");
    head.scope = "col";
    const button = make("button", "", name);
    button.type = "button";
    button.addEventListener("click", () => {
      state.down = state.by === at ? !state.down : kinds[at] === "number";
      state.by = at;
      state.page = 0;
      state.order.sort((a, b) => compared(plain[a][at], plain[b][at], state.down) || a - b);
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      draw();
    });
    head.append(button);
    return head;
  });
  const pages = paging(state, plain.length, () => draw());
  function draw() {
    const shown = state.order.slice(state.page * PAGE, (state.page + 1) * PAGE);
    body.replaceChildren(...shown.map((at) => {
      const row = make("tr");
      row.append(...names.map((name, column) => cell(found.results.bindings[at][name], plain[at][column], links)));
      return row;
    }));
    pages.update();
  }
  const head = make("thead");
  const line = make("tr");
  line.append(...heads);
  head.append(line);
  const whole = make("table", "results");
  whole.append(head, body);
  const region = make("div", "wide");
  region.tabIndex = 0;
  region.setAttribute("role", "region");
  region.setAttribute("aria-label", "Results as a table");
  region.append(whole);
  draw();
  place.append(region, pages.element);
  if (!plain.length) place.append(make("p", "", "No rows: nothing in the graph fits this query."));
}

/** Numbers by size, texts by the alphabet, numbers before texts, unbound last whichever way. */
function compared(a, b, down) {
  if (a === null || b === null) return (a === null) - (b === null);
  const way = down ? -1 : 1;
  if (typeof a !== typeof b) return way * (typeof a === "number" ? -1 : 1);
  return way * (typeof a === "number" ? a - b : a.localeCompare(b, "en"));
}

/** Buttons to the page before and after, and which one this is. */
function paging(state, total, changed) {
  const element = make("p", "paging");
  const said = make("span");
  const back = make("button", "", "Previous");
  const next = make("button", "", "Next");
  for (const [button, step] of [[back, -1], [next, 1]]) {
    button.type = "button";
    button.addEventListener("click", () => { state.page += step; changed(); });
  }
  element.append(back, said, next);
  const update = () => {
    const first = state.page * PAGE;
    const last = Math.min(first + PAGE, total);
    said.textContent = `Rows ${first + 1} to ${last} of ${total.toLocaleString("en")}`;
    back.disabled = first === 0;
    next.disabled = last >= total;
    element.hidden = total <= PAGE;
  };
  return { element, update };
}

/** A term as a cell: an IRI with a link if it leads anywhere, a literal with its language. */
function cell(term, plain, { href }) {
  if (!term) {
    const empty = make("td", "none");
    empty.append(make("span", "unseen", "no value"));
    return empty;
  }
  const box = make("td", typeof plain === "number" ? "n" : "");
  const text = typeof plain === "number" ? term.value : plain;
  const address = term.type === "uri" ? href(term.value) : "";
  const shown = make(address ? "a" : "bdi", "", text);
  if (address) {
    shown.href = address;
    shown.title = term.value;
  }
  box.append(shown);
  if (term["xml:lang"]) box.append(" ", make("small", "", term["xml:lang"]));
  return box;
}

/**
 * Shows an answer as the text that the server sent, up to *most* characters.
 * @param {Element} place
 * @param {string} text
 * @param {number} most
 */
export function ofText(place, text, most) {
  if (text.length > most) place.append(make("p", "note", `The first ${most.toLocaleString("en")} characters of ${text.length.toLocaleString("en")}; the files have all.`));
  const box = make("pre", "", text.slice(0, most));
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Answer as text");
  place.append(box);
}

/** An element with a class and a text. */
export function make(name, kind = "", text = "") {
  const element = document.createElement(name);
  if (kind) element.className = kind;
  if (text) element.textContent = text;
  return element;
}
