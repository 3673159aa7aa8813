// One message: bubble, picture, reply quotation, time, and the inline keyboard below it.

import { copy, el, icon, size } from "./dom.js";
import { rich } from "./rich.js";
import { hour } from "./time.js";

/**
 * @param {Object} message as the server draws it
 * @param {Object} phone what the bubble may ask of its phone: its `log`, `press(message, button)`,
 *   `reply(message)`, and the deeds of `rich`
 * @returns {HTMLElement}
 */
export function bubble(message, phone) {
  const who = message.fromBot ? "bot" : "own";
  const box = el(
    "div",
    { class: message.media ? "bubble with-media" : "bubble" },
    message.replyTo ? quotation(message.replyTo, phone) : null,
    message.media ? media(message.media, message.fromBot) : null,
    message.contact ? contact(message.contact) : null,
    message.text && !message.album ? words(message, phone) : null,
    el(
      "span",
      { class: "stamp" },
      message.edited ? el("i", {}, "edited ") : null,
      el("time", { datetime: new Date(message.date).toISOString() }, hour(message.date)),
      message.fromBot ? null : icon("check"),
    ),
  );
  const answer = el(
    "button",
    {
      class: "answer",
      type: "button",
      tabindex: "-1",
      "aria-label": "Reply to this message",
      title: "Reply",
      onclick: () => phone.reply(message),
    },
    icon("reply"),
  );
  const node = el(
    "article",
    {
      class: `message ${who}`,
      tabindex: "-1",
      "data-id": message.id,
      "aria-label": `${message.fromBot ? phone.state.botName : "You"}, ${hour(message.date)}${message.edited ? ", edited" : ""}`,
    },
    el(
      "div",
      { class: "stack" },
      el("div", { class: "line-up" }, box, answer),
      message.keyboard.length ? keyboard(message, phone) : null,
    ),
  );
  node.addEventListener("dblclick", (event) => {
    if (!event.target.closest("button, a, code, .keyboard")) phone.reply(message);
  });
  return node;
}

/** The words of a message; those of an album stand once below all its pictures. */
export function words(message, phone) {
  return el("div", { class: "body", dir: "auto" }, rich(message.text, message.entities, phone.deeds));
}

function quotation(original, phone) {
  return el(
    "button",
    {
      class: "quoted",
      type: "button",
      onclick: () => phone.log.jump(original.id),
      "aria-label": "Go to the message this replies to",
    },
    el("b", {}, original.fromBot ? phone.state.botName : phone.state.name),
    el("span", {}, original.text || "Photo, file or contact"),
  );
}

function media(file, fromBot) {
  if (file.kind === "photo") {
    const picture = el("img", {
      src: file.url,
      width: file.width,
      height: file.height,
      alt: fromBot ? "Photo from the bot" : "Your photo",
      loading: "lazy",
    });
    return el(
      "a",
      { href: file.url, target: "_blank", class: "photo", "aria-label": "Photo, open it alone" },
      picture,
    );
  }
  return el(
    "a",
    { href: file.url, download: file.name, class: "document" },
    el("span", { class: "disc" }, icon("file")),
    el("span", {}, el("b", {}, file.name), el("small", {}, size(file.bytes))),
  );
}

function contact({ first_name: name, phone_number: number }) {
  return el(
    "div",
    { class: "contact" },
    el("span", { class: "disc" }, icon("person")),
    el("span", {}, el("b", { dir: "auto" }, name), el("small", {}, telephone(number))),
  );
}

/** A number with its plus, which Telegram leaves away. */
export function telephone(number) {
  return number.startsWith("+") ? number : `+${number}`;
}

function keyboard(message, phone) {
  const rows = message.keyboard.map((row) =>
    el(
      "div",
      { class: "keys-row" },
      row.map((button) => key(message, button, phone)),
    ),
  );
  return el("div", { class: "keyboard", role: "group", "aria-label": "Buttons" }, rows);
}

function key(message, button, phone) {
  const mark = button.url ? icon("link") : button.copy_text ? icon("copy") : null;
  const attributes = {
    class: "key",
    "data-action": button.callback_data ? "callback" : button.url ? "url" : "copy",
  };
  if (button.url) {
    const follow = (event) => {
      if (phone.deeds.follow(button.url)) event.preventDefault();
    };
    return el(
      "a",
      { ...attributes, href: button.url, target: "_blank", rel: "noopener noreferrer", onclick: follow },
      label(button),
      mark,
    );
  }
  const press = button.copy_text
    ? async () => {
        await copy(button.copy_text.text);
        phone.deeds.told("Copied to the clipboard");
      }
    : () => phone.press(message, button);
  const busy = phone.log.pending(message.id, button.callback_data);
  return el(
    "button",
    {
      ...attributes,
      type: "button",
      "aria-busy": busy ? "true" : null,
      "data-data": button.callback_data,
      onclick: press,
    },
    label(button),
    mark,
  );
}

function label(button) {
  return el("span", { class: "key-text", dir: "auto" }, button.text);
}
