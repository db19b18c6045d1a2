/* An answer as bars or lines, in SVG that stands alone: it can be saved and printed as it is. */
import { make } from "./results.js";
import { save } from "./saving.js";

const SVG = "http://www.w3.org/2000/svg";
const COLOURS = ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9"];
const WIDTH = 760;
const MOST = { bars: 60, line: 1000 };
const YEAR = /^-?\d{4}(-\d\d)?(-\d\d)?$/;
let charts = 0;

/**
 * Draws the choices and the chart: the first column of texts against the first column of numbers, until other
 * columns are chosen.
 * @param {Element} place where
 * @param {{columns: string[], kinds: string[], rows: Array[]}} answer as results.js gives it
 * @param {string} unit what the query counts, if it names it
 */
export function chart(place, answer, unit) {
  const numbers = answer.columns.map((_, at) => at).filter((at) => answer.kinds[at] === "number");
  const labels = label(answer, numbers);
  if (!answer.rows.length || !numbers.some((at) => at !== labels)) {
    place.append(make("p", "", "A chart needs rows, and a column of numbers beside the one that names them."));
    return;
  }
  const first = numbers.filter((at) => at !== labels);
  const state = { kind: ordered(answer, labels) ? "line" : "bars", labels, series: [first.find((at) => answer.columns[at] === "n") ?? first[0]], unit };
  const paper = make("div", "chart-paper");
  paper.tabIndex = 0;
  paper.setAttribute("role", "region");
  paper.setAttribute("aria-label", "Chart; the table has the same numbers");
  const draw = () => paper.replaceChildren(picture(answer, state));
  place.append(choices(answer, numbers, state, draw, paper), paper);
  draw();
}

/** The column that names the rows: one without repetitions, and texts before things, these before leading numbers. */
function label(answer, numbers) {
  const apart = (at) => new Set(answer.rows.map((row) => row[at])).size === answer.rows.length;
  const places = ["text", "thing"].flatMap((kind) => answer.columns.map((_, at) => at).filter((at) => answer.kinds[at] === kind));
  const leading = numbers.slice(0, -1).filter((at) => places.every((place) => at < place));
  return [...places, ...leading].find(apart) ?? places[0] ?? numbers[0] ?? -1;
}

/** Whether the rows follow each other, by numbers or by dates, so that a line says something. */
function ordered(answer, at) {
  return answer.kinds[at] === "number" || answer.rows.every((row) => row[at] === null || YEAR.test(row[at]));
}

/** The form above a chart. */
function choices(answer, numbers, state, draw, paper) {
  const own = `chart-${++charts}`;
  const box = make("div", "chart-choices");
  const kind = chooser(`${own}-kind`, "Drawn as", [["bars", "bars"], ["line", "line"]], state.kind, (value) => { state.kind = value; draw(); });
  const names = answer.columns.map((name, at) => [String(at), name]).filter(([at]) => answer.kinds[at] !== "none");
  const by = chooser(`${own}-labels`, "Rows named by", names, String(state.labels), (value) => { state.labels = Number(value); draw(); });
  const series = make("fieldset");
  series.append(make("legend", "", "Numbers"));
  for (const at of numbers) {
    const tick = make("label");
    const input = make("input");
    input.type = "checkbox";
    input.checked = state.series.includes(at);
    input.addEventListener("change", () => {
      state.series = numbers.filter((other) => (other === at ? input.checked : state.series.includes(other)));
      draw();
    });
    tick.append(input, ` ${answer.columns[at]}`);
    series.append(tick);
  }
  const button = make("button", "", "Save as SVG");
  button.type = "button";
  button.addEventListener("click", () => {
    const text = new XMLSerializer().serializeToString(paper.querySelector("svg"));
    save(new Blob([`<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`], { type: "image/svg+xml" }), "uprgraph-chart.svg");
  });
  box.append(kind, by, series, button);
  return box;
}

function chooser(id, name, options, value, changed) {
  const box = make("div");
  const said = make("label", "name", name);
  said.htmlFor = id;
  const select = make("select");
  select.id = id;
  select.append(...options.map(([key, text]) => new Option(text, key, false, key === value)));
  select.addEventListener("change", () => changed(select.value));
  box.append(said, select);
  return box;
}

