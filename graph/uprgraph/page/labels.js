/* Names, placed so that none covers another or a node: the more important first, the others when there is room. */
const HALO = 3.5;
const widths = new Map();

function widthOfText(text, size, bold) {
  const key = `${bold}${size}${text}`;
  if (!widths.has(key)) {
    pen.font = `${bold ? "600 " : ""}${size}px ${FACE}`;
    widths.set(key, pen.measureText(text).width);
  }
  return widths.get(key);
}

/* Boxes are in px of the window at a scale; moving the view does not change them. */
const touches = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

function boxAt(rows, size, x, y, bold) {
  const width = Math.max(...rows.map((row) => widthOfText(row, size, bold))) + 4;
  const height = rows.length * size * 1.15 + 2;
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2, width, height };
}

/* Boxes for a label below its node, beside it, above it. */
function candidates(rows, size, x, y, radius, bold) {
  const { width, height } = boxAt(rows, size, 0, 0, bold);
  const [aside, below] = [radius + 2 + width / 2, radius + 1 + height / 2];
  const places = [[0, below], [aside, 0], [-aside, 0], [0, -below], [aside * 0.8, below * 0.8], [-aside * 0.8, below * 0.8]];
  if (about.arrangement === "ring") places.unshift(outwards(x, y, aside, below));
  return places.map(([dx, dy]) => boxAt(rows, size, x + dx, y + dy, bold));
}

/* On a ring a label lies outside, where no lines are: beside a node at the sides, else above or below it. */
function outwards(x, y, aside, below) {
  const zoom = viewed().scale;
  const [across, down] = outside(x / zoom, y / zoom);
  return [across * aside, down * below];
}

/* The room that labels have beside, above and below the picture, in px of the window. */
function margins() {
  const ring = about.arrangement === "ring";
  const longest = about.few ? Math.max(...nodes.flatMap((node) => node.lines.split("\n").map((row) => widthOfText(row, 14, false)))) : 30;
  return [ring && !upright ? longest + 16 : longest / 2 + 8, ring ? 50 : 26, ring || about.few ? 56 : 26];
}

let placed = { key: "", labels: [] };

/* The labels at a scale: {rows, size, box, bold, quiet, node}. While the scale changes they keep to their nodes. */
function labels(zoom, close, changing = false) {
  const key = `${look.version} ${zoom} ${close}`;
  if (placed.key === key) return placed.labels;
  if (changing && placed.version === look.version) return placed.labels.map((label) => stretched(label, zoom));
  placed = { key, version: look.version, zoom, labels: place(zoom, close) };
  return placed.labels;
}

function stretched(label, zoom) {
  const [x, y] = label.anchor.map((side) => side * (zoom - placed.zoom));
  const { left, right, top, bottom, width, height } = label.box;
  return { ...label, box: { left: left + x, right: right + x, top: top + y, bottom: bottom + y, width, height } };
}

function place(zoom, close) {
  const seen = nodes.filter((node) => !node.hidden);
  const circles = seen.map((node) => ({
    node, left: zoom * (node.x - node.radius), right: zoom * (node.x + node.radius), top: zoom * (node.y - node.radius), bottom: zoom * (node.y + node.radius),
  }));
  const found = captions(zoom);
  const sides = bounds();
  const [aside] = margins();
  const within = (box) => box.left >= zoom * sides.left - aside && box.right <= zoom * sides.right + aside;
  const free = (box, own) => within(box) && !found.some((label) => label.node !== own && touches(label.box, box)) && !circles.some((circle) => circle.node !== own && touches(circle, box));
  const size = Math.round(Math.max(10.5, Math.min(14, 15 * zoom)) * 2) / 2;
  const weight = (node) => (node === look.chosen ? 2e9 : look.near && look.near.has(node) ? 1e9 : 0) + (node.made.length + node.received.length ? 1e6 : 0) + node.strength;
  const ranked = [...seen].sort((a, b) => weight(b) - weight(a) || a.id - b.id);
  const put = (node, text) => {
    const bold = node === look.chosen;
    const rows = text.split("\n");
    const quiet = Boolean(look.near) && !look.near.has(node);
    const box = candidates(rows, size, zoom * node.x, zoom * node.y, zoom * node.radius, bold).find((one) => free(one, node));
    if (!box) return false;
    found.push({ rows, size, box, bold, quiet, node, anchor: [node.x, node.y] });
    return true;
  };
  const whole = (node) => about.few || !node.code || node === look.chosen;
  for (const node of ranked) {
    if (!(whole(node) && put(node, node.lines)) && node.code) put(node, node.code);
  }
  if (close && !about.few) ranked.forEach((node) => lengthen(node, found, put));
  if (drawn.length <= LABELLED && scale.heaviest > scale.lightest) weights(zoom, size - 1.5, found, free);
  return found;
}

