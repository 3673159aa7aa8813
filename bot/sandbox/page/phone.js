// One phone: its header, its messages, its keyboard, and everything its owner can do.

import { bubble, day } from "./bubble.js";
import { Composer } from "./composer.js";
import { el, icon, step } from "./dom.js";
import { alertIn, toast } from "./overlays.js";
import { act } from "./server.js";

const SPINNER_MS = 15000;
const TYPING_MS = 5000;
const NEAR_BOTTOM = 90;
const LANGUAGES = { en: "English", ru: "Русский", ja: "日本語" };
const ACTIONS = { typing: "typing…", upload_photo: "sending a photo…", upload_document: "sending a file…" };

export class Phone {
  /**
   * @param {Object} state as the server draws it
   * @param {{openLink: function(string): boolean, unread: function(Phone): void}} page
   */
  constructor(state, page) {
    this.state = state;
    this.page = page;
    this.messages = new Map();
    this.waiting = new Map();
    this.deeds = {
      follow: (url) => page.openLink(url),
      command: (text) => this.command(text),
      told: (text) => toast(this.toasts, text),
    };
    this.build();
    this.reset(state);
  }

  build() {
    const { id, name, role } = this.state;
    this.language = el("select", { class: "language", "aria-label": `Language of ${name}'s Telegram`, onchange: () => this.do("language", { language: this.language.value }) },
      Object.entries(LANGUAGES).map(([code, label]) => el("option", { value: code }, label)));
    this.title = el("b", { class: "bot-name" });
    this.status = el("span", { class: "bot-status" }, "bot");
    this.avatar = el("span", { class: "avatar", "aria-hidden": "true" });
    this.thread = el("div", { class: "thread" });
    this.log = el("div", { class: "log", role: "log", "aria-label": "Messages", tabindex: "0" }, this.thread);
    this.about = el("div", { class: "about" });
    this.latest = el("button", { type: "button", class: "to-latest", "aria-label": "To the latest message", hidden: true, onclick: () => this.toBottom() }, icon("down"));
    this.toasts = el("div", { class: "toasts", role: "status", "aria-live": "polite" });
    this.composer = new Composer(this);
    this.screen = el("div", { class: "screen" }, this.header(), el("div", { class: "wall" }, this.about, this.log, this.latest, this.toasts), this.composer.node);
    this.node = el("section", { class: "slot", id: `phone-${id}`, "aria-label": `${role}: ${name}` },
      el("div", { class: "owner" }, el("b", {}, role), el("span", {}, name), this.language),
      el("div", { class: "phone" }, this.screen));
    this.log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    const keepUp = new ResizeObserver(() => this.following && this.toBottom());
    for (const part of [this.log, this.thread]) keepUp.observe(part);
    this.node.addEventListener("keydown", (event) => this.key(event));
  }

  header() {
    this.blocking = el("button", { type: "button", onclick: () => this.fromMenu(this.state.blocked ? "unblock" : "block") });
    const clear = el("button", { type: "button", onclick: () => this.fromMenu("clear") }, "Clear this view, back to START");
    this.more = el("details", { class: "more" }, el("summary", { "aria-label": "More", title: "More" }, icon("more")),
      el("div", { class: "more-menu" }, clear, this.blocking));
    this.more.addEventListener("focusout", (event) => {
      if (!this.more.contains(event.relatedTarget)) this.more.open = false;
    });
    return el("div", { class: "head" }, this.avatar, el("div", { class: "peer" }, this.title, this.status), this.more);
  }

  /** Takes the whole picture anew. */
  reset(state) {
    this.thread.replaceChildren();
    this.messages.clear();
    this.following = true;
    this.update(state);
    for (const message of state.messages) this.put(message);
    this.settle();
    this.toBottom();
  }

  /** Takes what stands around the messages: header, menu, language, START, block. */
  update(state) {
    this.state = { ...this.state, ...state };
    const { botName, description, language, blocked } = this.state;
    for (const id of [...this.messages.keys()].filter((id) => id <= this.state.hiddenUpTo)) this.remove(id);
    this.title.textContent = botName;
    this.avatar.textContent = [...botName][0] ?? "?";
    this.language.value = language;
    this.screen.lang = language;
    this.blocking.textContent = blocked ? "Unblock the bot" : "Block the bot";
    this.about.replaceChildren(el("b", {}, "What can this bot do?"), el("p", { dir: "auto" }, description || "It has not said yet. Press START to see."));
    this.about.hidden = this.state.open;
    this.composer.update();
  }

  /** A message is new, or looks different. */
  show(message) {
    if (!message.fromBot) this.following = true;
    if (!this.state.open) this.update({ open: true });
    const known = this.messages.has(message.id);
    const node = this.put(message);
    node.classList.add(known ? "changed" : "fresh");
    if (message.fromBot) this.typing(null);
    if (message.fromBot && !known) this.page.unread(this);
    this.settle();
    if (this.following) this.toBottom();
  }

  remove(id) {
    const node = this.messages.get(id)?.node;
    if (!node) return;
    const focused = node.contains(document.activeElement);
    this.messages.delete(id);
    node.remove();
    this.settle();
    if (focused) this.composer.input.focus();
  }

