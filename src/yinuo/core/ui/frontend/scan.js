// Reads a code with the camera into a field and sends its form: <button data-scan="field-id" hidden>, shown only where the browser can do it.
// A scanner that types needs nothing of this: it types into the field and presses Enter.
const picture = document.querySelector("[data-scan-picture]");
const able = picture && "BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia;

async function scan(field) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user" } });
  picture.srcObject = stream;
  picture.hidden = false;
  await picture.play();
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  const code = await firstCode(detector);
  stream.getTracks().forEach((track) => track.stop());
  picture.hidden = true;
  if (code) { field.value = code; field.form.requestSubmit(); }
}

async function firstCode(detector) {
  for (const until = Date.now() + 30000; Date.now() < until;) {
    const [found] = await detector.detect(picture).catch(() => []);
    if (found) return found.rawValue;
    await new Promise((next) => setTimeout(next, 150));
  }
  return "";
}

for (const button of document.querySelectorAll("[data-scan]")) {
  button.hidden = !able;
  button.addEventListener("click", () => scan(document.getElementById(button.dataset.scan)).catch(() => { picture.hidden = true; button.hidden = true; }));
}