/* A name in the place of a code, where there is room. */
function lengthen(node, found, put) {
  const at = found.findIndex((label) => label.node === node);
  if (at < 0 || found[at].rows.join("\n") === node.lines) return;
  const [code] = found.splice(at, 1);
  if (!put(node, node.lines)) found.push(code);
}

/* The names of regional groups over their fields. */
function captions(zoom) {
  if (about.arrangement !== "fields") return [];
  const found = [];
  const box = bounds();
  for (const [group, name] of groups) {
    const some = nodes.filter((node) => node.group === group && !node.hidden);
    if (!some.length || some.length === nodes.length) continue;
    const half = widthOfText(name, 11, true) / 2 - 16;
    const centre = (zoom * (Math.min(...some.map((node) => node.x)) + Math.max(...some.map((node) => node.x)))) / 2;
    const x = Math.min(zoom * box.right - half, Math.max(zoom * box.left + half, centre));
    const y = zoom * Math.min(...some.map((node) => node.y - node.radius)) - 11;
    const place = boxAt([name], 11, x, y, true);
    if (!found.some((label) => touches(label.box, place))) found.push({ rows: [name], size: 11, box: place, bold: true, caption: true, anchor: [x / zoom, y / zoom] });
  }
  return found;
}

/* "6: 3 accepted, 2 noted"; what is not known is not nothing. */
function inShort({ weight, accepted, noted }) {
  return accepted + noted ? `${number(weight)}: ${number(accepted)} accepted, ${number(noted)} noted` : `${number(weight)}: no known answer`;
}

/* The weight beside each line, where they are few. */
function weights(zoom, size, found, free) {
  for (const { line, shape: way, opacity } of [...drawn].reverse()) {
    if (look.bright && !look.bright.has(line)) continue;
    const rows = [about.kind === "answers" ? inShort(line.now) : number(line.now.weight)];
    for (const part of [0.5, 0.42, 0.58, 0.34, 0.66]) {
      const [x, y] = along(way, part);
      const box = boxAt(rows, size, zoom * x, zoom * y, false);
      if (opacity && free(box, null)) {
        found.push({ rows, size, box, bold: false, ofLine: true, anchor: [x, y] });
        break;
      }
    }
  }
}

function drawLabels(context, view) {
  const paper = ink("--paper");
  const colours = { plain: ink("--ink"), quiet: ink("--quiet") };
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = HALO;
  context.strokeStyle = paper;
  for (const label of labels(view.scale, view.close, view.changing)) {
    const { rows, size, box, bold, quiet, caption } = label;
    const [x, top] = [(box.left + box.right) / 2 - view.scale * view.left, box.top - view.scale * view.top];
    if (x + box.width < 0 || x - box.width > view.scale * view.width || top + box.height < 0 || top > view.scale * view.height) continue;
    context.globalAlpha = quiet ? 0.35 : 1;
    context.font = `${bold ? "600 " : ""}${size}px ${FACE}`;
    context.fillStyle = caption || label.ofLine ? colours.quiet : colours.plain;
    rows.forEach((row, index) => {
      const y = top + 1 + (index + 0.5) * size * 1.15;
      if (!quiet) context.strokeText(row, x, y);
      context.fillText(row, x, y);
    });
  }
  context.globalAlpha = 1;
}
