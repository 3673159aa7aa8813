// What lies over a phone: toasts, alert dialogs, and the question in which phone a link opens.

import { el } from "./dom.js";

const TOAST_MS = 3200;
let dialogs = 0;

/** A short word that goes away by itself. `area` is a live region. */
export function toast(area, text) {
  const node = el("p", { class: "toast" }, text);
  area.replaceChildren(node);
  setTimeout(() => node.remove(), TOAST_MS + text.length * 30);
}

/** A dialog over one phone, with OK; focus returns where it was. */
export function alertIn(phone, title, text) {
  const before = document.activeElement;
  const id = `dialog-${(dialogs += 1)}`;
  const close = () => {
    veil.remove();
    if (before?.isConnected) before.focus();
  };
  const ok = el("button", { type: "button", class: "dialog-ok", onclick: close }, "OK");
  const box = el(
    "div",
    {
      class: "dialog",
      role: "alertdialog",
      "aria-modal": "true",
      "aria-labelledby": id,
      "aria-describedby": `${id}-text`,
    },
    el("h2", { id }, title),
    el("p", { id: `${id}-text`, dir: "auto" }, text),
    ok,
  );
  const veil = el("div", { class: "veil" }, box);
  veil.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") close();
    if (event.key === "Tab") event.preventDefault();
  });
  phone.append(veil);
  ok.focus();
}

/**
 * Asks in which phone a link opens.
 * @param {Array<{state: Object}>} phones
 * @returns {Promise<Object|null>} the chosen phone
 */
export function choosePhone(phones, payload) {
  return new Promise((resolve) => {
    const done = (phone) => {
      dialog.close();
      dialog.remove();
      resolve(phone);
    };
    const choices = phones.map((phone) =>
      el(
        "button",
        { type: "button", class: "choice", onclick: () => done(phone) },
        el("b", {}, phone.state.role),
        el("span", {}, phone.state.name),
      ),
    );
    const dialog = el(
      "dialog",
      { class: "chooser", "aria-label": "Open in which phone?" },
      el("h2", {}, "Open in which phone?"),
      el(
        "p",
        {},
        payload ? "The link presses START there, with its invitation." : "The link opens the bot there.",
      ),
      el("div", { class: "choices" }, choices),
      el("button", { type: "button", class: "quiet", onclick: () => done(null) }, "Cancel"),
    );
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      done(null);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
