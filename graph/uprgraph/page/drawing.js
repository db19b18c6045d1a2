/* Lines and labels. vis-network moves the view and draws the nodes; these are drawn below and above them.
   Lines are painted once, on a canvas that is larger than the window, and moved with the view: so many would be slow. */
const CURVED = 400;  // so many lines can have curves and arrows
const LABELLED = 40;  // so many lines can have their weight beside them
const GREY = "#8C8C8C";
const FACE = "system-ui, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif";
const pen = document.createElement("canvas").getContext("2d");
const look = { byAnswers: false, chosen: null, bright: null, version: 0 };

function ink(name) {
  const probe = document.getElementById("probe");
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}

/* The share of the answered that was accepted; null where nothing was answered. */
const share = ({ accepted, noted }) => (accepted + noted ? accepted / (accepted + noted) : null);

function colourOf(line) {
  if (look.byAnswers) {
    const accepted = share(line.now);
    return about.shares.find(([least]) => (accepted === null ? least === null : accepted >= least))[1];
  }
  if (about.directed) return line.from.colour;
  return line.from.group === line.to.group && groups.size > 1 ? line.from.colour : GREY;
}

/* The part of the heaviest line's weight; of a measure, of what lies between the least and the largest. */
function partOf(line) {
  const { lightest, heaviest } = scale;
  if (!about.measured) return line.now.weight / heaviest;
  return heaviest > lightest ? (line.now.weight - lightest) / (heaviest - lightest) : 1;
}

/* Widths grow with the weight from a hair on; where the heaviest counts few, it is not the widest there may be. */
function widthOf(line) {
  const hair = lines.length > 1000 ? 0.5 : 0.8;
  return hair + (about.measured ? 5 : Math.min(5.5, 0.6 + 0.9 * scale.heaviest)) * partOf(line);
}

/* A line is fainter the more there are, and the lighter it is. */
function opacityOf(line, count) {
  if (look.bright) return look.bright.has(line) ? 0.85 : count > CURVED ? 0 : 0.07;
  const most = Math.min(0.75, Math.max(0.09, 11 / Math.sqrt(count)));
  return Math.min(0.85, most * (0.7 + partOf(line)));
}

/* Start, end and control points of a line, and its arrowhead: the same for the window and for the SVG. */
function shape(line, curved) {
  const { from, to } = line;
  if (from === to) return loop(from, line);
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const bend = curved && about.directed ? 0.12 : 0;
  const control = bend ? [from.x + dx / 2 + dy * bend, from.y + dy / 2 - dx * bend] : null;
  const start = towards(from, control || [to.x, to.y], from.radius);
  const end = towards(to, control || [from.x, from.y], to.radius + 1);
  if (!curved || !about.directed || length < from.radius + to.radius + 4) return { start, end, control, head: null };
  const head = arrowhead(end, control || start, widthOf(line));
  return { start, end: head.neck, control, head: head.corners };
}

function towards(node, [x, y], far) {
  const length = Math.hypot(x - node.x, y - node.y) || 1;
  return [node.x + ((x - node.x) * far) / length, node.y + ((y - node.y) * far) / length];
}

function arrowhead([x, y], [fromX, fromY], width) {
  const turn = Math.atan2(y - fromY, x - fromX);
  const [long, half] = [6 + 1.6 * width, 3 + 0.9 * width];
  const [backX, backY] = [x - long * Math.cos(turn), y - long * Math.sin(turn)];
  const [sideX, sideY] = [half * Math.sin(turn), -half * Math.cos(turn)];
  return { neck: [x - 0.8 * long * Math.cos(turn), y - 0.8 * long * Math.sin(turn)], corners: [[x, y], [backX + sideX, backY + sideY], [backX - sideX, backY - sideY]] };
}

/* A line from a node to itself lies outside, beside the label, or above where the node is in the middle. */
function loop(node, line) {
  const [dx, dy] = [node.x - middle[0], node.y - middle[1]];
  const out = Math.hypot(dx, dy) > 30 ? Math.atan2(dy, dx) : -Math.PI / 2;
  const [across, down] = outside(node.x, node.y);
  const beside = across * dy - down * dx >= 0 ? 1.35 : -1.35;
  const turn = about.arrangement === "ring" ? Math.atan2(down, across) + beside : out;
  const far = node.radius + 46;
  const at = (angle, radius) => [node.x + radius * Math.cos(turn + angle), node.y + radius * Math.sin(turn + angle)];
  const head = about.directed ? arrowhead(at(0.45, node.radius + 1), at(0.75, far), widthOf(line)) : null;
  return { start: at(-0.45, node.radius), end: head ? head.neck : at(0.45, node.radius), control: at(-0.75, far), second: at(0.75, far), head: head && head.corners };
}

