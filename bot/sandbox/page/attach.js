// Sending files: chosen with the paperclip, dropped on the phone or pasted; looked at once more, then sent.

import { el, icon, size } from "./dom.js";
import { dialogIn } from "./overlays.js";

const PHOTO = /^image\/(png|jpeg)$/;
const THUMBNAIL = 88;

/** @param {Object} phone  has a `screen`, is `ready()`, does `sendFiles(kind, files, caption)` */
export class Attach {
  constructor(phone) {
    this.phone = phone;
    this.picker = el("input", { type: "file", multiple: true, hidden: true, onchange: () => this.picked() });
    this.button = el(
      "button",
      {
        type: "button",
        class: "round",
        "aria-label": "Attach photos or files",
        title: "Attach photos or files",
        onclick: () => this.picker.click(),
      },
      icon("attach"),
    );
  }

  /** Lets files be dropped on a node and pasted into an input. */
  listen(node, input) {
    const hint = el("div", { class: "drop", hidden: true }, el("p", {}, "Drop photos or files to send them"));
    node.append(hint);
    node.addEventListener("dragover", (event) => {
      if (!this.phone.ready() || !event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      hint.hidden = false;
    });
    node.addEventListener("dragleave", (event) => {
      if (!node.contains(event.relatedTarget)) hint.hidden = true;
    });
    node.addEventListener("drop", (event) => {
      hint.hidden = true;
      if (!this.phone.ready() || !event.dataTransfer.files.length) return;
      event.preventDefault();
      this.offer([...event.dataTransfer.files]);
    });
    input.addEventListener("paste", (event) => {
      if (!event.clipboardData.files.length) return;
      event.preventDefault();
      this.offer([...event.clipboardData.files]);
    });
  }

  picked() {
    const files = [...this.picker.files];
    this.picker.value = "";
    if (files.length) this.offer(files);
  }

  /** Shows the files, takes a caption, and sends. */
  offer(files) {
    const photos = files.filter((file) => PHOTO.test(file.type));
    const caption = el("textarea", {
      class: "input caption",
      rows: "1",
      placeholder: "Add a caption",
      "aria-label": "Caption",
      maxlength: "1024",
      dir: "auto",
    });
    const asPhotos = el("input", { type: "checkbox", checked: true });
    const choice = el(
      "label",
      { class: "as-photos", hidden: !photos.length },
      asPhotos,
      "Send pictures as photos",
    );
    const send = () => {
      this.send(files, asPhotos.checked ? photos : [], caption.value);
    };
    const title = files.length === 1 ? "Send this file?" : `Send these ${files.length} files?`;
    const list = el("ul", { class: "picked" }, files.map(line));
    const close = dialogIn(
      this.phone.screen,
      title,
      [list, choice, caption],
      [{ text: "Cancel" }, { text: "Send", press: send }],
    );
    caption.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      send();
      close();
    });
    caption.focus();
  }

  /** Photos first, as Telegram's own apps do; the caption goes with what is sent first. */
  async send(files, photos, caption) {
    const documents = files.filter((file) => !photos.includes(file));
    if (photos.length) await this.phone.sendFiles("photos", photos, caption);
    if (documents.length) await this.phone.sendFiles("documents", documents, photos.length ? "" : caption);
  }
}

function line(file) {
  const picture = el("canvas", { width: THUMBNAIL, height: THUMBNAIL, "aria-hidden": "true" });
  if (file.type.startsWith("image/")) draw(file, picture);
  return el(
    "li",
    {},
    file.type.startsWith("image/") ? picture : el("span", { class: "disc" }, icon("file")),
    el("span", {}, el("b", { dir: "auto" }, file.name), el("small", {}, size(file.size))),
  );
}

/** The middle of a picture; one that cannot be read leaves the place empty. */
async function draw(file, canvas) {
  try {
    const picture = await createImageBitmap(file);
    const side = Math.min(picture.width, picture.height);
    const left = (picture.width - side) / 2;
    const top = (picture.height - side) / 2;
    canvas.getContext("2d").drawImage(picture, left, top, side, side, 0, 0, THUMBNAIL, THUMBNAIL);
  } catch {
    canvas.classList.add("unreadable");
  }
}
