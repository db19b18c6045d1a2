/* The page: the view, what is chosen, the filters, the keyboard, the address and the buttons. */
const container = at("mynetwork");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const portrait = () => container.clientHeight > container.clientWidth;
let upright = portrait();

function takePlaces() {
  for (const node of nodes) [node.x, node.y] = node[upright ? "tall" : "wide"];
}
takePlaces();
recount();

const faded = (node) => (look.near ? !look.near.has(node) : !(node.made.length + node.received.length) && lines.length > 0);
function drawnNode(node) {
  return {
    id: node.id,
    shape: node.square ? "square" : "dot",
    size: node.radius,
    hidden: node.hidden,
    opacity: faded(node) ? 0.15 : 1,
    color: { background: node.colour, border: ink("--edge") },
  };
}
const drawnNodes = new vis.DataSet(nodes.map((node) => ({ ...drawnNode(node), x: node.x, y: node.y })));
const network = new vis.Network(container, { nodes: drawnNodes, edges: new vis.DataSet() }, data.options);
container.querySelector(".vis-network").tabIndex = -1;

/* The part of the picture in the window, in px at scale 1. */
function viewed() {
  const zoom = network.getScale();
  const middle = network.getViewPosition();
  const [width, height] = [container.clientWidth / zoom, container.clientHeight / zoom];
  return { scale: zoom, left: middle.x - width / 2, top: middle.y - height / 2, width, height, close: zoom > Math.max(1.5 * fitted, 0.9) };
}

/* While the scale changes, painted lines are stretched and labels keep to their nodes; once it rests all is made anew. */
let fitted = 1;
let rest = null;
network.on("beforeDrawing", (context) => {
  const view = { ...viewed(), ratio: Number((context.getTransform().a / network.getScale()).toFixed(3)) };
  const fresh = painted.version === look.version && painted.ratio === view.ratio;
  const changing = fresh && painted.scale !== view.scale;
  clearTimeout(rest);
  rest = changing ? setTimeout(settle, 120) : null;
  if (!fresh || (!changing && !covers(view))) paint(view);
  context.drawImage(painted.canvas, painted.left, painted.top, painted.width, painted.height);
});
function settle() {
  rest = null;
  look.version += 1;
  network.redraw();
}
network.on("afterDrawing", (context) => {
  const view = viewed();
  if (look.chosen && !look.chosen.from) {
    const { x, y } = look.chosen;
    context.lineWidth = 2.5 / view.scale;
    context.strokeStyle = ink("--ink");
    context.beginPath();
    context.arc(x, y, ring(look.chosen, view.scale), 0, 2 * Math.PI);
    context.stroke();
  }
  const ratio = context.getTransform().a / view.scale;
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawLabels(context, { ...view, changing: rest !== null });
  context.restore();
});

/* The radius of the ring around the chosen node. */
const ring = (node, zoom) => (node.square ? 1.4 : 1) * node.radius + 4 / zoom;

/* What the filters of the page leave out. */
function sifted() {
  const said = [];
  if (filter.theme !== null) said.push(`with the theme ${data.themes[filter.theme][0]}`);
  if (filter.least > stops[0]) said.push(`lines of ${at("atLeast").textContent}`);
  if (filter.off.size) said.push(`without ${[...filter.off].map((group) => groups.get(group)).join(", ")}`);
  return said.map((one) => `; ${one}`).join("");
}

/* Nodes can be dragged where their lines are few enough to follow. */
let draggable = null;

/* Draws anew after a change of filters, choice or colours, and says what is seen. */
function refresh() {
  const { chosen } = look;
  if (chosen && !chosen.from && chosen.hidden) look.chosen = null;
  if (chosen && chosen.from && !chosen.shown) look.chosen = null;
  const some = look.chosen && (look.chosen.from ? [look.chosen] : [...look.chosen.made, ...look.chosen.received]);
  look.bright = some && new Set(some);
  look.near = some && new Set(some.flatMap((line) => [line.from, line.to]).concat(look.chosen.from ? [] : [look.chosen]));
  redraw();
  drawnNodes.update(nodes.map(drawnNode));
  const loose = drawn.length <= CURVED;
  if (loose !== draggable) network.setOptions({ interaction: { dragNodes: (draggable = loose) } });
  network.redraw();
  at("statistics").textContent = `${ofAll()}${sifted()}`;
  at("said").textContent = look.chosen ? (look.chosen.from ? ofLine(look.chosen) : ofNode(look.chosen)) : "";
  fillTable();
  address();
}

/* Chooses a node, a line or nothing; shows its items. */
function choose(one) {
  look.chosen = one || null;
  Object.assign(panel, { page: 0, side: "made" });
  refresh();
  return fillPanel();
}