let middle = [0, 0];
function remeasure() {
  middle = [0, 1].map((axis) => nodes.reduce((all, node) => all + (axis ? node.y : node.x), 0) / (nodes.length || 1));
}

/* Where the outside of a ring is: right, left, below or above; in a narrow window there is no room aside. */
function outside(x, y) {
  const turn = Math.atan2(y - middle[1], x - middle[0]);
  return Math.abs(Math.cos(turn)) > 0.8 && !upright ? [Math.sign(Math.cos(turn)), 0] : [0, Math.sign(Math.sin(turn)) || -1];
}

/* The place of a line at a part of its way. */
function along({ start, end, control, second }, part) {
  const rest = 1 - part;
  return [0, 1].map((axis) => {
    if (second) return rest ** 3 * start[axis] + 3 * rest * rest * part * control[axis] + 3 * rest * part * part * second[axis] + part ** 3 * end[axis];
    if (control) return rest * rest * start[axis] + 2 * rest * part * control[axis] + part * part * end[axis];
    return rest * start[axis] + part * end[axis];
  });
}

/* The lines to draw, light ones first, with shape, colour, width and opacity. */
let drawn = [];
function redraw() {
  remeasure();
  const some = shownLines().sort((a, b) => a.now.weight - b.now.weight || a.id - b.id);
  const curved = (look.bright ? look.bright.size : some.length) <= CURVED;
  drawn = some
    .map((line) => ({ line, colour: colourOf(line), width: widthOf(line) + (look.bright ? 0.7 : 0), opacity: opacityOf(line, some.length) }))
    .filter(({ opacity }) => opacity > 0)
    .map((drawing) => ({ ...drawing, shape: shape(drawing.line, curved) }));
  if (look.bright) drawn.sort((a, b) => a.opacity - b.opacity);
  look.version += 1;
}

function stroke(context, { shape: { start, end, control, second, head }, colour, width, opacity }) {
  context.globalAlpha = opacity;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(...start);
  if (second) context.bezierCurveTo(...control, ...second, ...end);
  else if (control) context.quadraticCurveTo(...control, ...end);
  else context.lineTo(...end);
  context.stroke();
  if (!head) return;
  context.fillStyle = colour;
  context.beginPath();
  head.forEach(([x, y], corner) => (corner ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.fill();
}

/* The painted lines: valid for a version and a scale, in an area around the window. */
const painted = { canvas: document.createElement("canvas"), version: -1, scale: 0, ratio: 1, left: 0, top: 0, width: 0, height: 0 };
function paint(view) {
  const box = bounds();
  const reach = 80;
  const [marginX, marginY] = [view.width * 0.5, view.height * 0.5];
  const left = Math.max(view.left - marginX, box.left - reach);
  const top = Math.max(view.top - marginY, box.top - reach);
  const width = Math.max(1, Math.min(view.left + view.width + marginX, box.right + reach) - left);
  const height = Math.max(1, Math.min(view.top + view.height + marginY, box.bottom + reach) - top);
  const dots = view.scale * view.ratio;
  painted.canvas.width = Math.ceil(width * dots);
  painted.canvas.height = Math.ceil(height * dots);
  Object.assign(painted, { version: look.version, scale: view.scale, ratio: view.ratio, left, top, width: painted.canvas.width / dots, height: painted.canvas.height / dots });
  const context = painted.canvas.getContext("2d");
  context.setTransform(dots, 0, 0, dots, -left * dots, -top * dots);
  context.lineCap = "butt";
  for (const drawing of drawn) stroke(context, drawing);
}

/* Whether the painted lines reach as far as there are any in sight. */
function covers(view) {
  const box = bounds();
  const [left, right] = [Math.max(view.left, box.left), Math.min(view.left + view.width, box.right)];
  const [top, bottom] = [Math.max(view.top, box.top), Math.min(view.top + view.height, box.bottom)];
  if (left >= right || top >= bottom) return true;
  return painted.left <= left && painted.top <= top && painted.left + painted.width >= right && painted.top + painted.height >= bottom;
}

function bounds() {
  const seen = nodes.filter((node) => !node.hidden);
  const some = seen.length ? seen : nodes;
  return {
    left: Math.min(...some.map((node) => node.x - node.radius)),
    right: Math.max(...some.map((node) => node.x + node.radius)),
    top: Math.min(...some.map((node) => node.y - node.radius)),
    bottom: Math.max(...some.map((node) => node.y + node.radius)),
  };
}
