// The report: tiles and filters that count, every case to open, sources, adequacy, masks, links that can be shared.

const AT_ONCE = 200;
const COLUMNS = [
  ["case", (found) => found.id], ["verdict", (found) => found.verdict], ["ulp", (found) => found.ulp > ULPS_SHOWN ? null : found.ulp],
  ["relative", (found) => found.relative], ["reference", (found) => found.references], ["ms", (found) => found.milliseconds],
];
const NUMBERS = new Set(["ulp", "relative", "ms"]);
const WIDE = new Set(["reference", "ms"]);
const TONES = { passed: "right", "expected difference": "known", undeclared: "open", stale: "open", unverified: "open" };
const caseLink = (id) => `#case-${encodeURIComponent(id)}`;
// Beyond so many units in the last place they are only a long number.
const ULPS_SHOWN = 1e6;
const figure = (value) => value === null || value === undefined ? "-" : Number(value.toPrecision(3)).toString();

// --- A case, opened ---

const worst = (found) => el("table.numbers", {},
  el("tr", {}, ["at", "original", "port", "relative"].map((head) => el("th", { scope: "col" }, head))),
  found.worst.map((place) => el("tr", {}, el("td", {}, `(${place.at.join(", ")})`), el("td", {}, `${place.original}`),
    el("td", {}, `${place.port}`), el("td", {}, typeof place.relative === "string" ? place.relative : figure(place.relative)))));

const difference = (output, found) => {
  const size = [found.size[0], found.size.slice(1).reduce((a, b) => a * b, 1)];
  const name = `${output.name}${found.path}`;
  const said = `${name}, ${found.size.join("x")}: ${found.count} element${found.count === 1 ? " differs" : "s differ"}`;
  const map = found.map?.length ? differenceMap(found.map, found.block, size, said) : null;
  const blocks = map && Math.max(...found.block) > 1 ? `; each cell is a block of ${found.block.join("x")}` : "";
  return el("div.sides", {},
    map ? el("div", scrolled(`map of ${name}`), el("p.head", {}, said + blocks), map) : null,
    el("div", scrolled(said), el("p.head", {}, map ? "the worst" : said), worst(found)));
};

const valueRows = (detail) => [
  ...Object.entries(detail.inputs).map(([name, value]) => el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, "input"),
    el("td", { colspan: 2 }, value), el("td"))),
  ...detail.outputs.map((output) => {
    const kind = `${output.size.join("x")} ${output.class}`;
    const sides = output.original === undefined || output.original === output.port
      ? [el("td", { colspan: 2 }, output.original ?? kind)]
      : [el("td", {}, output.original ?? "-"), el(output.mismatch ? "td.apart" : "td", {}, output.port ?? "-")];
    return el("tr", {}, el("th", { scope: "row" }, output.name), el("td", {}, "output"), ...sides,
      el("td", {}, `${output.tolerance}; relative ${figure(output.relative)}`));
  }),
];

const said = (tag, text) => text ? el(tag, {}, text) : null;

const detailOf = (detail) => el("div.detail", {},
  el("p", {}, el("b", {}, detail.verdict), ` by the ${detail.references} reference`,
    detail.verdict === detail.expected ? detail.verdict === "PASS" ? "" : `, as expected: ${detail.why}`
      : detail.expected === "PASS" ? "" : `, expected ${detail.expected}`),
  el("p.faint", {}, `(${detail.arguments.join(", ")})${detail.seed === null ? "" : `; seed ${detail.seed}`}`),
  said("p.wrong", detail.error),
  Object.keys(detail.inputs).length + detail.outputs.length ? el("div.scroll", scrolled("values"),
    el("table.values", {},
      el("tr", {}, ["", "", "original", "port", "tolerance"].map((head) => head ? el("th", { scope: "col" }, head) : el("td"))),
      valueRows(detail))) : null,
  detail.outputs.filter((output) => output.mismatch).map((output) => [
    el("p", {}, el("b", {}, output.name), `: ${output.mismatch}`),
    // Of one number the sentence says all.
    output.differences.filter((found) => found.size.some((length) => length > 1)).map((found) => difference(output, found))]).flat(2),
  detail.declaration.length ? el("p", {}, "agrees once the table declares it: ", el("code", {}, detail.declaration.join("; "))) : null,
  detail.conventions.map((text) => el("p.faint", {}, text)),
  detail.changed_inputs.map((name) => el("p", {}, `${name}: the port changes its input`)),
  ["original", "port"].filter((side) => detail.printed[side]).map((side) =>
    el("details", {}, el("summary", {}, `printed by the ${side}`), el("pre", {}, detail.printed[side]))),
  detail.not_traced ? el("p", {}, `not traced: ${detail.not_traced}`) : null);

