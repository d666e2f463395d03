// The little database of this browser in which queued acts wait: one store, in the order in which they were made.
const open = () => new Promise((done, fail) => {
  const request = indexedDB.open("yinuo", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("acts", { keyPath: "n", autoIncrement: true });
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});

async function work(mode, act) {
  const database = await open();
  try {
    return await new Promise((done, fail) => {
      const transaction = database.transaction("acts", mode, mode === "readwrite" ? { durability: "strict" } : undefined);
      const request = act(transaction.objectStore("acts"));
      transaction.oncomplete = () => done(request.result);
      transaction.onerror = transaction.onabort = () => fail(transaction.error);
    });
  } finally {
    database.close();
  }
}

export const all = () => work("readonly", (store) => store.getAll());
export const put = (act) => work("readwrite", (store) => store.put(act));
export const remove = (n) => work("readwrite", (store) => store.delete(n));
