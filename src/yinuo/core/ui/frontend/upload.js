// A photo is made smaller before it travels (1600 px, JPEG), is seen at once, and stays with a "try again" when the network fails.
import { newKey } from "./key.js";

const LONGEST = 1600;

export async function smaller(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < 300e3) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: picture.width * scale, height: picture.height * scale });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
  } catch {
    return file; // a kind the browser cannot read (HEIC): the server can
  }
}

function preview(form, file) {
  const frame = Object.assign(document.createElement("div"), { className: "photo is-sending" });
  const image = Object.assign(document.createElement("img"), { src: URL.createObjectURL(file), alt: "" });
  frame.append(image);
  form.before(frame);
  return frame;
}

function refuse(frame, words, again) {
  frame.classList.remove("is-sending");
  frame.classList.add("is-refused");
  const note = Object.assign(document.createElement("button"), { type: "button", className: "photo-note", textContent: words });
  note.addEventListener("click", () => { note.remove(); frame.classList.remove("is-refused"); again(); });
  frame.append(note);
}

async function send(form, field, file, frame) {
  frame.classList.add("is-sending");
  const body = new FormData(form);
  body.delete(field.name);
  body.set("_key", frame.dataset.key ??= newKey());
  body.append(field.name, await smaller(file));
  const say = document.body.dataset;
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin" });
    const signedOut = answer.redirected && /\/(accounts\/)?login/.test(answer.url);
    if (answer.ok && !signedOut) {
      frame.classList.remove("is-sending");
      return form.dispatchEvent(new CustomEvent("yinuo:uploaded", { bubbles: true, detail: await answer.json().catch(() => ({})) }));
    }
    const told = await answer.json().catch(() => ({}));
    refuse(frame, told.error || (signedOut ? say.saySignin : say.sayFailed), () => send(form, field, file, frame));
  } catch {
    // In the workshop the photo joins the other acts that wait for the network.
    if ("queue" in form.dataset) return document.dispatchEvent(new CustomEvent("yinuo:enqueue", { detail: { form, name: field.name, file: body.get(field.name), key: frame.dataset.key, frame } }));
    refuse(frame, say.sayLost, () => send(form, field, file, frame));
  }
}

document.addEventListener("change", (event) => {
  const field = event.target;
  const form = field.type === "file" && field.closest("form[data-upload]");
  if (!form) return;
  for (const file of field.files) send(form, field, file, preview(form, file));
  field.value = "";
});