/* The whole picture in the window, with room for labels. */
let moved = false;
function fit() {
  moved = false;
  const box = bounds();
  const [aside, above, below] = margins();
  const across = (container.clientWidth - 2 * aside) / (box.right - box.left || 1);
  const down = (container.clientHeight - above - below) / (box.bottom - box.top || 1);
  const zoom = Math.max(0.05, Math.min(across, down, 1.4));
  fitted = zoom;
  network.moveTo({ position: { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 + (below - above) / 2 / zoom }, scale: zoom, animation: false });
}
network.on("zoom", ({ scale: zoom }) => {
  moved = true;
  if (zoom < 0.05 || zoom > 12) network.moveTo({ scale: Math.min(12, Math.max(0.05, zoom)), animation: false });
});
network.on("dragEnd", () => { moved = true; });
network.on("dragging", (event) => {
  for (const id of event.nodes) {
    Object.assign(nodes[id], network.getPosition(id));
    redraw();
  }
});
network.on("resize", () => {
  if (portrait() !== upright) {
    upright = portrait();
    takePlaces();
    redraw();
    drawnNodes.update(nodes.map(({ id, x, y }) => ({ id, x, y })));
  }
  if (!moved) setTimeout(fit);
});

/* What lies at a point of the window: a node, its label, or a line. */
function found(spot) {
  const view = viewed();
  const [x, y] = [view.left + spot.x / view.scale, view.top + spot.y / view.scale];
  const near = nodes.filter((node) => !node.hidden && Math.hypot(node.x - x, node.y - y) <= node.radius + 4 / view.scale);
  if (near.length) return near.reduce((a, b) => (Math.hypot(a.x - x, a.y - y) <= Math.hypot(b.x - x, b.y - y) ? a : b));
  const [px, py] = [x * view.scale, y * view.scale];
  const label = labels(view.scale, view.close).find(({ node, box }) => node && px > box.left && px < box.right && py > box.top && py < box.bottom);
  return label ? label.node : nearest(x, y, 5 / view.scale);
}

function nearest(x, y, reach) {
  let best = null;
  for (const { line, shape: one, width } of drawn) {
    if (look.bright && !look.bright.has(line)) continue;
    const most = Math.max(reach, width / 2 + 1);
    const steps = one.control ? 12 : 1;
    for (let step = 0; step < steps; step += 1) {
      const far = apart(x, y, along(one, step / steps), along(one, (step + 1) / steps));
      if (far <= most && (!best || far < best.far - 0.5 || (far < best.far + 0.5 && line.now.weight >= best.line.now.weight))) best = { line, far };
    }
  }
  return best && best.line;
}

/* How far a point is from a stretch. */
function apart(x, y, [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const part = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - part * dx, y - ay - part * dy);
}

network.on("click", ({ pointer }) => choose(found(pointer.DOM)));
const tip = at("tip");
let pointed = null;
container.addEventListener("pointermove", (event) => {
  if (event.buttons) {
    tip.hidden = true;
    return;
  }
  const box = container.getBoundingClientRect();
  const spot = { x: event.clientX - box.left, y: event.clientY - box.top };
  if (!pointed) requestAnimationFrame(() => { point_at(pointed); pointed = null; });
  pointed = spot;
});
container.addEventListener("pointerleave", () => { tip.hidden = true; });
function point_at(spot) {
  const one = found(spot);
  container.style.cursor = one ? "pointer" : "";
  tip.hidden = !one;
  if (!one) return;
  tip.textContent = one.from ? ofLine(one) : ofNode(one);
  const right = spot.x > container.clientWidth / 2;
  const low = spot.y > container.clientHeight / 2;
  Object.assign(tip.style, {
    left: right ? "" : `${spot.x + 14}px`, right: right ? `${container.clientWidth - spot.x + 14}px` : "",
    top: low ? "" : `${spot.y + 14}px`, bottom: low ? `${container.clientHeight - spot.y + 14}px` : "",
  });
}

/* Search without regard to case, accents and punctuation. */
const known = nodes.map((node) => ({ node, key: bare(node.key), name: bare(node.name) }));
function matches(text) {
  const wanted = bare(text);
  const same = known.filter(({ node }) => node.key === text.trim() || node.name === text.trim());
  if (same.length || !wanted) return same.map(({ node }) => node);
  const tests = [(n) => n.key === wanted, (n) => n.name === wanted, (n) => n.name.startsWith(wanted), (n) => ` ${n.name}`.includes(` ${wanted}`), (n) => n.name.includes(wanted)];
  for (const test of tests) {
    const some = known.filter(test);
    if (some.length) return some.map(({ node }) => node);
  }
  return [];
}

