// The messages of one phone: in order, edited in place, followed to the bottom, spinners on their buttons.

import { bubble, words } from "./bubble.js";
import { el, icon } from "./dom.js";
import { day } from "./time.js";

const NEAR_BOTTOM = 90;
const MARGIN = 8;
const SPINNER_MS = 15000;

export class Log {
  /** @param {Object} phone  what a bubble may ask of its phone (see `bubble`) */
  constructor(phone) {
    this.phone = phone;
    this.messages = new Map();
    this.spinners = new Map();
    this.newestKeys = [];
    this.following = true;
    this.top = null;
    this.placedAt = 0;
    this.thread = el("div", { class: "thread" });
    this.node = el(
      "div",
      { class: "log", role: "log", "aria-label": "Messages", tabindex: "0" },
      this.thread,
    );
    this.latest = el(
      "button",
      {
        type: "button",
        class: "to-latest",
        "aria-label": "To the latest message",
        hidden: true,
        onclick: () => this.toBottom(),
      },
      icon("down"),
    );
    this.node.addEventListener("scroll", () => this.scrolled(), { passive: true });
    const keepUp = new ResizeObserver(() => this.following && this.place());
    for (const part of [this.node, this.thread]) keepUp.observe(part);
  }

  /** Forgets everything and shows these messages. */
  reset(messages) {
    this.thread.replaceChildren();
    this.messages.clear();
    for (const message of messages) this.put(message);
    this.settle();
    this.arrive();
  }

  /** Shows the latest message, as when one opens the chat. */
  arrive() {
    this.following = true;
    const last = [...this.messages.values()].at(-1);
    this.follow(last?.message.fromBot ? last.node : null);
  }

  /** A message is new, or looks different. Returns whether it was known. */
  show(message) {
    const before = this.messages.get(message.id);
    const node = this.put(message);
    node.classList.add(before ? "changed" : "fresh");
    this.settle();
    const toRead = before?.message.text !== message.text || before.node === this.top;
    if (!message.fromBot) this.toBottom();
    else if (this.following) this.follow(toRead ? node : null);
    return Boolean(before);
  }

  /** Takes a message away; true if the focus went with it. */
  remove(id) {
    const node = this.messages.get(id)?.node;
    if (!node) return false;
    const focused = node.contains(document.activeElement);
    this.messages.delete(id);
    const album = node.closest(".album");
    node.remove();
    if (album && !album.querySelector(".message")) album.remove();
    this.settle();
    return focused;
  }

  /** Takes away everything up to a message, as when the chat was cleared. */
  removeUpTo(last) {
    for (const id of [...this.messages.keys()].filter((id) => id <= last)) this.remove(id);
    if (!this.messages.size) this.thread.replaceChildren();
  }

  message(node) {
    return this.messages.get(Number(node.dataset.id)).message;
  }

  focusLast() {
    ([...this.messages.values()].at(-1)?.node ?? this.node).focus();
  }

  jump(id) {
    const node = this.messages.get(id)?.node;
    node?.scrollIntoView({ block: "center", behavior: "smooth" });
    node?.focus({ preventScroll: true });
  }

  toBottom() {
    this.following = true;
    this.follow(null);
  }

  /** Goes to the bottom; to the top of a message instead that is there to read and too tall for the screen. */
  follow(node) {
    this.top = node && node.offsetHeight > this.node.clientHeight ? node : null;
    this.place();
  }

  place() {
    this.node.scrollTop = this.top ? this.top.offsetTop - MARGIN : this.node.scrollHeight;
    this.placedAt = this.node.scrollTop;
    this.latest.hidden = this.nearBottom();
  }

  /** A button turns until its tap is answered, or for as long as Telegram's own clients wait. */
  startSpinner(id, data) {
    clearTimeout(this.spinners.get(spinner(id, data)));
    const timer = setTimeout(() => this.stopSpinner(id, data), SPINNER_MS);
    this.spinners.set(spinner(id, data), timer);
    for (const key of this.keys(id, data)) key.setAttribute("aria-busy", "true");
  }

  stopSpinner(id, data) {
    clearTimeout(this.spinners.get(spinner(id, data)));
    this.spinners.delete(spinner(id, data));
    for (const key of this.keys(id, data)) key.removeAttribute("aria-busy");
  }

  pending(id, data) {
    return this.spinners.has(spinner(id, data));
  }

  keys(id, data) {
    const all = this.messages.get(id)?.node.querySelectorAll(".key") ?? [];
    return [...all].filter((key) => key.dataset.data === data);
  }

  put(message) {
    const node = bubble(message, this.phone);
    const old = this.messages.get(message.id)?.node;
    this.messages.set(message.id, { message, node });
    if (old) swap(old, node);
    else this.append(message, node);
    return node;
  }

  append(message, node) {
    const label = day(message.date);
    const last = [...this.thread.querySelectorAll(".day")].at(-1);
    if (label !== last?.textContent) this.thread.append(el("div", { class: "day" }, label));
    if (message.album) this.albumOf(message).append(node);
    else this.thread.append(node);
  }

  /** Where the pictures or files of an album stand together; the words of the first go below all. */
  albumOf(message) {
    const last = this.thread.lastElementChild;
    if (last?.dataset.album === message.album) return last.querySelector(".album-files");
    const files = el("div", { class: `album-files ${message.media.kind}s` });
    const who = message.fromBot ? "bot" : "own";
    const caption = message.text ? words(message, this.phone) : null;
    this.thread.append(el("div", { class: `album ${who}`, "data-album": message.album }, files, caption));
    return files;
  }

  /** Only the newest keyboard is in the Tab order, and digits press its buttons. */
  settle() {
    const withKeys = [...this.messages.values()].filter(({ message }) => message.keyboard.length);
    const newest = withKeys.at(-1)?.node;
    for (const { node } of withKeys) {
      node.classList.toggle("newest", node === newest);
      for (const key of node.querySelectorAll(".key")) key.tabIndex = node === newest ? 0 : -1;
    }
    this.newestKeys = newest ? [...newest.querySelectorAll(".key")] : [];
    this.newestKeys.slice(0, 9).forEach((key, index) => {
      key.dataset.digit = index + 1;
      key.setAttribute("aria-keyshortcuts", `${index + 1}`);
    });
  }

  /** The log follows what comes in, unless the reader has scrolled up. */
  scrolled() {
    this.latest.hidden = this.nearBottom();
    if (Math.abs(this.node.scrollTop - this.placedAt) < 2) return;
    this.following = this.nearBottom();
    this.top = null;
  }

  nearBottom() {
    return this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < NEAR_BOTTOM;
  }
}

/** Puts an edited message in the place of the old one; the focus stays on the button it was on. */
function swap(old, node) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const at = [...old.querySelectorAll(".key")].indexOf(focused);
  old.replaceWith(node);
  if (!focused) return;
  const keys = node.querySelectorAll(".key");
  const next = at < 0 ? node : (keys[Math.min(at, keys.length - 1)] ?? node);
  next.focus({ preventScroll: true });
}

function spinner(id, data) {
  return `${id} ${data}`;
}