const opened = (found) => [
  found.problems.length ? el("p.links", {}, "findings:", found.problems.map((number) => [" ",
    el("a", { href: `#finding-${number}` }, document.querySelector(`#finding-${number} h3 .wrong`).textContent)]).flat()) : null,
  ...found.details.map(detailOf)];

// --- The table of cases ---

const caseRow = (found) => {
  const button = el("button", { type: "button", "aria-expanded": "false" }, found.id);
  const cells = COLUMNS.slice(2).map(([name, value]) =>
    el(`td${NUMBERS.has(name) ? ".number" : ""}${WIDE.has(name) ? ".wide" : ""}`, {},
      NUMBERS.has(name) ? figure(value(found)) : value(found)));
  const row = el("tr", { "data-id": found.id }, el("td", {}, button),
    el(`td.${TONES[found.state] ?? "wrong"}`, {}, found.verdict), cells);
  row.toggle = (open = button.getAttribute("aria-expanded") === "false") => {
    button.setAttribute("aria-expanded", `${open}`);
    const below = row.nextElementSibling?.matches("tr.opened") ? row.nextElementSibling : null;
    if (open && !below)
      row.after(el("tr.opened", {}, el("td", { colspan: COLUMNS.length },
        el("p.links", {}, el("a", { href: caseLink(found.id) }, "link to this case")), opened(found))));
    if (!open) below?.remove();
  };
  button.addEventListener("click", () => row.toggle());
  return row;
};

const compare = (value, down) => (a, b) => {
  const [x, y] = [value(a), value(b)];
  const order = typeof x === "string" ? x.localeCompare(y, "en", { numeric: true }) : (x ?? Infinity) - (y ?? Infinity);
  return (down ? -1 : 1) * (Number.isNaN(order) ? 0 : order);
};

const choice = { states: new Set(), pair: "", text: "", sort: -1, down: false };
const table = document.querySelector("#cases .table");
const cards = [...document.querySelectorAll("#findings .card")];
const body = el("tbody");
const more = el("p", { hidden: true }, el("button", { type: "button" }));
let chosen = [];
let shown = 0;

const textOf = (found) => found.text ??= [
  found.id, found.verdict,
  ...found.details.flatMap((detail) => [...detail.arguments, detail.error ?? "", detail.why ?? "",
    ...detail.outputs.map((output) => `${output.name} ${output.mismatch ?? ""}`)]),
  ...found.problems.map((number) => document.querySelector(`#finding-${number}`).textContent),
].join(" ").toLowerCase();

const fits = (found) => (!choice.states.size || choice.states.has(found.state))
  && (!choice.pair || found.pair === choice.pair) && (!choice.text || textOf(found).includes(choice.text.toLowerCase()));

const showMore = () => {
  body.append(...chosen.slice(shown, shown + AT_ONCE).map(caseRow));
  shown = Math.min(shown + AT_ONCE, chosen.length);
  more.hidden = shown === chosen.length;
  more.firstChild.textContent = `show ${Math.min(AT_ONCE, chosen.length - shown)} more of ${chosen.length - shown}`;
};

