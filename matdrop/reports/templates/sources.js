// Both sources side by side, the values that each line has stored, and steps from difference to difference.

const MARKS = { agrees: "=", differs: "≠", "only here": "·", "not reached": "-" };

const markCell = (tag, mark, classes = "") =>
  el(`${tag}.mark${mark ? `.${word(mark)}` : ""}${classes}`, { title: mark || false },
    MARKS[mark] ? [el("span", { "aria-hidden": "true" }, MARKS[mark]), el("span.unseen", {}, mark)] : []);

const code = (pieces) => pieces.map(([colour, text]) => colour ? el(`span.${colour}`, {}, text) : text);

// A value, and folded in it the values that it is made of.
const valueOf = (shown) => [
  el(`p${shown.kind ? `.${shown.kind}` : ""}`, {}, shown.text),
  shown.rows ? el("table.numbers", {},
    el("tr", {}, el("td"), shown.columns.map((column) => el("th", { scope: "col" }, `${column}`))),
    shown.rows.map(([number, cells]) => el("tr", {}, el("th", { scope: "row" }, `${number}`),
      cells.map(([text, differs]) => el(differs ? "td.apart" : "td", {}, text))))) : null,
  ...(shown.parts ?? []).map(([title, part]) => el("details", {}, el("summary", {}, title), valueOf(part))),
];

const elements = (shown) => {
  const map = shown.map?.length ? differenceMap(shown.map, shown.block, shown.size, shown.text) : null;
  return el("div.sides", {},
    shown.sides.map(([side, part]) => el("div", scrolled(side), el("p.head", {}, side), valueOf(part))),
    shown.text ? el("div", {}, el("p.head", {}, "difference"), el("p", {}, shown.text), map) : null);
};

const momentOf = (moment) => el("div", {},
  el("table.moments", {},
    el("tr", {}, ["original", "", "port"].map((head) => head ? el("th", { scope: "col" }, head) : el("td"))),
    el("tr", {}, el("td", {}, moment.original), markCell("td", moment.mark), el("td", {}, moment.port))),
  moment.elements ? elements(moment.elements) : null);

// One variable that a line stores; where it does so more than once, a slider chooses when.
const variable = (name, moments) => {
  const box = el("div.variable", {}, el("p.head", {}, el("code", {}, name)));
  const first = Math.max(0, moments.findIndex((moment) => moment.mark === "differs"));
  const shown = el("div", {}, momentOf(moments[first]));
  if (moments.length > 1) {
    const when = (k) => `${moments[k].iteration ? `iteration ${moments[k].iteration}` : `time ${k + 1}`}: ${moments[k].mark}`;
    const said = el("output", {}, when(first));
    const slider = el("input", {
      type: "range", min: 0, max: moments.length - 1, value: first,
      "aria-label": `${name}, when it was stored`, "aria-valuetext": when(first),
    });
    slider.addEventListener("input", () => {
      const k = Number(slider.value);
      said.textContent = when(k);
      slider.setAttribute("aria-valuetext", when(k));
      shown.replaceChildren(momentOf(moments[k]));
    });
    const strip = el("div.strip", { "aria-hidden": "true" },
      moments.map((moment) => el(`span.${word(moment.mark)}`)));
    box.append(el("div.slider", {}, el("div", {}, slider, strip), said));
  }
  box.append(shown);
  return box;
};

const valuesOf = (row) => [
  ...[...new Set(row.moments.map((moment) => moment.name))].map((name) =>
    variable(name, row.moments.filter((moment) => moment.name === name))),
  row.more ? el("p.faint", {}, `and ${row.more} more`) : "",
];

const lineCells = (line, side) => {
  if (!line) return [el("td.none"), el("td.none"), el("td.none")];
  const fault = line.fault ? line.fault === "interval" ? ".perhaps" : ".here" : "";
  const kind = `${line.mark === "not reached" ? ".not-reached" : ""}${fault}.${side}`;
  const mark = markCell("td", line.mark, kind);
  if (line.fault) mark.append(el("span.unseen", {}, `, ${line.fault}`));
  return [mark, el(`td.line${kind}`, {}, `${line.line}`), el(`td.code${kind}`, {}, code(line.text))];
};

// A row of both sources; its values are made when they are first opened.
const sourceRow = (row) => {
  const cells = row.lines.map((line, k) => lineCells(line, ["original", "port"][k]));
  const lines = el("tr", {}, ...cells);
  if (!row.moments.length) return [lines];
  const differs = row.moments.some((moment) => moment.mark === "differs");
  const values = el(differs ? "tr.values.differs" : "tr.values", { hidden: true, tabindex: -1 }, el("td", { colspan: 6 }));
  const which = row.lines[1] ? 1 : 0;
  const names = [...new Set(row.moments.map((moment) => moment.name))].join(", ");
  const button = el("button", {
    type: "button", "aria-expanded": "false", "aria-label": `line ${row.lines[which].line}, values of ${names}`,
  }, `${row.lines[which].line}`);
  cells[which][1].replaceChildren(button);
  const show = (open) => {
    if (open && !values.firstChild.hasChildNodes()) values.firstChild.append(...valuesOf(row));
    values.hidden = !open;
    button.setAttribute("aria-expanded", `${open}`);
  };
  button.addEventListener("click", () => show(values.hidden));
  for (const cell of [cells[0][2], cells[1][2]])
    cell.addEventListener("click", () => { if (!getSelection().toString()) show(values.hidden); });
  values.show = () => show(true);
  if (row.open) show(true);
  return [lines, values];
};

const files = (trace) => trace.files.map((pair, number) => {
  const differing = pair.rows.filter((row) => row.moments.some((moment) => moment.mark === "differs")).length;
  const heads = pair.heads.map((head) => head || "(nothing that corresponds)");
  return el("details.function", { open: number === 0 },
    el("summary", {}, pair.heads.filter(Boolean).join(" and "),
      differing ? el("b", {}, ` ${differing} differ${differing === 1 ? "s" : ""}`) : ""),
    el("table.sources", {},
      el("colgroup", {}, [".mark", ".line", "", ".mark", ".line", ""].map((kind) => el(`col${kind}`))),
      el("tbody", {},
        el("tr.heads", {}, heads.map((head) => el("th", { scope: "colgroup", colspan: 3 }, head))),
        pair.rows.flatMap(sourceRow))));
});

// Buttons and the keys n and p go from difference to difference.
const walk = (bar) => {
  const places = [...document.querySelectorAll("tr.values.differs")];
  if (!bar || !places.length) return;
  let current = -1;
  const tell = () => {
    bar.querySelector("output").textContent =
      `${current < 0 ? "" : `${current + 1} of `}${places.length} difference${places.length === 1 ? "" : "s"}`;
  };
  const go = (step) => {
    current = current < 0 && step < 0 ? places.length - 1 : (current + step + places.length) % places.length;
    const place = places[current];
    for (let outer = place; outer; outer = outer.parentElement)
      if (outer.tagName === "DETAILS") outer.open = true;
    place.show();
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "center" });
    tell();
  };
  bar.hidden = false;
  tell();
  for (const button of bar.querySelectorAll("button"))
    button.addEventListener("click", () => go(Number(button.dataset.step)));
  document.addEventListener("keydown", (event) => {
    const step = { n: 1, p: -1 }[event.key];
    const isTyping = event.target.matches?.("input, select, textarea");
    if (step && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) go(step);
  });
};
