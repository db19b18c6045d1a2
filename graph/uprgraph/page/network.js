"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const container = document.getElementById("mynetwork");
  const said = document.getElementById("said");
  const input = document.getElementById("name");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const strong = data.options.edges.color.opacity;
  const faint = 0.015;

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const fonts = () => ({ color: colour("--ink"), size: 16, strokeWidth: 4, strokeColor: colour("--paper"), face: "system-ui, 'Liberation Sans', Arial, sans-serif" });
  const portrait = () => container.clientHeight > container.clientWidth;

  let upright = portrait();
  const place = (node) => ({ x: node[upright ? "tall" : "wide"][0], y: node[upright ? "tall" : "wide"][1] });
  data.options.nodes.font = fonts();
  const byId = new Map(data.nodes.map((node) => [node.id, node]));
  const nodes = new vis.DataSet(
    data.nodes.map(({ id, label, shape, color, size, title, wide, tall }) => ({ id, label, shape, color, size, title, ...place({ wide, tall }) }))
  );
  const edges = new vis.DataSet(data.edges.map((edge, id) => ({ id, ...edge })));
  const network = new vis.Network(container, { nodes, edges }, data.options);

  /* Names instead of codes where there is room: close by, and at the selected node. */
  let fitted = 1;
  let near = false;
  let chosen = new Set();
  let lit = null;
  function style(node, ink) {
    const full = node.label === node.key && (near || chosen.has(node.id));
    const bright = !lit || lit.has(node.id);
    return {
      id: node.id,
      label: full ? node.full : node.label,
      opacity: bright ? 1 : 0.15,
      font: bright ? { ...ink, size: near ? 9 : 16 } : { ...ink, size: near ? 9 : 16, color: "rgba(128,128,128,0.35)", strokeWidth: 0 },
    };
  }
  function restyle() {
    const ink = fonts();
    nodes.update(data.nodes.map((node) => style(node, ink)));
  }
  function name() {
    const now = network.getScale() > Math.max(1.6 * fitted, 0.9);
    if (now === near) return;
    near = now;
    restyle();
  }
  function fit() {
    network.fit({ animation: false });
    fitted = network.getScale();
    name();
  }
  let moved = false;
  network.on("zoom", () => { moved = true; name(); });
  network.on("dragEnd", () => { moved = true; });
  network.on("animationFinished", name);
  network.on("resize", () => {
    if (portrait() !== upright) {
      upright = portrait();
      nodes.update(data.nodes.map((node) => ({ id: node.id, ...place(node) })));
    }
    if (!moved) setTimeout(fit);
  });

  /* The selected node and its neighbours stay, the others fade. */
  function show(ids) {
    if (!ids.length && !lit) return;
    chosen = new Set(ids);
    lit = ids.length ? new Set(ids.concat(...ids.map((id) => network.getConnectedNodes(id)))) : null;
    restyle();
    edges.update(data.edges.map((edge, id) => {
      const out = lit && !chosen.has(edge.from) && !chosen.has(edge.to);
      return { id, title: out ? "" : edge.title, color: { inherit: "from", opacity: out ? faint : lit ? 0.8 : strong } };
    }));
  }
  network.on("select", (event) => {
    show(event.nodes);
    said.textContent = event.nodes.map((id) => byId.get(id).title)
      .concat(event.nodes.length ? [] : event.edges.map((id) => data.edges[id].title)).join("\n");
  });

  /* Search without regard to case, accents and punctuation. */
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const known = data.nodes.map((node) => ({ id: node.id, key: plain(node.key), name: plain(node.name) }));
  function matches(text) {
    const wanted = plain(text);
    if (!wanted) return [];
    const tests = [(n) => n.key === wanted, (n) => n.name === wanted, (n) => n.name.startsWith(wanted), (n) => ` ${n.name}`.includes(` ${wanted}`), (n) => n.name.includes(wanted)];
    for (const test of tests) {
      const found = known.filter(test);
      if (found.length) return found.map((node) => node.id);
    }
    return [];
  }
  /* Selects the node that a name or code means and returns its id, or null. */
  function find(text) {
    const found = matches(text);
    if (!found.length) {
      network.unselectAll();
      show([]);
      said.textContent = text.trim() ? `Not found: ${text.trim()}` : "Type a name or an ISO3 code.";
      return null;
    }
    const id = found[0];
    network.selectNodes([id]);
    show([id]);
    const others = found.slice(1, 6).map((other) => byId.get(other).name);
    said.textContent = byId.get(id).title + (others.length ? `\nalso matching: ${others.join("; ")}` : "");
    /* Where the whole picture is in sight and its labels can be read, it stays. */
    const scale = network.getScale();
    if (scale < 0.5 || scale > 1.05 * fitted) {
      moved = true;
      network.focus(id, { scale: Math.max(scale, 0.8), animation: still.matches ? false : { duration: 300, easingFunction: "easeInOutQuad" } });
      name();
    }
    return id;
  }
  document.getElementById("search").addEventListener("submit", (event) => {
    event.preventDefault();
    find(input.value);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    network.unselectAll();
    show([]);
    said.textContent = "";
    moved = false;
    fit();
  });
  const names = document.getElementById("names");
  data.nodes.map((node) => node.name).sort((a, b) => a.localeCompare(b, "en")).forEach((text) => {
    const option = document.createElement("option");
    option.value = text;
    names.append(option);
  });

  dark.addEventListener("change", () => {
    restyle();
  });
  fit();
  window.uprgraph = { network, find };
})();
