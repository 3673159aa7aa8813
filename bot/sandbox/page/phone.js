// One phone: its header, what lies around its messages, and everything its owner can do.

import { Attach } from "./attach.js";
import { Below } from "./below.js";
import { Composer } from "./composer.js";
import { el, icon } from "./dom.js";
import { onKey } from "./keys.js";
import { Log } from "./log.js";
import { alertIn, toast } from "./overlays.js";
import { act, upload } from "./server.js";

const TYPING_MS = 5000;
const LANGUAGES = { en: "English", ru: "Русский", ja: "日本語" };
const ACTIONS = {
  typing: "typing…",
  upload_photo: "sending a photo…",
  upload_document: "sending a file…",
};

export class Phone {
  /**
   * @param {Object} state as the server draws it
   * @param {{openLink: function(string): boolean, unread: function(Phone): void}} page
   */
  constructor(state, page) {
    this.state = state;
    this.page = page;
    this.deeds = {
      follow: (url) => page.openLink(url),
      command: (text) => this.send(text),
      told: (text) => toast(this.toasts, text),
    };
    this.log = new Log(this);
    this.attach = new Attach(this);
    this.below = new Below(this);
    this.composer = new Composer(this);
    this.build();
    this.reset(state);
  }

  build() {
    const { id, name, role } = this.state;
    this.about = el("div", { class: "about" });
    this.toasts = el("div", { class: "toasts", role: "status", "aria-live": "polite" });
    const wall = el("div", { class: "wall" }, this.about, this.log.node, this.log.latest, this.toasts);
    this.screen = el("div", { class: "screen" }, this.header(), wall, this.composer.node);
    this.node = el(
      "section",
      { class: "slot", id: `phone-${id}`, "aria-label": `${role}: ${name}` },
      el("div", { class: "owner" }, el("b", {}, role), el("span", {}, name), this.languages()),
      el("div", { class: "phone" }, this.screen),
    );
    this.attach.listen(this.screen, this.composer.input);
    this.node.addEventListener("keydown", (event) => onKey(event, this));
  }

  languages() {
    this.language = el(
      "select",
      {
        class: "language",
        "aria-label": `Language of ${this.state.name}'s Telegram`,
        onchange: () => this.do("language", { language: this.language.value }),
      },
      Object.entries(LANGUAGES).map(([code, label]) => el("option", { value: code }, label)),
    );
    return this.language;
  }

  header() {
    this.title = el("b", { class: "bot-name" });
    this.status = el("span", { class: "bot-status" }, "bot");
    this.avatar = el("span", { class: "avatar", "aria-hidden": "true" });
    return el(
      "div",
      { class: "head" },
      this.avatar,
      el("div", { class: "peer" }, this.title, this.status),
      this.moreMenu(),
    );
  }

  moreMenu() {
    const block = () => this.fromMenu(this.state.blocked ? "unblock" : "block");
    this.blocking = el("button", { type: "button", onclick: block });
    const clear = el(
      "button",
      { type: "button", onclick: () => this.fromMenu("clear") },
      "Clear this view, back to START",
    );
    this.more = el(
      "details",
      { class: "more" },
      el("summary", { "aria-label": "More", title: "More" }, icon("more")),
      el("div", { class: "more-menu" }, clear, this.blocking),
    );
    this.more.addEventListener("focusout", (event) => {
      if (!this.more.contains(event.relatedTarget)) this.more.open = false;
    });
    return this.more;
  }

  /** Takes the whole picture anew. */
  reset(state) {
    this.update(state);
    this.log.reset(state.messages);
  }

  /** Takes what stands around the messages: header, menu, language, START, block. */
  update(state) {
    this.state = { ...this.state, ...state };
    const { botName, description, language, blocked, open, hiddenUpTo } = this.state;
    this.log.removeUpTo(hiddenUpTo);
    this.title.textContent = botName;
    this.avatar.textContent = [...botName][0] ?? "?";
    this.language.value = language;
    this.screen.lang = language;
    this.blocking.textContent = blocked ? "Unblock the bot" : "Block the bot";
    const words = description || "It has not said yet. Press START to see.";
    this.about.replaceChildren(el("b", {}, "What can this bot do?"), el("p", { dir: "auto" }, words));
    this.about.hidden = open;
    this.composer.update();
  }

  /** Whether its owner can write: after START, and without a block. */
  ready() {
    return this.state.open && !this.state.blocked;
  }

  /** A message is new, or looks different. */
  show(message) {
    if (!this.state.open) this.update({ open: true });
    const known = this.log.show(message);
    if (!message.fromBot) return;
    this.typing(null);
    if (!known) this.page.unread(this);
  }

  remove(id) {
    if (this.log.remove(id)) this.composer.input.focus();
  }

  /** A tap has been answered. */
  answered({ message, data, text, alert }) {
    this.log.stopSpinner(message, data);
    if (text && alert) alertIn(this.screen, this.state.botName, text);
    else if (text) toast(this.toasts, text);
  }

  /** Shows for a moment that the bot is busy; null ends it. */
  typing(action) {
    clearTimeout(this.typingTimer);
    this.status.textContent = action ? (ACTIONS[action] ?? "busy…") : "bot";
    if (action) this.typingTimer = setTimeout(() => this.typing(null), TYPING_MS);
  }

  backToInput() {
    this.more.open = false;
    this.composer.close();
    this.composer.input.focus();
  }

  async do(action, wish) {
    const trouble = await act(this.state.id, action, wish);
    if (trouble) toast(this.toasts, trouble);
  }

  fromMenu(action) {
    this.more.open = false;
    this.do(action);
  }

  press(message, button) {
    this.log.startSpinner(message.id, button.callback_data);
    this.do("tap", { message: message.id, data: button.callback_data });
  }

  send(text, replyTo) {
    this.do("send", { text, replyTo });
  }

  async sendFiles(kind, files, caption) {
    const trouble = await upload(this.state.id, kind, files, caption);
    if (trouble) toast(this.toasts, trouble);
  }

  pressBelow(text) {
    this.do("below", { text });
  }

  fold(folded) {
    this.do("fold", { folded });
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
}
