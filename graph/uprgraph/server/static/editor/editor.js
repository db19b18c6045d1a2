/* The query editor's page: YASQE for the text, this server's /sparql for the answer, and the answer's views. */
import { complete, declare } from "./completion.js";
import { chart } from "./chart.js";
import { ofText, table, values } from "./results.js";
import { save } from "./saving.js";

const form = document.getElementById("ask");
const site = form.dataset;
const part = (id) => document.getElementById(id);
const LONGEST_ADDRESS = 2000;
const SHOWN = 200000;
const TYPES = {
  results: { CSV: "text/csv", TSV: "text/tab-separated-values", JSON: "application/sparql-results+json", XML: "application/sparql-results+xml" },
  graph: { Turtle: "text/turtle", "N-Triples": "application/n-triples", "JSON-LD": "application/ld+json" },
};
const SUFFIXES = { CSV: "csv", TSV: "tsv", JSON: "json", XML: "xml", Turtle: "ttl", "N-Triples": "nt", "JSON-LD": "jsonld" };

const terms = fetch(`${site.root}/editor/terms.json`).then((answer) => {
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}).catch(() => ({ prefixes: {}, classes: [], properties: [], things: [] }));

/** The address of a thing's page on this server, another http(s) address as it is, else nothing. */
function href(iri) {
  if (iri.startsWith(site.ontology)) return `${site.root}/ontology#${iri.slice(site.ontology.length)}`;
  if (iri.startsWith(site.base)) {
    const path = iri.slice(site.base.length);
    return path ? `${site.root}/${encodeURI(path).replace(/%25/g, "%").replace(/[?#]/g, encodeURIComponent)}.html` : `${site.root}/`;
  }
  return /^https?:\/\//.test(iri) ? iri : "";
}

/** The editor in place of the text area, with the query of the address. */
function opened() {
  const { Yasqe } = window;
  const area = part("query");
  const given = new URLSearchParams(location.hash.slice(1)).get("query");
  complete(Yasqe, terms);
  form.classList.add("ready");
  const place = document.createElement("div");
  area.after(place);
  const yasqe = new Yasqe(place, {
    value: given ?? area.value,
    persistenceId: null,
    createShareableLink: null,
    consumeShareLink: null,
    showQueryButton: false,
    resizeable: false,
    editorHeight: "22rem",
    screenReaderLabel: "Query",
    extraKeys: {
      "Ctrl-Enter": () => form.requestSubmit(),
      "Cmd-Enter": () => form.requestSubmit(),
      "Ctrl-S": false,
      Tab: (editor) => editor.execCommand("indentMore"),
      "Shift-Tab": (editor) => editor.execCommand("indentLess"),
      Esc: () => part("run").focus(),
    },
  });
  yasqe.getInputField().setAttribute("aria-describedby", "keys");
  form.querySelector("label[for=query]").addEventListener("click", () => yasqe.focus());
  const declared = () => terms.then(({ prefixes }) => declare(yasqe, prefixes));
  yasqe.on("changes", (_, changes) => {
    plainIcons();
    if (changes.some(({ origin }) => origin === "paste" || origin === "setValue")) declared();
  });
  declared();
  new ResizeObserver(() => yasqe.refresh()).observe(yasqe.getWrapperElement());
  window.addEventListener("hashchange", () => {
    const changed = new URLSearchParams(location.hash.slice(1)).get("query");
    if (changed !== null && changed !== yasqe.getValue()) yasqe.setValue(changed);
  });
  return yasqe;
}

/** Takes the tips off the signs of syntax errors: they hold markup with styles, and keyboards do not reach them. */
function plainIcons() {
  for (const icon of form.querySelectorAll(".parseErrorIcon")) {
    icon.onmouseover = icon.onmouseout = null;
    icon.title = "From this line on this is no SPARQL";
  }
}

const yasqe = opened();
let running = null;
let marks = [];

/**
 * What the server answers to a query.
 * @param {string} query
 * @param {string} accept media types, by preference
 * @param {AbortSignal} [signal] ends the query; the server notices
 */
