// Building DOM nodes. Text always becomes a text node; nothing here, or elsewhere on the page, parses HTML.

/**
 * An element with attributes, listeners (`onclick` and the like) and children (nodes, strings, or null).
 * `true` sets an empty attribute; false, null and undefined set none.
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined)
      node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  send: "M3 11.5 21 3l-5.5 18-4-7.5z M11.5 13.5 21 3",
  reply: "M10 5 4 11l6 6v-4c5 0 8 1.5 10 5 0-6-3-10-10-10z",
  copy: "M9 9h10v11H9z M5 15V4h10",
  link: "M8 16 17 7 M9 7h8v8",
  more: "M12 5.5v.01 M12 12v.01 M12 18.5v.01",
  close: "M6 6l12 12 M18 6 6 18",
  down: "M6 10l6 6 6-6",
  file: "M7 3h7l4 4v14H7z M14 3v4h4",
  check: "M5 12.5l4.5 4.5L19 7.5",
  attach: "M20 11.5l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8L10 17a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6",
  keys: "M4 6h16v12H4z M8 10v.01 M12 10v.01 M16 10v.01 M8.5 14h7",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z M4.5 20.5c.6-4 3.4-6 7.5-6s6.9 2 7.5 6",
};

/** A line icon, hidden from assistive technology: its button carries the label. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** A size as people read it. */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

/** Puts text on the clipboard; where the browser refuses, through a selection. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el("textarea", { class: "offscreen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

/** Moves focus among elements, around the ends. */
export function step(elements, current, by) {
  const list = [...elements];
  if (!list.length) return;
  const at = list.indexOf(current);
  const next = at < 0 ? (by > 0 ? 0 : list.length - 1) : (at + by + list.length) % list.length;
  list[next].focus();
}
