/* The network, what its filters leave, and what each line and node counts then. */
const nodes = data.nodes.map(({ id, key, code, name, lines, of, kind, shape, color, wide, tall }) => (
  { id, key, code, name, lines, group: of, kind, square: shape === "square", colour: color, wide, tall, x: 0, y: 0, radius: 5 }
));
const lines = data.lines.from.map((from, id) => ({
  id,
  from: nodes[from],
  to: nodes[data.lines.to[id]],
  listed: data.lines.listed ? data.lines.listed[id] : "",
  whole: whole(id),
}));
/* What the filters say: groups that are hidden, the number of a theme, the least weight. */
const filter = { off: new Set(), theme: null, least: 0 };
const scale = { strongest: 1, lightest: 0, heaviest: 1 };
let items = null;

function whole(id) {
  const of = (name) => (data.lines[name] ? data.lines[name][id] : null);
  return {
    weight: data.lines.weight[id],
    accepted: of("accepted") || 0,
    noted: of("noted") || 0,
    answered: of("accepted") !== null || of("noted") !== null,
    mean: of("mean"),
  };
}

/* Unpacks the items once; a line then has its items, in the order of the file. Throws where the browser cannot. */
async function unpack() {
  if (items) return items;
  const packed = document.getElementById("details").textContent.trim();
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const columns = JSON.parse(await new Response(stream).text());
  const lists = columns.lists;
  items = columns.review.map((review, id) => ({
    id,
    review: lists.reviews[review],
    maker: lists.states[columns.maker[id]],
    makerName: columns.names[columns.maker[id]] || "maker not known",
    to: lists.states[columns.to[id]],
    toName: columns.names[columns.to[id]],
    paragraph: lists.paragraphs[columns.paragraph[id]],
    text: lists.texts[columns.text[id]],
    answer: lists.answers[columns.answer[id]],
    action: columns.action[id],
    themes: lists.themes[columns.themes[id]],
    lines: lists.ends[columns.ends[id]].map((line) => lines[line]),
  }));
  return items;
}

/* Each line's count of the items with a theme. */
function withTheme(theme) {
  const found = new Map();
  for (const item of items) {
    if (!item.themes.includes(theme)) continue;
    for (const line of item.lines) {
      let count = found.get(line);
      if (!count) found.set(line, (count = { weight: 0, accepted: 0, noted: 0, answered: line.whole.answered, mean: null, actions: [] }));
      count.weight += 1;
      if (item.answer === "accepted") count.accepted += 1;
      if (item.answer === "noted") count.noted += 1;
      if (item.action) count.actions.push(item.action);
    }
  }
  for (const count of found.values()) {
    if (count.actions.length) count.mean = count.actions.reduce((a, b) => a + b) / count.actions.length;
  }
  return found;
}

/* What each line counts under the theme alone: the stops of the slider and the scale of widths and areas. */
const NOTHING = { weight: 0, accepted: 0, noted: 0, answered: false, mean: null };
let stops = [0];
function recount() {
  const counts = filter.theme === null ? null : withTheme(filter.theme);
  for (const line of lines) line.now = counts ? counts.get(line) || NOTHING : line.whole;
  const weights = lines.map((line) => line.now.weight).filter((weight) => weight > 0);
  stops = [...new Set(weights)].sort((a, b) => a - b);
  if (!stops.length) stops = [0];
  scale.lightest = stops[0];
  scale.heaviest = stops[stops.length - 1] || 1;
  for (const node of nodes) node.strength = 0;
  for (const { from, to, now } of lines) {
    from.strength += now.weight;
    if (about.directed || from !== to) to.strength += now.weight;
  }
  scale.strongest = Math.max(1e-9, ...nodes.map((node) => node.strength));
  sift();
}

/* Which lines are shown, and what nodes count in them. */
function sift() {
  for (const node of nodes) {
    node.hidden = filter.off.has(node.group);
    node.made = [];
    node.received = [];
  }
  for (const line of lines) {
    line.shown = line.now.weight > 0 && line.now.weight >= filter.least && !line.from.hidden && !line.to.hidden;
    if (!line.shown) continue;
    line.from.made.push(line);
    if (about.directed) line.to.received.push(line);
    else if (line.to !== line.from) line.to.made.push(line);
  }
  const [smallest, largest] = about.radius;
  for (const node of nodes) {
    node.strength = [...node.made, ...node.received].reduce((all, line) => all + line.now.weight, 0);
    node.radius = smallest + (largest - smallest) * Math.sqrt(node.strength / scale.strongest);
  }
}

const shownLines = () => lines.filter((line) => line.shown);

/* The items of some lines, each once, with the theme that is chosen. */
function itemsOf(some) {
  const wanted = new Set(some);
  return items.filter((item) => (filter.theme === null || item.themes.includes(filter.theme)) && item.lines.some((line) => wanted.has(line)));
}

/* Name, code and group; then what it made and what it received in the lines that are shown. */
function ofNode(node) {
  const [[made, often], [received, oftenReceived]] = about.did;
  const known = node.code && node.code !== node.name ? ` (${node.code})` : "";
  const group = groups.get(node.group);
  const first = `${node.name}${known}${["theme", "group", "organisation", "civil-society"].includes(node.kind) ? "" : `, ${group}`}`;
  const said = (words, some, repeated) => `${words} ${total(some.map((line) => line.now), repeated && some.length > 0)}`;
  if (!about.directed) {
    return [first, said(`${counted(node.made.length, "lines")}:`, node.made, Boolean(about.repeated) && !about.measured)].join("\n");
  }
  const bipartite = about.did[1][0] === "raised in";
  const parts = [];
  if (!bipartite || node.kind !== "theme") parts.push(said(made, node.made, often));
  if (!bipartite || node.kind === "theme") parts.push(said(received, node.received, oftenReceived));
  return [first, ...parts].join("\n");
}

function ofLine(line) {
  const mean = line.now.mean === null ? "" : `, mean action category ${line.now.mean.toFixed(1)}`;
  return `${line.from.name} ${about.directed ? "→" : "–"} ${line.to.name}: ${total([line.now])}${mean}`;
}

/* "6,533 edges", or how many of all are shown; then their sum. */
function ofAll() {
  const some = shownLines();
  const all = some.length === lines.length ? "" : ` of ${lines.length.toLocaleString("en-US")}`;
  const seen = nodes.filter((node) => node.made.length + node.received.length).length;
  const parts = all ? [`Shown: ${seen.toLocaleString("en-US")} of ${counted(nodes.length, about.nodes)}`] : [about.sizes];
  const edges = all ? `${some.length.toLocaleString("en-US")}${all} ${lines.length === 1 ? "edge" : "edges"}` : counted(some.length, "edges");
  return [...parts, edges, total(some.map((line) => line.now), Boolean(about.repeated))].join(", ");
}
