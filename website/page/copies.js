// A live notebook that was saved once is kept by the browser, and hides a newer release of it: the page says so.

const STAMP = "sgd_course_release";
const OLD =
  "Your browser keeps a copy of this notebook from an earlier release of the course, and opens that one. " +
  "To have the new one, download yours if you want to keep it, then delete it in the list of files there.";

export async function warnOfOldCopies() {
  for (const place of document.querySelectorAll(".course-open")) {
    const base = new URL("..", place.querySelector("a").href).pathname;
    const kept = await copy(`JupyterLite Storage - ${base}`, place.dataset.copy);
    if (kept && kept.content?.metadata?.[STAMP] !== place.dataset.release) place.querySelector("[role=status]").textContent = OLD;
  }
}

// What the browser keeps under a path, or undefined. A database that is not there is not made.
async function copy(name, path) {
  const known = (await indexedDB.databases?.()) ?? [];
  if (!known.some((database) => database.name === name)) return undefined;
  const database = await done(indexedDB.open(name));
  try {
    if (!database.objectStoreNames.contains("files")) return undefined;
    return await done(database.transaction("files").objectStore("files").get(path));
  } finally {
    database.close();
  }
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
