// The reply keyboard below the input: buttons that are sent as text, or share the own number once confirmed.

import { telephone } from "./bubble.js";
import { el, icon } from "./dom.js";
import { confirmIn } from "./overlays.js";

/** @param {Object} phone  has a `state` and a `screen`, does `pressBelow(text)` and `fold(folded)` */
export class Below {
  constructor(phone) {
    this.phone = phone;
    this.node = el("div", { class: "below", role: "group", "aria-label": "Reply keyboard", hidden: true });
    this.toggle = el(
      "button",
      { type: "button", class: "round", hidden: true, onclick: () => phone.fold(!phone.state.below.folded) },
      icon("keys"),
    );
  }

  /** Draws what the phone's state asks for. */
  update() {
    const { rows, folded } = this.phone.state.below;
    const label = folded ? "Show the reply keyboard" : "Hide the reply keyboard";
    this.toggle.hidden = !rows.length;
    this.toggle.title = label;
    this.toggle.setAttribute("aria-label", label);
    this.toggle.setAttribute("aria-expanded", String(!folded));
    this.node.hidden = !rows.length || folded;
    this.node.replaceChildren(
      ...rows.map((row) =>
        el(
          "div",
          { class: "below-row" },
          row.map((one) => this.key(one)),
        ),
      ),
    );
  }

  key({ text, asksContact }) {
    const press = () => (asksContact ? this.share(text) : this.phone.pressBelow(text));
    return el(
      "button",
      { type: "button", class: "below-key", onclick: press },
      asksContact ? icon("person") : null,
      el("span", { dir: "auto" }, text),
    );
  }

  async share(text) {
    const { phone: number, botName } = this.phone.state;
    const question = `${botName} will know that ${telephone(number)} is yours.`;
    const agreed = await confirmIn(this.phone.screen, "Share your phone number?", question, "Share");
    if (agreed) this.phone.pressBelow(text);
  }
}