/** The SVG of what is chosen. */
function picture(answer, state) {
  const series = state.series.slice(0, COLOURS.length).map((at, number) => ({
    name: answer.columns[at], at, colour: COLOURS[number],
  }));
  const rows = state.kind === "line" && answer.kinds[state.labels] === "number"
    ? answer.rows.filter((row) => row[state.labels] !== null).sort((a, b) => a[state.labels] - b[state.labels])
    : answer.rows;
  const shown = rows.slice(0, MOST[state.kind]);
  const name = answer.columns[state.labels];
  const notes = [];
  if (shown.length < answer.rows.length) notes.push(`${shown.length} of ${answer.rows.length} rows are drawn.`);
  if (new Set(shown.map((row) => row[state.labels])).size < shown.length) notes.push("Rows of the same name are drawn each by itself.");
  if (shown.some((row) => series.some(({ at }) => row[at] === null))) notes.push("What has no value is left out; it is not zero.");
  if (series.length > 1 && state.kind === "bars") notes.push("The bars of a row stand in the order of the key.");
  const title = `${series.map((one) => one.name).join(", ") || "nothing chosen"} by ${name}${state.unit ? `; counted: ${state.unit}` : ""}`;
  const svg = state.kind === "bars" ? bars(shown, state.labels, series) : lines(shown, state.labels, series, answer.kinds[state.labels] === "number", name);
  return framed(svg, title, series, state.kind, notes);
}

/** A drawing with its title above, the key below that, notes at the foot. */
function framed({ element, height }, title, series, kind, notes) {
  const several = series.length > 1;
  const top = several ? 62 : 40;
  const whole = top + height + 18 * notes.length + 14;
  const svg = node("svg", { xmlns: SVG, viewBox: `0 0 ${WIDTH} ${whole}`, width: WIDTH, height: whole, role: "img", "font-family": "system-ui, 'Liberation Sans', Arial, sans-serif", "font-size": 12 });
  svg.append(node("title", {}, title), node("rect", { width: WIDTH, height: whole, fill: "#fff" }));
  svg.append(node("text", { x: 12, y: 24, "font-size": 15, "font-weight": 600, fill: "#1b1f24" }, cut(title, 100)));
  let x = 12;
  for (const [number, one] of series.entries()) {
    if (!several) break;
    svg.append(symbol(kind === "bars" ? 1 : number, x + 5, 44, one.colour), node("text", { x: x + 15, y: 48, fill: "#1b1f24" }, one.name));
    x += 35 + 7 * one.name.length;
  }
  element.setAttribute("transform", `translate(0 ${top})`);
  svg.append(element);
  notes.forEach((note, at) => svg.append(node("text", { x: 12, y: top + height + 16 + 18 * at, fill: "#57606a" }, note)));
  return svg;
}

/** Bars side by side, one group for each row, with the number behind each. */
function bars(rows, labels, series) {
  const element = node("g");
  const thick = series.length > 1 ? 14 : 16;
  const step = thick * Math.max(series.length, 1) + 8;
  const left = Math.min(280, 24 + 6.6 * Math.max(...rows.map((row) => text(row[labels]).length)));
  const scale = scaled(rows.flatMap((row) => series.map(({ at }) => row[at])), left, WIDTH - 70);
  const foot = rows.length * step + 4;
  axis(element, scale, (at) => ({ x1: at, x2: at, y1: 0, y2: foot }), (at) => ({ x: at, y: foot + 16, "text-anchor": "middle" }));
  rows.forEach((row, number) => {
    const y = number * step + 4;
    const name = text(row[labels]);
    const said = node("text", { x: left - 8, y: y + (step - 8) / 2 + 4, "text-anchor": "end", fill: "#1b1f24" }, cut(name, Math.floor((left - 20) / 6.4)));
    said.append(node("title", {}, name));
    element.append(said);
    series.forEach(({ at, colour }, place) => {
      const top = y + place * thick;
      const value = row[at];
      if (value === null) return element.append(node("text", { x: scale.at(0) + 5, y: top + thick - 4, fill: "#57606a" }, "no value"));
      const [from, to] = [scale.at(0), scale.at(value)].sort((a, b) => a - b);
      element.append(
        node("rect", { x: from, y: top, width: Math.max(to - from, 0.5), height: thick - 2, fill: colour }),
        node("text", { x: value < 0 ? from - 4 : to + 4, y: top + thick - 4, "text-anchor": value < 0 ? "end" : "start", fill: "#1b1f24" }, figure(value)),
      );
    });
  });
  return { element, height: foot + 26 };
}

