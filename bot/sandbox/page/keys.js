// The keyboard inside a phone: arrows walk, digits press, Enter replies, Escape goes back to the input.

import { step } from "./dom.js";

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/**
 * Handles a key that was pressed anywhere in a phone.
 * Digits belong to the text while one is typed; with Alt they press a button there too.
 */
export function onKey(event, phone) {
  if (event.ctrlKey || event.metaKey || event.isComposing) return;
  const typing = event.target.matches("textarea, select");
  if (/^(Digit|Numpad)[1-9]$/.test(event.code) && (event.altKey || !typing)) {
    event.preventDefault();
    phone.log.newestKeys[Number(event.code.at(-1)) - 1]?.click();
  } else if (event.key === "Escape") phone.backToInput();
  else if (!typing && event.key === "/") {
    event.preventDefault();
    phone.composer.toggle();
  } else if (!typing && walk(event, phone)) event.preventDefault();
}

/** Moves the focus or begins a reply; false when the key means nothing here. */
function walk(event, phone) {
  const { target, key } = event;
  const by = STEPS[key];
  const message = target.closest(".message");
  if (by && target.matches(".key")) step(message.querySelectorAll(".key"), target, by);
  else if (target === message && key === "Enter") phone.reply(phone.log.message(message));
  else if (target === message && key === "ArrowRight") message.querySelector(".key")?.focus();
  else if (by && (message || target === phone.log.node))
    step(phone.log.node.querySelectorAll(".message"), message, by);
  else return false;
  return true;
}
