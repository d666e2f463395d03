// Reads a code with the camera into a field and sends its form: <button data-scan="field-id" hidden>, shown where there is a camera to ask for.
// A scanner that types needs nothing of this: it types into the field and presses Enter.
const picture = document.querySelector("[data-scan-picture]");
const able = picture && navigator.mediaDevices?.getUserMedia;
const WIDEST = 640; // a badge held up to the tablet is read at this width, and four times as fast as at 1280

async function scan(field) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user" } });
  picture.srcObject = stream;
  picture.hidden = false;
  await picture.play();
  const code = await firstCode(await reader()).finally(() => {
    stream.getTracks().forEach((track) => track.stop());
    picture.hidden = true;
  });
  if (code) { field.value = code; field.form.requestSubmit(); }
}

// The browser's own reader where it has one (Android, macOS); else one that is loaded now (iPad, Windows, Linux).
async function reader() {
  const formats = await window.BarcodeDetector?.getSupportedFormats().catch(() => []);
  if (formats?.includes("qr_code")) {
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    return async () => (await detector.detect(picture).catch(() => []))[0]?.rawValue;
  }
  const { decodeQR } = await import("qr/decode.js");
  const canvas = document.createElement("canvas");
  canvas.width = Math.min(WIDEST, picture.videoWidth);
  canvas.height = Math.round((canvas.width * picture.videoHeight) / picture.videoWidth);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async () => {
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    try { return decodeQR(pen.getImageData(0, 0, canvas.width, canvas.height)); } catch { return ""; } // no code in this picture
  };
}

async function firstCode(read) {
  for (const until = Date.now() + 30000; Date.now() < until;) {
    const code = await read();
    if (code) return code;
    await new Promise((next) => setTimeout(next, 150));
  }
  return "";
}

for (const button of document.querySelectorAll("[data-scan]")) {
  button.hidden = !able;
  button.addEventListener("click", () => scan(document.getElementById(button.dataset.scan)).catch(() => { picture.hidden = true; button.hidden = true; }));
}
