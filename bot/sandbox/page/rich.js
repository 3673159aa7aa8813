// Telegram's formatted text as DOM nodes: entities with UTF-16 offsets, which are JavaScript's own.

import { copy, el, icon } from "./dom.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SAFE = /^(https?|mailto|tel|tg):/i;

/**
 * @param {string} text
 * @param {Array<{type: string, offset: number, length: number, url?: string, language?: string}>} entities
 * @param {{follow: function(string): boolean, command: function(string): void, told: function(string): void}} deeds
 * @returns {DocumentFragment}
 */
export function rich(text, entities, deeds) {
  const sorted = [...entities].sort((one, two) => one.offset - two.offset || two.length - one.length);
  return span(text, 0, text.length, sorted, deeds);
}

function span(text, start, end, entities, deeds) {
  const fragment = document.createDocumentFragment();
  let position = start;
  let rest = entities;
  while (rest.length) {
    const [outer, ...later] = rest;
    const until = Math.min(outer.offset + outer.length, end);
    const inner = later.filter((entity) => entity.offset < until);
    rest = later.slice(inner.length);
    if (outer.offset < position) continue;
    fragment.append(text.slice(position, outer.offset));
    const content = span(text, outer.offset, until, inner, deeds);
    fragment.append(dressed(outer, text.slice(outer.offset, until), content, deeds));
    position = BLOCKS.has(outer.type) && text[until] === "\n" ? until + 1 : until;
  }
  fragment.append(text.slice(position, end));
  return fragment;
}

function dressed(entity, raw, content, deeds) {
  if (TAGS[entity.type]) return el(TAGS[entity.type], {}, content);
  switch (entity.type) {
    case "spoiler":
      return spoiler(content);
    case "code":
      return inlineCode(raw, deeds);
    case "pre":
      return block(raw, entity.language, deeds);
    case "blockquote":
      return el("blockquote", {}, content);
    case "expandable_blockquote":
      return folded(content);
    case "text_link":
      return link(entity.url, content, deeds);
    case "url":
      return link(raw, content, deeds);
    case "email":
      return link(`mailto:${raw}`, content, deeds);
    case "bot_command":
      return el("button", { class: "inline", type: "button", onclick: () => deeds.command(raw) }, content);
    case "mention":
    case "hashtag":
      return el("span", { class: "tinted" }, content);
    default:
      return content;
  }
}

function link(url, content, deeds) {
  const address = /^[a-z]+:/i.test(url) ? url : `https://${url}`;
  if (!SAFE.test(address)) return content;
  const follow = (event) => {
    if (deeds.follow(address)) event.preventDefault();
  };
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer", onclick: follow }, content);
}

function spoiler(content) {
  const inside = el("span", { class: "under" }, content);
  const node = el(
    "span",
    { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden text, press to show" },
    inside,
  );
  inside.inert = true;
  const reveal = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    if (node.classList.contains("shown")) return;
    event.preventDefault();
    event.stopPropagation();
    node.classList.add("shown");
    inside.inert = false;
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  };
  node.addEventListener("click", reveal);
  node.addEventListener("keydown", reveal);
  return node;
}

function inlineCode(raw, deeds) {
  const take = async () => {
    await copy(raw);
    deeds.told("Copied");
  };
  return el("code", { title: "Click to copy", onclick: take }, raw);
}

function block(raw, language, deeds) {
  const take = async () => {
    await copy(raw);
    deeds.told("Copied");
  };
  const button = el(
    "button",
    { type: "button", class: "take", "aria-label": "Copy this text", onclick: take },
    icon("copy"),
    "Copy",
  );
  return el(
    "div",
    { class: "pre" },
    el("div", { class: "prehead" }, el("span", {}, language ?? ""), button),
    el("pre", {}, el("code", {}, raw)),
  );
}

function folded(content) {
  const quote = el("blockquote", { class: "folded" }, content);
  const toggle = el(
    "button",
    { type: "button", class: "fold", "aria-expanded": "false", "aria-label": "Show the whole quotation" },
    icon("down"),
  );
  toggle.addEventListener("click", () => {
    const open = !quote.classList.toggle("folded");
    toggle.setAttribute("aria-expanded", String(open));
  });
  quote.append(toggle);
  return quote;
}
