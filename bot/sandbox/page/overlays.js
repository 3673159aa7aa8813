// What lies over a phone: toasts, alert dialogs, and the question in which phone a link opens.

import { el, step } from "./dom.js";

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
  dialogIn(phone, title, [el("p", { dir: "auto" }, text)], [{ text: "OK" }], "alertdialog");
}

/** A question over one phone. Escape and Cancel mean no. */
export function confirmIn(phone, title, text, yes) {
  return new Promise((resolve) => {
    const buttons = [{ text: "Cancel" }, { text: yes, press: () => resolve(true) }];
    dialogIn(phone, title, [el("p", { dir: "auto" }, text)], buttons, "alertdialog", () => resolve(false));
  });
}

/**
 * A dialog over one phone; the last button has the focus, which later returns where it was.
 * @param {Array<Node>} content
 * @param {Array<{text: string, press?: function(): void}>} buttons  each closes the dialog
 * @param {function(): void} closed  called at the end, however it came
 * @returns {function(): void} closes it
 */
export function dialogIn(phone, title, content, buttons, role = "dialog", closed = () => {}) {
  const before = document.activeElement;
  const id = `dialog-${(dialogs += 1)}`;
  const close = () => {
    veil.remove();
    if (before?.isConnected) before.focus();
    closed();
  };
  const row = buttons.map(({ text, press }) =>
    el("button", { type: "button", class: "dialog-ok", onclick: () => (press?.(), close()) }, text),
  );
  const described = el("div", { id: `${id}-text`, class: "dialog-content" }, content);
  const box = el(
    "div",
    { class: "dialog", role, "aria-modal": "true", "aria-labelledby": id, "aria-describedby": described.id },
    el("h2", { id }, title),
    described,
    el("div", { class: "dialog-row" }, row),
  );
  const veil = el("div", { class: "veil" }, box);
  veil.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") close();
    if (event.key === "Tab") stay(event, box);
  });
  phone.append(veil);
  row.at(-1).focus();
  return close;
}

/** Tab goes around within a dialog. */
function stay(event, box) {
  event.preventDefault();
  const able = [...box.querySelectorAll("button, input, textarea")].filter((one) => one.offsetParent);
  step(able, document.activeElement, event.shiftKey ? -1 : 1);
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
        payload
          ? "The link presses START there, as if it had been sent to that person."
          : "The link opens the bot there.",
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
