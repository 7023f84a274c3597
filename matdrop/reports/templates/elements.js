// What every page needs: its data, elements made from text alone, heat maps.

const read = async (text) => {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const whole = new ReadableStream({ start(stream) { stream.enqueue(bytes); stream.close(); } });
  return new Response(whole.pipeThrough(new DecompressionStream("deflate"))).json();
};
if (!("DecompressionStream" in window))
  document.querySelector("main").prepend("Cases and sources need a browser of 2023 or later.");
const data = await read(document.querySelector("#data").textContent);

// An element: "tag.class.class", attributes, and children. Texts become text nodes, never markup.
const el = (what, attributes = {}, ...children) => {
  const [tag, ...classes] = what.split(".");
  const made = document.createElement(tag);
  if (classes.length) made.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes))
    if (value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  made.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
};

// What may be wider than the screen is scrolled, by keys, too.
const scrolled = (label) => ({ tabindex: 0, role: "group", "aria-label": label });

const word = (text) => text.replaceAll(" ", "-");

// From a relative 1e-16 (light) to 1 (dark); what differs at all can be seen.
const shadeOf = (relative) =>
  relative === 0 ? 0 : Math.max(0.05, 1 + Math.log10(Math.min(relative === "Inf" ? 1 : relative, 1)) / 16);

const span = (at, step, length) =>
  step === 1 ? `${at + 1}` : `${at * step + 1} to ${Math.min((at + 1) * step, length)}`;

// A map of differences; null where it would show nothing: few cells, or all within a factor of forty or so.
const differenceMap = (rows, block, [height, width], label) => {
  const shades = rows.flat().map(shadeOf);
  if (shades.length < 4 || Math.max(...shades) - Math.min(...shades) < 0.1) return null;
  return el("table.heat.difference", { role: "img", "aria-label": label },
    rows.map((row, i) => el("tr", {}, row.map((relative, j) => {
      const where = `(${span(i, block[0], height)}, ${span(j, block[1], width)}) relative ${relative}`;
      return el("td", { style: `--shade:${shadeOf(relative).toFixed(2)}`, title: relative === 0 ? false : where });
    }))));
};

// Numbers as JSON holds them: NaN, Inf and complex numbers are texts.
const magnitude = (value) => {
  if (typeof value !== "string") return Math.abs(Number(value));
  const parts = value.match(/^([+-]?[\d.e+-]+?)([+-][\d.e+-]+)i$/);
  return parts ? Math.hypot(Number(parts[1]), Number(parts[2])) : Math.abs(Number(value.replace("Inf", "Infinity")));
};

// A matrix: the larger a magnitude, the darker; what a mask drops is marked.
const magnitudeMap = (rows, kept, label) => {
  const sizes = rows.flat().map(magnitude);
  const largest = Math.max(...sizes.filter(Number.isFinite), 0) || 1;
  const shade = (value) => Number.isNaN(magnitude(value)) ? 0 : 0.6 * Math.min(magnitude(value) / largest, 1);
  const shown = (value) => typeof value === "string" ? value : `${Number(Number(value).toPrecision(6))}`;
  return el("table.heat", { "aria-label": label },
    rows.map((row, i) => el("tr", {}, row.map((value, j) =>
      el(kept && !kept[i][j] ? "td.dropped" : "td", { style: `--shade:${shade(value).toFixed(2)}` }, shown(value))))));
};

// A link to a place that is made by the script opens what it is folded in.
const reveal = (place) => {
  for (let outer = place; outer; outer = outer.parentElement)
    if (outer.tagName === "DETAILS") outer.open = true;
  place.scrollIntoView({ block: "start" });
  place.focus({ preventScroll: true });
};
