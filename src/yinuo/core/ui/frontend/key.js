// A key for one intended act. crypto.randomUUID needs HTTPS; a tablet on the centre's plain network has getRandomValues.
export const newKey = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