const show = (first = "") => {
  chosen = data.cases.filter(fits);
  if (choice.sort >= 0) chosen.sort(compare(COLUMNS[choice.sort][1], choice.down));
  if (first) chosen.sort((a, b) => (b.id === first) - (a.id === first));
  body.replaceChildren();
  shown = 0;
  showMore();
  const wanted = new Set(chosen.flatMap((found) => found.problems.map(String)));
  for (const card of cards) card.hidden = !wanted.has(card.dataset.number);
  const isAll = chosen.length === data.cases.length;
  document.querySelector("#count").textContent = `${chosen.length} of ${data.cases.length} case${data.cases.length === 1 ? "" : "s"}`
    + (cards.length ? `, ${wanted.size} of ${cards.length} finding${cards.length === 1 ? "" : "s"}` : "");
  document.querySelector("#reset").hidden = isAll;
  const none = document.querySelector("#no-findings");
  if (none) none.hidden = wanted.size > 0;
  for (const tile of document.querySelectorAll(".tile"))
    tile.setAttribute("aria-pressed", `${choice.states.has(tile.dataset.state)}`);
};

// What is chosen stands in the address, so that it can be shared; a page within a frame's markup has no address.
const choose = (change) => {
  Object.assign(choice, change);
  const query = new URLSearchParams();
  if (choice.states.size) query.set("show", [...choice.states].join(","));
  if (choice.pair) query.set("pair", choice.pair);
  if (choice.text) query.set("search", choice.text);
  if (location.protocol !== "about:") history.replaceState(null, "", `${query}` ? `#?${query}` : "#");
  show();
};

const heads = COLUMNS.map(([name], column) => {
  const button = el("button", { type: "button" }, name);
  const head = el(`th${NUMBERS.has(name) ? ".number" : ""}${WIDE.has(name) ? ".wide" : ""}`, { scope: "col" }, button);
  button.addEventListener("click", () => {
    // Of numbers the largest is asked for first.
    choice.down = choice.sort === column ? !choice.down : NUMBERS.has(name);
    choice.sort = column;
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", choice.down ? "descending" : "ascending");
    show();
  });
  return head;
});

const goTo = () => {
  const hash = location.hash.slice(1);
  if (hash.startsWith("?")) {
    const query = new URLSearchParams(hash.slice(1));
    Object.assign(choice, {
      states: new Set(query.get("show")?.split(",") ?? []), pair: query.get("pair") ?? "", text: query.get("search") ?? "",
    });
    document.querySelector("#search").value = choice.text;
    document.querySelector("#pair").value = choice.pair;
    show();
    return;
  }
  const name = decodeURIComponent(hash);
  if (name.startsWith("case-")) openCase(name.slice("case-".length));
  else if (name) revealNamed(name);
};

const revealNamed = (name) => {
  const place = document.getElementById(name);
  if (!place) return;
  if (place.hidden) { reset(); }
  reveal(place);
};

const openCase = (id) => {
  if (!data.cases.some((found) => found.id === id)) return;
  if (!chosen.some((found) => found.id === id)) reset();
  // A case far below is shown on top, and not the thousands before it.
  if (!chosen.slice(0, shown).some((found) => found.id === id)) show(id);
  const row = body.querySelector(`tr[data-id="${CSS.escape(id)}"]`);
  row.toggle(true);
  row.scrollIntoView({ block: "start" });
  row.querySelector("button").focus({ preventScroll: true });
};

const reset = () => {
  Object.assign(choice, { states: new Set(), pair: "", text: "" });
  document.querySelector("#search").value = "";
  document.querySelector("#pair").value = "";
  show();
};

if (table) {
  table.append(el("table.cases", {}, el("thead", {}, el("tr", {}, heads)), body), more);
  more.firstChild.addEventListener("click", showMore);
  for (const tile of document.querySelectorAll(".tile"))
    tile.addEventListener("click", () => {
      const { state } = tile.dataset;
      const states = new Set(choice.states);
      if (!states.delete(state)) states.add(state);
      choose({ states });
    });
  document.querySelector("#search").addEventListener("input", (event) => choose({ text: event.target.value }));
  document.querySelector("#pair").addEventListener("change", (event) => choose({ pair: event.target.value }));
  document.querySelector("#reset").addEventListener("click", () => { reset(); choose({}); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.matches?.("input, select, textarea")) return;
    event.preventDefault();
    document.querySelector("#search").focus();
  });
  show();
}

// --- Findings: keys from one to the next, and the change to be pasted elsewhere ---

