/* The picture as it is seen, as SVG and PNG, with title, legend, unit and source. */
const MARGIN = 18;

function escaped(text) {
  const kept = text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "");
  return kept.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

const round = (value) => Math.round(value * 100) / 100;
const point = ([x, y]) => `${round(x)},${round(y)}`;

function way({ start, end, control, second }) {
  if (second) return `M${point(start)}C${point(control)} ${point(second)} ${point(end)}`;
  return control ? `M${point(start)}Q${point(control)} ${point(end)}` : `M${point(start)}L${point(end)}`;
}

/* Words in lines that are no wider. */
function wrapped(text, size, most, bold) {
  const found = [];
  let row = "";
  for (const word of text.split(" ").flatMap((one) => one.match(/.{1,60}/gsu) || [])) {
    const longer = row ? `${row} ${word}` : word;
    if (row && widthOfText(longer, size, bold) > most) {
      found.push(row);
      row = word;
    } else row = longer;
  }
  return row ? [...found, row] : found;
}

function svg() {
  const view = viewed();
  const width = Math.max(480, Math.round(view.width * view.scale));
  const height = Math.round(view.height * view.scale);
  const colours = { paper: ink("--paper"), ink: ink("--ink"), quiet: ink("--quiet"), edge: ink("--edge") };
  const text = (row, x, y, size, colour, more = "") => `<text x="${round(x)}" y="${round(y)}" font-size="${size}" fill="${colour}" ${more}>${escaped(row)}</text>`;
  let y = MARGIN;
  const parts = [];
  const write = (words, size, colour, bold = false) => {
    for (const row of wrapped(words, size, width - 2 * MARGIN, bold)) {
      y += size * 1.3;
      parts.push(text(row, MARGIN, y, size, colour, bold ? 'font-weight="600"' : ""));
    }
  };
  write(at("title").textContent, 20, colours.ink, true);
  for (const words of [at("chosen").textContent, at("statistics").textContent, ...at("said").textContent.split("\n")]) write(words.trim(), 12.5, colours.ink);
  y += 8;
  parts.push(...key(width, colours, text, () => y, (next) => { y = next; }));
  const top = y + 6;
  parts.push(`<svg x="0" y="${round(top)}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`, ...drawing(view, colours, text), "</svg>");
  y = top + height + 4;
  write(`${at("meaning").textContent} ${at("colouring").textContent}`.trim(), 11.5, colours.quiet);
  write(at("source").textContent.trim(), 11.5, colours.quiet);
  y += MARGIN;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${Math.ceil(y)}" viewBox="0 0 ${width} ${Math.ceil(y)}" font-family="${escaped(FACE)}">`,
    `<title>${escaped(at("title").textContent)}</title>`,
    `<rect width="${width}" height="${Math.ceil(y)}" fill="${colours.paper}"/>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

/* The legend in rows: groups, and what the colours of lines say where that is how they were answered. */
function key(width, colours, text, height, advance) {
  const entries = [...groups].filter(([group]) => !filter.off.has(group)).map(([group, name]) => {
    const { colour, square } = nodes.find((node) => node.group === group);
    return { name, mark: (x, y) => (square ? `<rect x="${round(x)}" y="${round(y - 9)}" width="10" height="10" fill="${colour}"/>` : `<circle cx="${round(x + 5)}" cy="${round(y - 4)}" r="5" fill="${colour}"/>`) };
  });
  if (look.byAnswers) {
    for (const [, colour, name] of about.shares) {
      entries.push({ name, mark: (x, y) => `<line x1="${round(x)}" x2="${round(x + 10)}" y1="${round(y - 4)}" y2="${round(y - 4)}" stroke="${colour}" stroke-width="3"/>` });
    }
  }
  const parts = [];
  let x = MARGIN;
  let y = height() + 14;
  for (const { name, mark } of entries) {
    const wide = widthOfText(name, 12, false) + 30;
    if (x > MARGIN && x + wide > width - MARGIN) [x, y] = [MARGIN, y + 18];
    parts.push(mark(x, y), text(name, x + 15, y, 12, colours.ink));
    x += wide;
  }
  advance(y);
  return parts;
}

function drawing(view, colours, text) {
  const parts = [`<g fill="none" transform="scale(${view.scale.toFixed(5)}) translate(${round(-view.left)} ${round(-view.top)})">`];
  for (const { shape: one, colour, width, opacity } of drawn) {
    parts.push(`<path d="${way(one)}" stroke="${colour}" stroke-width="${round(width)}" stroke-opacity="${round(opacity)}"/>`);
    if (one.head) parts.push(`<path d="M${one.head.map(point).join("L")}Z" fill="${colour}" fill-opacity="${round(opacity)}"/>`);
  }
  for (const node of nodes) {
    if (node.hidden) continue;
    const drawn = `fill="${node.colour}" stroke="${colours.edge}" fill-opacity="${faded(node) ? 0.15 : 1}" stroke-opacity="${faded(node) ? 0.15 : 1}"`;
    const [x, y, r] = [node.x, node.y, node.radius].map(round);
    parts.push(node.square ? `<rect x="${round(x - r)}" y="${round(y - r)}" width="${2 * r}" height="${2 * r}" ${drawn}/>` : `<circle cx="${x}" cy="${y}" r="${r}" ${drawn}/>`);
  }
  if (look.chosen && !look.chosen.from) parts.push(`<circle cx="${look.chosen.x}" cy="${look.chosen.y}" r="${round(ring(look.chosen, view.scale))}" stroke="${colours.ink}" stroke-width="${round(2.5 / view.scale)}"/>`);
  parts.push("</g>", `<g text-anchor="middle" stroke="${colours.paper}" stroke-width="${HALO}" stroke-linejoin="round" paint-order="stroke">`);
  for (const { rows, size, box, bold, quiet, caption, ofLine } of labels(view.scale, view.close)) {
    const [x, top] = [(box.left + box.right) / 2 - view.scale * view.left, box.top - view.scale * view.top];
    rows.forEach((row, index) => parts.push(text(row, x, top + 1 + (index + 0.85) * size * 1.15, size, caption || ofLine ? colours.quiet : colours.ink, `${bold ? 'font-weight="600" ' : ""}${quiet ? 'opacity="0.35"' : ""}`)));
  }
  parts.push("</g>");
  return parts;
}

/* The PNG, with two dots for each px. */
async function png() {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg())}`;
  await picture.decode();
  const canvas = element("canvas", { width: picture.naturalWidth * 2, height: picture.naturalHeight * 2 });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function save(blob, suffix) {
  const name = bare(at("title").textContent).replaceAll(" ", "-").slice(0, 60) || "network";
  const link = element("a", { href: URL.createObjectURL(blob), download: `${name}.${suffix}` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
