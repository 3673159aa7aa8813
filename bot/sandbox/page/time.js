// The sandbox's time: how moments are told, and the dial that puts the time forward.

import { el } from "./dom.js";
import { jump } from "./server.js";

const LOCALE = navigator.language;
const TICK_MS = 5000;
let zone;

/** The hour and minute of a moment. @param {number} moment milliseconds since the epoch */
export function hour(moment) {
  return told({ hour: "2-digit", minute: "2-digit" }, moment);
}

/** The day of a moment, as shown between messages. */
export function day(moment) {
  return told({ day: "numeric", month: "long" }, moment);
}

function told(parts, moment) {
  return new Intl.DateTimeFormat(LOCALE, { ...parts, timeZone: zone }).format(moment);
}

/** The time with its buttons; hidden where the sandbox's time only runs. */
export class Dial {
  constructor(place, complain) {
    this.place = place;
    this.complain = complain;
    this.face = el("time", {});
    setInterval(() => this.tell(), TICK_MS);
  }

  /** @param {?{now: number, zone: string, jumps: Array<{name: string, label: string}>}} clock */
  set(clock) {
    this.place.hidden = !clock;
    zone = clock?.zone;
    if (!clock) return;
    this.ahead = clock.now - Date.now();
    if (!this.place.children.length) {
      const buttons = clock.jumps.map(({ name, label }) =>
        el("button", { type: "button", onclick: () => this.press(name) }, label),
      );
      this.place.replaceChildren(this.face, ...buttons);
    }
    this.tell();
  }

  async press(name) {
    const trouble = await jump(name);
    if (trouble) this.complain(trouble);
  }

  tell() {
    if (this.ahead === undefined) return;
    const moment = Date.now() + this.ahead;
    const weekday = told({ weekday: "long", day: "numeric", month: "long" }, moment);
    this.face.textContent = `${weekday}, ${hour(moment)}`;
    this.face.dateTime = new Date(moment).toISOString();
  }
}