const stepTo = (step) => {
  const seen = cards.filter((card) => !card.hidden);
  if (!seen.length) return;
  const at = seen.findIndex((card) => card.contains(document.activeElement));
  const next = at < 0 && step < 0 ? seen.length - 1 : (at + step + seen.length) % seen.length;
  seen[next].focus({ preventScroll: true });
  seen[next].scrollIntoView({ block: "start" });
};
document.addEventListener("keydown", (event) => {
  const step = { j: 1, k: -1 }[event.key];
  const isTyping = event.target.matches?.("input, select, textarea");
  if (step && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) stepTo(step);
});

// Only where the browser lets a page do so: not in every frame, and not on a page that came without encryption.
for (const diff of navigator.clipboard ? document.querySelectorAll("#findings pre.diff") : []) {
  const button = el("button.copy", { type: "button" }, "copy the change");
  const said = el("output.faint");
  button.addEventListener("click", async () => {
    const lines = [...diff.querySelectorAll("span")].map((line) => `${line.textContent}\n`);
    said.textContent = await navigator.clipboard.writeText(lines.join("")).then(() => " copied", () => " not copied");
  });
  diff.after(el("p", {}, button, said));
}

// --- Sources, adequacy, masks ---

for (const trace of data.sources)
  document.querySelector("#sources").append(el("section.source", { id: `source-${trace.pair}`, tabindex: -1 },
    el("h3", {}, trace.pair, el("span.faint", {}, `, values of ${trace.case}`)),
    trace.remarks.map((remark) => el("p", {}, remark)), files(trace)));
walk(document.querySelector("#steps"));

const measuredLine = (found, line) => {
  const survivors = found.survivors.filter((one) => one.line === line.line);
  const tried = (line.noticed ?? 0) + (line.survived ?? 0) + (line.unreached ?? 0);
  const mark = line.survived ? "survived" : line.unreached ? "unreached" : line.noticed ? "noticed" : "";
  return [
    el("tr", {}, el(`td.share${mark ? `.${mark}` : ""}`, {}, tried ? `${line.noticed ?? 0}/${tried}` : "",
      mark ? el("span.unseen", {}, ` ${mark}`) : ""), el("td.line", {}, `${line.line}`), el("td.code", {}, code(line.text))),
    ...survivors.map((one) => el("tr.survivor", {}, el("td"), el("td"), el("td", {}, "not noticed: ", el("code", {}, one.text.trim()),
      one.killer ? ` (${one.killer.args.join(", ")} would notice it)` : "")))];
};

for (const found of data.adequacy) {
  const share = found.share === null ? found.error ?? "no changes" : `${Math.round(100 * found.share)} % noticed`;
  document.querySelector("#adequacy").append(el("details.function", {},
    el("summary", {}, `${found.pair}: ${share}`, found.survived ? el("b", {}, ` ${found.survived} not noticed`) : ""),
    el("div.scroll", scrolled(`lines of ${found.pair}`),
      el("table.measured", {}, el("tr", {}, ["noticed", "line", "code"].map((head) => el("th", { scope: "col" }, head))),
        found.lines.map((line) => measuredLine(found, line))))));
}

const maskOf = (found) => {
  const [, mask] = found.masked;
  return el("div.sides", {}, found.masked.map((matrix) => {
    const part = matrix.values.length * matrix.values[0].length < matrix.size.reduce((a, b) => a * b, 1)
      ? `, the first ${matrix.values.length} rows and ${matrix.values[0].length} columns` : "";
    const title = `${matrix.name}, ${matrix.side}, ${matrix.size.join("x")} ${matrix.class}${matrix.size.length > 2 ? ", pages side by side" : ""}${part}`;
    return el("div", scrolled(title), el("p.head", {}, title), magnitudeMap(matrix.values, matrix === mask ? null : mask.values, title));
  }));
};

for (const found of data.cases.filter((one) => one.masked.length)) {
  const box = el("details", {}, el("summary", {}, `${found.id} (${found.masked[0].size.join("x")})`));
  box.addEventListener("toggle", () => { if (box.open && box.children.length === 1) box.append(maskOf(found)); });
  document.querySelector("#masks").append(box);
}

addEventListener("hashchange", goTo);
goTo();