function asked(query, accept, signal) {
  return fetch(`${site.root}/sparql`, {
    method: "POST",
    headers: { Accept: accept, "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ query }),
    signal,
  });
}

/** Runs what stands in the editor and shows the answer, or what went wrong. */
async function run() {
  running?.abort();
  const own = running = new AbortController();
  const query = yasqe.getValue();
  const began = performance.now();
  unmark();
  part("error").hidden = true;
  part("status").textContent = "Asking …";
  part("stop").hidden = false;
  try {
    const accept = "application/sparql-results+json, text/turtle;q=0.9";
    const answer = await asked(query, accept, own.signal);
    const text = await answer.text();
    if (own !== running) return;
    if (!answer.ok) return wrong(answer.status, text.trim() || answer.statusText);
    show(query, text, answer.headers.get("content-type") || "", performance.now() - began);
  } catch (error) {
    if (own !== running) return;
    if (error.name === "AbortError") part("status").textContent = "Stopped.";
    else wrong(0, `The server cannot be reached: ${error.message}`);
  } finally {
    if (own === running) {
      running = null;
      part("stop").hidden = true;
    }
  }
}

/** Says what the server found wrong, and marks the place in the editor if it names one. */
function wrong(status, message) {
  const box = part("error");
  const place = /line (\d+), column (\d+)/.exec(message);
  const heads = { 0: "Not asked", 400: "The query cannot be asked", 429: "Too many queries", 503: "The server is busy" };
  const head = document.createElement("p");
  const strong = document.createElement("strong");
  strong.textContent = heads[status] || (message.startsWith("stopped:") ? "Stopped for the server's limits" : "No answer");
  head.append(strong);
  const said = document.createElement("p");
  said.textContent = message;
  box.replaceChildren(head, said);
  part("status").textContent = "";
  part("results").hidden = true;
  if (place && status === 400) {
    const at = { line: place[1] - 1, ch: place[2] - 1 };
    mark(at);
    const go = document.createElement("button");
    go.type = "button";
    go.textContent = `Go to line ${place[1]}, column ${place[2]}`;
    go.addEventListener("click", () => { yasqe.setCursor(at); yasqe.focus(); });
    box.append(go);
  }
  box.hidden = false;
}

function mark(at) {
  const line = Math.min(at.line, yasqe.lastLine());
  const length = yasqe.getLine(line).length;
  const start = Math.min(at.ch, Math.max(length - 1, 0));
  yasqe.addLineClass(line, "background", "wrong-line");
  const text = yasqe.markText({ line, ch: start }, { line, ch: start + 1 }, { className: "wrong-place" });
  marks = [() => yasqe.removeLineClass(line, "background", "wrong-line"), () => text.clear()];
}

function unmark() {
  marks.forEach((undo) => undo());
  marks = [];
}

/** Shows an answer: its size, its views and its files. */
async function show(query, text, type, milliseconds) {
  const time = `${(milliseconds / 1000).toFixed(1)} s`;
  const { prefixes } = await terms;
  const links = { href, prefixes };
  const views = {};
  let count;
  if (type.includes("json")) {
    const found = JSON.parse(text);
    if ("boolean" in found) {
      count = "1 answer";
      views.Answer = (place) => { place.textContent = found.boolean ? "Yes" : "No"; };
    } else {
      const rows = found.results.bindings.length;
      count = rows === 1 ? "1 row" : `${rows.toLocaleString("en")} rows`;
      const unit = unitOf(query);
      views.Table = (place) => table(place, found, links);
      views.Chart = (place) => chart(place, values(found, prefixes), unit);
    }
  } else {
    count = "A graph, as Turtle";
  }
  views.Raw = (place) => ofText(place, text, SHOWN);
  part("status").textContent = "";
  part("count").textContent = `${count}, ${time}`;
  buttons(part("views"), views);
  files(query, type.includes("json") ? "results" : "graph");
  part("results").hidden = false;
}

/** The unit that the query counts in, if it names just one. */
function unitOf(query) {
  const bare = query.replace(/^\s*#.*$/gm, "");
  const units = new Set([...bare.matchAll(/unit[:/](recommendations|texts|pairs|records)/g)].map((found) => found[1]));
  return units.size === 1 ? [...units][0] : "";
}

function buttons(place, views) {
  place.replaceChildren(...Object.entries(views).map(([name, draw]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => {
      for (const other of place.children) other.setAttribute("aria-pressed", String(other === button));
      part("view").replaceChildren();
      draw(part("view"));
    });
    return button;
  }));
  place.firstChild.click();
}

/** Buttons that save the whole answer, which the server writes in each form. */
function files(query, kind) {
  part("downloads").replaceChildren(...Object.entries(TYPES[kind]).map(([name, type]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.setAttribute("aria-label", `Download as ${name}`);
    button.addEventListener("click", async () => {
      try {
        const answer = await asked(query, type);
        if (!answer.ok) throw new Error((await answer.text()).trim());
        save(await answer.blob(), `uprgraph.${SUFFIXES[name]}`);
      } catch (error) {
        part("status").textContent = `Not saved: ${error.message}`;
      }
    });
    return button;
  }));
}

/** Shows, and copies where the browser allows it, an address that holds the whole query. */
async function share() {
  const given = new URLSearchParams({ query: yasqe.getValue() }).toString();
  const start = `${location.origin}${location.pathname}`;
  const address = given.length > LONGEST_ADDRESS ? `${start}#${given}` : `${start}?${given}`;
  history.replaceState(null, "", address);
  const link = part("link");
  part("shared").hidden = false;
  link.value = address;
  link.select();
  try {
    await navigator.clipboard.writeText(address);
    part("status").textContent = "The link is copied.";
  } catch {
    part("status").textContent = "The link is selected: copy it.";
  }
}

form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
part("stop").addEventListener("click", () => running?.abort());
part("share").addEventListener("click", share);