/** Lines over numbers, by their size, or over other rows, one after another; broken where there is no value or a gap. */
function lines(rows, labels, series, numeric, name) {
  const element = node("g");
  const [left, right, foot] = [64, WIDTH - 24, 320];
  const up = scaled(rows.flatMap((row) => series.map(({ at }) => row[at])), foot, 8);
  const across = numeric ? scaled(rows.map((row) => row[labels]), left, right, false) : {
    at: (place) => left + (rows.length > 1 ? place * (right - left) / (rows.length - 1) : (right - left) / 2),
  };
  const x = (row, place) => across.at(numeric ? row[labels] : place);
  axis(element, up, (at) => ({ x1: left, x2: right, y1: at, y2: at }), (at) => ({ x: left - 8, y: at + 4, "text-anchor": "end" }));
  const every = Math.ceil(rows.length / 10);
  const marks = numeric ? across.ticks.map((value) => [across.at(value), figure(value)])
    : rows.map((row, place) => [x(row, place), cut(text(row[labels]), 14)]).filter((_, place) => place % every === 0);
  for (const [at, said] of marks) element.append(node("line", { x1: at, x2: at, y1: foot, y2: foot + 4, stroke: "#57606a" }), node("text", { x: at, y: foot + 18, "text-anchor": "middle", fill: "#1b1f24" }, said));
  element.append(node("text", { x: (left + right) / 2, y: foot + 38, "text-anchor": "middle", fill: "#57606a" }, name));
  // A line over what no row tells would invent values: between numbers further apart than the nearest it is broken.
  const step = numeric ? Math.min(...rows.slice(1).map((row, place) => row[labels] - rows[place][labels]).filter((gap) => gap > 0)) : 0;
  series.forEach(({ at, colour, name: what }, number) => {
    let path = "";
    let pen = "M";
    rows.forEach((row, place) => {
      if (row[at] === null) { pen = "M"; return; }
      if (place && numeric && row[labels] - rows[place - 1][labels] > step) pen = "M";
      path += `${pen}${x(row, place).toFixed(1)} ${up.at(row[at]).toFixed(1)}`;
      pen = "L";
    });
    element.append(node("path", { d: path, fill: "none", stroke: colour, "stroke-width": 2 }));
    if (rows.length > 120) return;
    rows.forEach((row, place) => {
      if (row[at] === null) return;
      const point = symbol(number, x(row, place), up.at(row[at]), colour);
      point.append(node("title", {}, `${text(row[labels])}: ${what} ${figure(row[at])}`));
      element.append(point);
    });
  });
  return { element, height: foot + 48 };
}

/** A mark whose shape tells series apart, not its colour alone. */
function symbol(number, x, y, fill) {
  const paths = ["M-4 0A4 4 0 1 0 4 0A4 4 0 1 0-4 0Z", "M-4-4H4V4H-4Z", "M0-5L5 4H-5Z", "M0-5L5 0L0 5L-5 0Z", "M0 5L5-4H-5Z", "M-5-2H5V2H-5Z"];
  return node("path", { d: paths[number], transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, fill });
}

function axis(element, scale, line, place) {
  for (const value of scale.ticks) {
    const at = scale.at(value);
    element.append(node("line", { ...line(at), stroke: value === 0 ? "#57606a" : "#d0d7de" }), node("text", { ...place(at), fill: "#57606a" }, figure(value)));
  }
}

/** A scale from values to places with round ticks, whole ones for whole numbers; from zero on, unless *zero* is false. */
function scaled(given, start, end, zero = true) {
  const known = given.filter((value) => value !== null);
  if (zero || !known.length) known.push(0);
  const whole = known.every(Number.isInteger);
  let [low, high] = [known.reduce((a, b) => Math.min(a, b)), known.reduce((a, b) => Math.max(a, b))];
  if (low === high) high = low + 1;
  const rough = (high - low) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= Math.max(rough, whole ? 1 : 0)) || rough;
  if (zero) { low = Math.floor(low / step) * step; high = Math.ceil(high / step) * step; }
  const ticks = [];
  for (let number = Math.ceil(low / step - 1e-9); number <= high / step + 1e-9; number++) ticks.push(Number((number * step).toPrecision(12)));
  return { ticks, at: (value) => start + (value - low) * (end - start) / (high - low) };
}

function text(value) {
  return value === null ? "(no value)" : String(value);
}

function cut(value, most) {
  return value.length > most ? `${value.slice(0, Math.max(most - 1, 1))}…` : value;
}

function figure(value) {
  return value.toLocaleString("en", { maximumFractionDigits: 4, useGrouping: Math.abs(value) >= 10000 });
}

/** An SVG element with attributes and a text. */
function node(name, attributes = {}, said = "") {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (said) element.textContent = said;
  return element;
}
