// The lower edge of a phone: START or a block in its place, the input, the reply bar, the command menu.

import { el, icon } from "./dom.js";

/**
 * @param {Object} phone  asks `state` and `ready()`, does `send(text, replyTo)`, `start()`, `unblock()`,
 *   has a `log`, an `attach` and a `below`
 */
export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.replying = null;
    this.chosen = -1;
    this.node = el("div", { class: "foot" });
    this.bar = el("div", { class: "reply-bar", hidden: true });
    this.menu = el("div", {
      class: "menu",
      role: "listbox",
      id: `menu-${phone.state.id}`,
      "aria-label": "Commands",
      hidden: true,
    });
    this.input = el("textarea", {
      rows: "1",
      class: "input",
      placeholder: "Message",
      "aria-label": `Message to ${phone.state.botName}`,
      maxlength: "4096",
      dir: "auto",
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.menu.id,
      oninput: () => this.typed(),
      onkeydown: (event) => this.key(event),
    });
    this.slash = el(
      "button",
      {
        type: "button",
        class: "slash",
        "aria-label": "Commands",
        title: "Commands",
        "aria-expanded": "false",
        onclick: () => this.toggle(),
      },
      "/",
    );
    this.send = el(
      "button",
      { type: "button", class: "send", "aria-label": "Send", onclick: () => this.submit() },
      icon("send"),
    );
    const { attach, below } = phone;
    this.form = el("div", { class: "form" }, this.slash, this.input, below.toggle, attach.button, this.send);
    this.wide = el("button", { type: "button", class: "wide" });
    this.wide.addEventListener("click", () => (phone.state.blocked ? phone.unblock() : phone.start()));
    this.node.append(this.menu, this.bar, this.form, below.node, this.wide, attach.picker);
  }

  /** Draws what the phone's state asks for. */
  update() {
    const { blocked, commands, below } = this.phone.state;
    const ready = this.phone.ready();
    const hadFocus = document.activeElement === this.wide;
    this.form.hidden = !ready;
    this.wide.hidden = ready;
    this.wide.textContent = blocked ? "UNBLOCK" : "START";
    this.slash.hidden = !commands.length;
    this.phone.below.update();
    if (!ready) this.phone.below.node.hidden = true;
    this.input.placeholder = below.placeholder || "Message";
    if (!ready) this.quote(null);
    if (!ready || !commands.length) this.close();
    if (hadFocus && ready) this.input.focus();
  }

  /** Begins or ends a reply to a message. */
  quote(message) {
    this.replying = message?.id ?? null;
    this.bar.hidden = !message;
    if (!message) return;
    const cancel = el(
      "button",
      { type: "button", class: "bare", "aria-label": "Do not reply", onclick: () => this.quote(null) },
      icon("close"),
    );
    this.bar.replaceChildren(
      icon("reply"),
      el(
        "div",
        {},
        el("b", {}, `Reply to ${message.fromBot ? this.phone.state.botName : "yourself"}`),
        el("span", {}, message.text || "Photo, file or contact"),
      ),
      cancel,
    );
    this.input.focus();
  }

  submit() {
    const text = this.input.value;
    if (!text.trim()) return;
    this.phone.send(text, this.replying);
    this.input.value = "";
    this.quote(null);
    this.typed();
  }

  typed() {
    this.node.classList.toggle("filled", this.input.value.trim() !== "");
    const text = this.input.value;
    this.input.style.height = "";
    if (text) this.input.style.height = `${Math.min(this.input.scrollHeight + 2, 132)}px`;
    if (/^\/\w*$/.test(text) && this.phone.state.commands.length) this.list(text.slice(1));
    else this.close();
  }

  toggle() {
    if (this.menu.hidden) {
      this.list("");
      this.input.focus();
    } else this.close();
  }

  key(event) {
    if (event.isComposing) return;
    const listed = !this.menu.hidden;
    if (listed && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.choose(event.key === "ArrowDown" ? 1 : -1);
    } else if (listed && (event.key === "Enter" || event.key === "Tab") && this.menu.children[this.chosen]) {
      event.preventDefault();
      this.menu.children[this.chosen].click();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (listed) this.close();
      else this.quote(null);
    } else if (event.key === "ArrowUp" && !this.input.value) {
      event.preventDefault();
      this.phone.log.focusLast();
    }
  }

  list(prefix) {
    const found = this.phone.state.commands.filter((command) => command.command.startsWith(prefix));
    if (!found.length) return this.close();
    this.menu.replaceChildren(...found.map((command, index) => this.option(command, index)));
    this.menu.hidden = false;
    this.chosen = -1;
    for (const node of [this.slash, this.input]) node.setAttribute("aria-expanded", "true");
    this.choose(1);
  }

  option(command, index) {
    const pick = () => {
      this.input.value = `/${command.command}`;
      this.submit();
      this.input.focus();
    };
    return el(
      "div",
      {
        class: "option",
        role: "option",
        id: `${this.menu.id}-${index}`,
        onclick: pick,
        onmousedown: (event) => event.preventDefault(),
      },
      el("b", {}, `/${command.command}`),
      el("span", { dir: "auto" }, command.description),
    );
  }

  choose(by) {
    const options = [...this.menu.children];
    options[this.chosen]?.removeAttribute("aria-selected");
    this.chosen = (this.chosen + by + options.length) % options.length;
    options[this.chosen].setAttribute("aria-selected", "true");
    options[this.chosen].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", options[this.chosen].id);
  }

  close() {
    this.menu.hidden = true;
    this.input.removeAttribute("aria-activedescendant");
    for (const node of [this.slash, this.input]) node.setAttribute("aria-expanded", "false");
  }
}
