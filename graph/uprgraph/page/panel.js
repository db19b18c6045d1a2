/* What the selected node or line counts: its items in pages, else its lines. */
const PAGE = 50;
const panel = { side: "made", by: "state", page: 0, words: "", rows: [] };
const at = (id) => document.getElementById(id);

/* Fills the panel for what is chosen; without details, or where they cannot be unpacked, with lines. */
async function fillPanel() {
  const { chosen } = look;
  at("selection").hidden = !chosen;
  at("help").hidden = Boolean(chosen);
  if (!chosen) return;
  const some = chosen.from ? [chosen] : [...new Set([...chosen.made, ...chosen.received])];
  const unpacked = at("details") && (await unpack().then(() => true, () => false));
  if (chosen !== look.chosen) return;
  at("unpacked").hidden = unpacked || !at("details");
  if (unpacked) showItems(chosen);
  else showLines(chosen, some);
}

function sides(node) {
  const [[made], [received]] = about.did;
  return [["made", made, node.made], ["received", received, node.received]].filter(([, , some]) => some.length);
}

function showItems(chosen) {
  const choices = chosen.from ? [] : sides(chosen);
  if (choices.length && !choices.some(([side]) => side === panel.side)) panel.side = choices[0][0];
  at("sides").replaceChildren(...choices.map(([side, words, some]) => {
    const label = words.replace(/:$/, "");
    const button = element("button", { type: "button", textContent: `${label[0].toUpperCase()}${label.slice(1)} (${itemsOf(some).length.toLocaleString("en-US")})` });
    button.setAttribute("aria-pressed", String(side === panel.side));
    button.addEventListener("click", () => { panel.side = side; panel.page = 0; showItems(chosen); });
    return button;
  }));
  const some = chosen.from ? [chosen] : choices.length ? choices.find(([side]) => side === panel.side)[2] : [];
  const wanted = bare(panel.words);
  const all = itemsOf(some);
  panel.rows = wanted ? all.filter((item) => bare(item.text).includes(wanted)) : all;
  at("sorting").hidden = !all.length;
  arrange(chosen);
  showPage();
}

const GROUPINGS = {
  state: (item) => (panel.other === "both" ? `${item.makerName} → ${item.toName}` : panel.other === "to" ? item.toName : item.makerName),
  review: (item) => `${item.toName}, ${item.review}`,
  answer: (item) => ANSWERS[item.answer] ?? item.answer,
  action: (item) => (item.action ? `action category ${item.action} (${ACTIONS[item.action]})` : "action category not known"),
};

/* Orders the rows: largest groups of states first, else by the order of what they are grouped by. */
function arrange(chosen) {
  const apart = chosen.from || !["state", "state-in-cycle"].includes(chosen.kind);
  panel.other = apart ? "both" : panel.side === "made" && about.kind !== "contested-themes" ? "to" : "maker";
  const grouping = GROUPINGS[panel.by];
  const sizes = new Map();
  for (const item of panel.rows) {
    item.heading = grouping(item);
    sizes.set(item.heading, (sizes.get(item.heading) || 0) + 1);
  }
  const rank = (item) => (panel.by === "state" ? -sizes.get(item.heading) : panel.by === "answer" ? Object.keys(ANSWERS).indexOf(item.answer) : 0);
  panel.rows.sort((a, b) => rank(a) - rank(b) || order(a.heading, b.heading) || order(a.review, b.review) || order(a.paragraph, b.paragraph) || order(a.makerName, b.makerName) || order(a.text, b.text));
  panel.sizes = sizes;
}

function showPage() {
  const { rows } = panel;
  const pages = Math.max(1, Math.ceil(rows.length / PAGE));
  panel.page = Math.min(panel.page, pages - 1);
  const first = panel.page * PAGE;
  const some = rows.slice(first, first + PAGE);
  const found = [];
  let list = null;
  some.forEach((item, index) => {
    if (!index || item.heading !== some[index - 1].heading) {
      list = element("ol", { start: first + index + 1 });
      found.push(element("h3", {}, item.heading, " ", element("span", { textContent: `(${panel.sizes.get(item.heading).toLocaleString("en-US")})` })), list);
    }
    list.append(card(item));
  });
  at("rows").replaceChildren(...found);
  at("rows").scrollTop = 0;
  at("pages").hidden = pages === 1;
  at("page").textContent = `${(first + 1).toLocaleString("en-US")} to ${(first + some.length).toLocaleString("en-US")} of ${counted(rows.length, about.noun)}`;
  at("previous").disabled = panel.page === 0;
  at("next").disabled = panel.page === pages - 1;
}

