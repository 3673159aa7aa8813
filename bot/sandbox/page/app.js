// The page: one phone per person, side by side where they fit, as tabs where they do not.

import { el } from "./dom.js";
import { choosePhone } from "./overlays.js";
import { Phone } from "./phone.js";
import { listen } from "./server.js";
import { Dial } from "./time.js";

const PHONE_WIDTH = 356;
const place = document.getElementById("phones");
const tabs = document.getElementById("tabs");
const help = document.getElementById("help");
const line = document.getElementById("line");
const dial = new Dial(document.getElementById("clock"), (why) => (line.textContent = why));
const phones = new Map();
const page = { openLink, unread };
let username = "";
let current = null;

listen(
  {
    whole: ({ bot, clock, phones: states }) => {
      dial.set(clock);
      username = bot.username.toLowerCase();
      document.title = `${states[0]?.botName ?? "Firstcall"} · sandbox`;
      takeWhole(states);
    },
    clock: (clock) => dial.set(clock),
    phone: (state) => phones.get(state.id)?.update(state),
    message: ({ phone, message }) => phones.get(phone)?.show(message),
    deleted: ({ phone, id }) => phones.get(phone)?.remove(id),
    answered: (answer) => phones.get(answer.phone)?.answered(answer),
    acting: ({ phone, action }) => phones.get(phone)?.typing(action),
  },
  (state) => {
    line.dataset.state = state;
    line.textContent = state === "live" ? "Connected" : "The sandbox does not answer. Waiting for it…";
  },
);

function takeWhole(states) {
  const same = states.length === phones.size && states.every((state) => phones.has(state.id));
  if (same) states.forEach((state) => phones.get(state.id).reset(state));
  else rebuild(states);
}

function rebuild(states) {
  phones.clear();
  for (const state of states) phones.set(state.id, new Phone(state, page));
  place.replaceChildren(...[...phones.values()].map((phone) => phone.node));
  tabs.replaceChildren(...[...phones.values()].map(tab));
  if (!phones.size) place.append(el("p", { class: "noscript" }, "This sandbox was started without phones."));
  select([...phones.values()][0]);
  lay();
}

function tab(phone) {
  phone.tab = el(
    "button",
    {
      type: "button",
      role: "tab",
      class: "tab",
      id: `tab-${phone.state.id}`,
      "aria-controls": phone.node.id,
      onclick: () => select(phone),
      onkeydown: (event) => walk(event, phone),
    },
    el("b", {}, phone.state.role),
    el("span", {}, phone.state.name),
    el("i", { class: "badge", hidden: true, "aria-label": "unread" }),
  );
  return phone.tab;
}

function walk(event, phone) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  const all = [...phones.values()];
  const next = all[(all.indexOf(phone) + by + all.length) % all.length];
  select(next);
  next.tab.focus();
}

function select(phone) {
  if (!phone) return;
  current = phone;
  for (const one of phones.values()) {
    const chosen = one === phone;
    one.tab.setAttribute("aria-selected", String(chosen));
    one.tab.tabIndex = chosen ? 0 : -1;
    one.node.classList.toggle("current", chosen);
  }
  const badge = phone.tab.querySelector(".badge");
  badge.hidden = true;
  badge.textContent = "";
  phone.log.arrive();
}

function unread(phone) {
  if (!inTabs() || phone === current) return;
  const badge = phone.tab.querySelector(".badge");
  badge.textContent = String(Number(badge.textContent || 0) + 1);
  badge.hidden = false;
}

function inTabs() {
  return document.body.classList.contains("in-tabs");
}

/** Side by side if every phone gets its width, else tabs. */
function lay() {
  const narrow = phones.size > 1 && innerWidth < phones.size * PHONE_WIDTH;
  document.body.classList.toggle("in-tabs", narrow);
  document.body.classList.toggle("small", innerWidth < 520);
  tabs.hidden = !narrow;
  for (const phone of phones.values()) {
    if (narrow) phone.node.setAttribute("role", "tabpanel");
    else phone.node.removeAttribute("role");
  }
}

addEventListener("resize", lay);
help.addEventListener("focusout", (event) => {
  if (!help.contains(event.relatedTarget)) help.open = false;
});

/** Follows a deep link to this bot in a phone of the user's choice; true if it was one. */
function openLink(address) {
  const payload = deepLink(address);
  if (payload === null) return false;
  choosePhone([...phones.values()], payload).then((phone) => {
    if (!phone) return;
    select(phone);
    phone.follow(payload);
  });
  return true;
}

function deepLink(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  const web =
    /^(www\.)?(t|telegram)\.me$/.test(url.hostname) && url.pathname.slice(1).toLowerCase() === username;
  const app = url.protocol === "tg:" && (url.searchParams.get("domain") ?? "").toLowerCase() === username;
  return web || app ? (url.searchParams.get("start") ?? "") : null;
}