  /** A tap has been answered. */
  answered({ message, data, text, alert }) {
    this.stopSpinner(message, data);
    if (text && alert) alertIn(this.screen, this.state.botName, text);
    else if (text) toast(this.toasts, text);
  }

  typing(action) {
    clearTimeout(this.typingTimer);
    this.status.textContent = action ? ACTIONS[action] ?? "busy…" : "bot";
    if (action) this.typingTimer = setTimeout(() => this.typing(null), TYPING_MS);
  }

  put(message) {
    const node = bubble(message, this);
    const old = this.messages.get(message.id)?.node;
    this.messages.set(message.id, { message, node });
    if (old) this.swap(old, node);
    else this.append(message, node);
    return node;
  }

  append(message, node) {
    const label = day(message);
    if (label !== [...this.thread.querySelectorAll(".day")].at(-1)?.textContent) this.thread.append(el("div", { class: "day" }, label));
    this.thread.append(node);
  }

  swap(old, node) {
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const at = focused ? [...old.querySelectorAll(".key")].indexOf(focused) : -1;
    old.replaceWith(node);
    if (!focused) return;
    const keys = node.querySelectorAll(".key");
    const next = at < 0 ? node : keys[Math.min(at, keys.length - 1)] ?? node;
    next.focus({ preventScroll: true });
  }

  /** Only the newest keyboard is in the Tab order; digits press its buttons. */
  settle() {
    const newest = [...this.messages.values()].filter(({ message }) => message.keyboard.length).at(-1)?.node ?? null;
    for (const { node } of this.messages.values()) {
      node.classList.toggle("newest", node === newest);
      for (const key of node.querySelectorAll(".key")) key.tabIndex = node === newest ? 0 : -1;
    }
    this.newestKeys = newest ? [...newest.querySelectorAll(".key")] : [];
    this.newestKeys.slice(0, 9).forEach((key, index) => {
      key.dataset.digit = index + 1;
      key.setAttribute("aria-keyshortcuts", `${index + 1}`);
    });
  }

  key(event) {
    const typing = event.target.matches("textarea, select");
    if (event.ctrlKey || event.metaKey || event.isComposing) return;
    if (/^(Digit|Numpad)[1-9]$/.test(event.code) && (event.altKey || !typing)) {
      event.preventDefault();
      this.newestKeys[Number(event.code.at(-1)) - 1]?.click();
    } else if (event.key === "Escape") this.escape();
    else if (!typing && event.key === "/") {
      event.preventDefault();
      this.composer.toggle();
    } else if (!typing) this.move(event);
  }

  move(event) {
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const node = event.target.closest(".message");
    if (event.key === "Enter" && event.target === node) this.reply(this.messages.get(Number(node.dataset.id)).message);
    else if (by && event.target.matches(".key")) step(node.querySelectorAll(".key"), event.target, by);
    else if (node && event.target === node && event.key === "ArrowRight") node.querySelector(".key")?.focus();
    else if (by && (node || event.target === this.log)) step(this.log.querySelectorAll(".message"), node, by);
    else return;
    event.preventDefault();
  }

  escape() {
    this.more.open = false;
    this.composer.close();
    this.composer.input.focus();
  }

  press(message, button) {
    const name = spinner(message.id, button.callback_data);
    clearTimeout(this.waiting.get(name));
    this.waiting.set(name, setTimeout(() => this.stopSpinner(message.id, button.callback_data), SPINNER_MS));
    this.spin(message.id, button.callback_data, true);
    this.do("tap", { message: message.id, data: button.callback_data });
  }

  stopSpinner(id, data) {
    clearTimeout(this.waiting.get(spinner(id, data)));
    this.waiting.delete(spinner(id, data));
    this.spin(id, data, false);
  }

  spin(id, data, on) {
    for (const key of this.messages.get(id)?.node.querySelectorAll(".key") ?? []) {
      if (key.dataset.data !== data) continue;
      if (on) key.setAttribute("aria-busy", "true");
      else key.removeAttribute("aria-busy");
    }
  }

  pending(id, data) {
    return this.waiting.has(spinner(id, data));
  }

  async do(action, wish) {
    const trouble = await act(this.state.id, action, wish);
    if (trouble) toast(this.toasts, trouble);
  }

  fromMenu(action) {
    this.more.open = false;
    this.do(action);
  }

  send(text, replyTo) {
    this.do("send", { text, replyTo });
  }

  command(text) {
    this.do("send", { text });
  }

  start() {
    this.do("start");
  }

  unblock() {
    this.do("unblock");
  }

  follow(payload) {
    this.do("link", { payload });
    this.composer.input.focus();
  }

  reply(message) {
    this.composer.quote(message);
  }

  jump(id) {
    const node = this.messages.get(id)?.node;
    node?.scrollIntoView({ block: "center", behavior: "smooth" });
    node?.focus({ preventScroll: true });
  }

  newest() {
    return [...this.messages.values()].at(-1);
  }

  focusLast() {
    (this.newest()?.node ?? this.log).focus();
  }

  /** The log follows what comes in, unless the reader has scrolled up. */
  scrolled() {
    this.following = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_BOTTOM;
    this.latest.hidden = this.following;
  }

  toBottom() {
    this.following = true;
    this.log.scrollTop = this.log.scrollHeight;
    this.latest.hidden = true;
  }
}

function spinner(id, data) {
  return `${id} ${data}`;
}
