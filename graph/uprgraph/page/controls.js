/* The buttons, fields and keys. */
at("show").addEventListener("click", () => find(at("name").value));
at("name").addEventListener("keydown", (event) => {
  if (event.key === "Enter") find(at("name").value);
});
at("names").append(...nodes.map((node) => node.name).sort(order).map((value) => element("option", { value })));
document.querySelectorAll("#legend button").forEach((button) => {
  button.addEventListener("click", () => {
    if (!filter.off.delete(button.value)) filter.off.add(button.value);
    changed();
  });
});
if (at("theme")) {
  at("theme").append(...data.themes.map(([name, count], value) => element("option", { value, textContent: `${name} (${count.toLocaleString("en-US")})` })));
  at("theme").addEventListener("change", async () => {
    filter.least = 0;
    await setTheme(at("theme").value === "" ? null : Number(at("theme").value));
    refresh();
    await fillPanel();
  });
}
at("least").addEventListener("input", () => {
  const stop = Number(at("least").value);
  filter.least = stop ? stops[stop] : 0;
  changed();
});
if (at("colours")) {
  at("colours").addEventListener("change", () => {
    look.byAnswers = at("colours").value === "answers";
    showFilters();
    refresh();
  });
}
at("by").addEventListener("change", () => {
  Object.assign(panel, { by: at("by").value, page: 0 });
  if (look.chosen) showItems(look.chosen);
});
at("words").addEventListener("input", () => {
  Object.assign(panel, { words: at("words").value, page: 0 });
  if (look.chosen) showItems(look.chosen);
});
at("previous").addEventListener("click", () => { panel.page -= 1; showPage(); });
at("next").addEventListener("click", () => { panel.page += 1; showPage(); });
at("csv").addEventListener("click", () => save(new Blob([rowsAsCsv()], { type: "text/csv" }), "csv"));
at("close").addEventListener("click", () => { choose(null); container.focus(); });
at("table").addEventListener("toggle", fillTable);
at("svg").addEventListener("click", () => save(new Blob([svg()], { type: "image/svg+xml" }), "svg"));
at("png").addEventListener("click", async () => save(await png(), "png"));
at("closer").addEventListener("click", () => zoom(1.3));
at("further").addEventListener("click", () => zoom(1 / 1.3));
at("whole").addEventListener("click", fit);
at("reset").addEventListener("click", reset);

function zoom(factor) {
  moved = true;
  network.moveTo({ scale: Math.min(12, Math.max(0.05, network.getScale() * factor)), animation: false });
}
function pan(x, y) {
  moved = true;
  const { left, top, width, height, scale: now } = viewed();
  network.moveTo({ position: { x: left + width / 2 + x / now, y: top + height / 2 + y / now }, animation: false });
}
const KEYS = {
  ArrowLeft: () => pan(-60, 0), ArrowRight: () => pan(60, 0), ArrowUp: () => pan(0, -60), ArrowDown: () => pan(0, 60),
  "+": () => zoom(1.3), "=": () => zoom(1.3), "-": () => zoom(1 / 1.3), 0: fit,
};
container.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") reset();
});

/* Light or dark as the system, until the button says otherwise. */
const dark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (document.documentElement.style.colorScheme || (dark.matches ? "dark" : "light")) === "dark";
function tint() {
  at("dark").setAttribute("aria-pressed", String(isDark()));
  refresh();
}
at("dark").addEventListener("click", () => {
  document.documentElement.style.colorScheme = isDark() ? "light" : "dark";
  tint();
});
dark.addEventListener("change", tint);
addEventListener("hashchange", follow);

at("dark").setAttribute("aria-pressed", String(isDark()));
redraw();
fit();
const ready = follow();
window.uprgraph = { network, find, choose, ready, nodes, lines, filter, look, shown: shownLines, drawn: () => drawn, labels: () => { const view = viewed(); return labels(view.scale, view.close); }, view: viewed, svg };