/* Chooses the node that a name or code means and returns its key, or null. */
function find(text) {
  const some = matches(text);
  const none = text.trim() ? `Not found: ${text.trim()}` : "Type a name or a code.";
  choose(some[0]);
  if (!some.length) {
    at("said").textContent = none;
    return null;
  }
  const [node, ...others] = some;
  if (others.length) at("said").textContent += `\nalso matching: ${others.slice(0, 5).map((other) => other.name).join("; ")}`;
  reveal(node);
  return node.key;
}

/* Brings a node into sight, if it is not. */
function reveal(node) {
  const { scale: zoom, left, top, width, height } = viewed();
  if (node.x > left && node.x < left + width && node.y > top && node.y < top + height) return;
  moved = true;
  network.moveTo({ position: { x: node.x, y: node.y }, scale: zoom, animation: still.matches ? false : { duration: 300, easingFunction: "easeInOutQuad" } });
}

/* The address names what is chosen and the filters: page.html#KHM, #FRA/KHM, #KHM&theme=Torture&least=5&off=WEOG,EEG */
function address() {
  const { chosen } = look;
  const coded = encodeURIComponent;
  const parts = [chosen ? (chosen.from ? `${coded(chosen.from.key)}/${coded(chosen.to.key)}` : coded(chosen.key)) : ""];
  if (filter.theme !== null) parts.push(`theme=${coded(data.themes[filter.theme][0])}`);
  if (filter.least) parts.push(`least=${filter.least}`);
  if (filter.off.size) parts.push(`off=${[...filter.off].map(coded).join(",")}`);
  if (look.byAnswers !== about.contested) parts.push(`colours=${look.byAnswers ? "answers" : "group"}`);
  const wanted = `#${parts.join("&")}`;
  if (wanted === (location.hash || "#")) return;
  try {
    history.replaceState(null, "", wanted === "#" ? location.pathname + location.search : wanted);
  } catch {
    // In a frame without an address of its own there is none to change.
  }
}

async function follow() {
  const decoded = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
  const [wanted, ...settings] = location.hash.slice(1).split("&");
  const said = new Map(settings.map((setting) => [setting.split("=")[0], setting.slice(setting.indexOf("=") + 1)]));
  const theme = data.themes.findIndex(([name]) => name === decoded(said.get("theme") || ""));
  filter.off = new Set((said.get("off") || "").split(",").map(decoded).filter((group) => said.has("off") && groups.has(group)));
  filter.least = Number(said.get("least")) || 0;
  look.byAnswers = Boolean(at("colours")) && (said.has("colours") ? said.get("colours") === "answers" : about.contested);
  await setTheme(theme < 0 ? null : theme);
  const [from, to] = wanted.split("/").map(decoded);
  const by = (key) => nodes.find((node) => node.key === key);
  const line = to !== undefined && lines.find((one) => one.shown && ((one.from === by(from) && one.to === by(to)) || (!about.directed && one.from === by(to) && one.to === by(from))));
  await choose(line || (from && to === undefined && by(from)) || null);
}

/* Filters. */
async function setTheme(theme) {
  if (theme !== null && !(await unpack().then(() => true, () => false))) {
    at("unpacked").hidden = false;
    theme = null;
  }
  filter.theme = theme;
  recount();
  showFilters();
}

function showFilters() {
  if (at("theme")) at("theme").value = filter.theme === null ? "" : String(filter.theme);
  const place = stops.findIndex((stop) => stop >= filter.least);
  at("least").max = String(stops.length - 1);
  at("least").value = String(place < 0 ? stops.length - 1 : place);
  at("least").disabled = stops.length < 2;
  const least = filter.least > stops[0] ? filter.least : stops[0];
  at("atLeast").textContent = `${about.measured ? number(least) : counted(least, about.noun)} or more`;
  at("least").setAttribute("aria-valuetext", at("atLeast").textContent);
  document.querySelectorAll("#legend button").forEach((button) => button.setAttribute("aria-pressed", String(!filter.off.has(button.value))));
  if (at("colours")) at("colours").value = look.byAnswers ? "answers" : "group";
  at("shares").hidden = !look.byAnswers;
  at("colouring").textContent = look.byAnswers ? "Colour of a line: the share of the answered that was accepted." : about.colouring;
}

function changed() {
  sift();
  showFilters();
  refresh();
  return fillPanel();
}

function reset() {
  filter.off.clear();
  filter.least = 0;
  filter.theme = null;
  at("name").value = "";
  panel.words = at("words").value = "";
  look.chosen = null;
  recount();
  changed();
  fit();
}