/* One item: who to whom, review, paragraph, answer, action category; then its text and themes. */
function card(item) {
  const answer = element("span", { className: `answer ${item.answer || "unknown"}`, textContent: ANSWERS[item.answer] ?? item.answer });
  const facts = [
    `${item.makerName} → ${item.toName}`,
    `review ${item.review}`,
    item.paragraph ? `paragraph ${item.paragraph}` : "",
    item.action ? `action ${item.action} (${ACTIONS[item.action]})` : "",
  ].filter(Boolean);
  const made = element("li", {}, element("p", { className: "facts" }, answer, ` ${facts.join(" · ")}`));
  if (item.text) made.append(element("p", { className: "text", dir: "auto", textContent: item.text }));
  const themes = item.themes.map((theme) => data.themes[theme][0]);
  if (themes.length) made.append(element("p", { className: "facts", textContent: themes.join(" · ") }));
  return made;
}

/* The lines of a node, or one line: the other end, the weight, the answers, and what is counted where it has names. */
function showLines(chosen, some) {
  at("sides").replaceChildren();
  at("sorting").hidden = true;
  at("pages").hidden = true;
  const sorted = [...some].sort((a, b) => b.now.weight - a.now.weight || order(a.from.name, b.from.name) || order(a.to.name, b.to.name));
  const list = element("ol");
  for (const line of sorted) {
    const entry = element("li");
    const name = (node) => {
      if (node === chosen) return node.name;
      const button = element("button", { type: "button", className: "link", textContent: node.name });
      button.addEventListener("click", () => choose(node));
      return button;
    };
    entry.append(name(line.from), ` ${about.directed ? "→" : "–"} `, name(line.to), `: ${total([line.now])}`);
    if (line.listed) entry.append(element("p", { className: "facts", textContent: line.listed.split("|").sort(order).join(", ") }));
    list.append(entry);
  }
  at("rows").replaceChildren(list);
  at("rows").scrollTop = 0;
}

/* The rows of the panel as CSV (RFC 4180, UTF-8). */
function rowsAsCsv() {
  const quoted = (value) => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const columns = ["maker", "state_under_review", "review", "paragraph", "response", "action_category", "themes", "text"];
  const rows = panel.rows.map((item) => [
    item.maker, item.to, item.review, item.paragraph, item.answer, item.action ? String(item.action) : "", item.themes.map((theme) => data.themes[theme][0]).join("|"), item.text,
  ]);
  return [columns, ...rows].map((row) => `${row.map(quoted).join(",")}\n`).join("");
}

/* All nodes as a table, for who does not see the picture; follows the filters. */
function fillTable() {
  if (!at("table").open) return;
  const [[made], [received]] = about.did;
  const columns = about.directed ? [[made, "made"], [received, "received"]] : [["lines", "made"]];
  const answered = lines.some((line) => line.whole.answered);
  const head = element("tr", {}, element("th", { scope: "col", textContent: "name" }));
  for (const [words] of columns) {
    head.append(element("th", { scope: "col", textContent: about.measured ? "lines" : `${words.replace(/:$/, "")}, ${about.noun}` }));
    if (answered && !about.measured) head.append(element("th", { scope: "col", textContent: "accepted" }), element("th", { scope: "col", textContent: "noted" }));
  }
  const body = element("tbody");
  for (const node of [...nodes].sort((a, b) => b.strength - a.strength || order(a.name, b.name))) {
    if (node.hidden) continue;
    const button = element("button", { type: "button", className: "link", textContent: node.name });
    button.addEventListener("click", () => choose(node));
    const row = element("tr", {}, element("th", { scope: "row" }, button));
    for (const [, side] of columns) {
      const counts = sum(node[side].map((line) => line.now));
      const values = about.measured ? [node[side].length] : answered ? [counts.weight, counts.accepted, counts.noted] : [counts.weight];
      row.append(...values.map((value) => element("td", { textContent: value.toLocaleString("en-US") })));
    }
    body.append(row);
  }
  at("nodes").replaceChildren(element("thead", {}, head), body);
}
