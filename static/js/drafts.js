// What a person has typed and not sent stays in this browser until it is saved, or until someone signs out here.
(() => {
  "use strict";
  const OLDEST = 30 * 24 * 60 * 60 * 1000;
  const PREFIX = "draft ";

  // `storage`: sessionStorage ends with the tab, localStorage outlasts a closed laptop. A full or forbidden storage
  // loses the copy, never the page.
  window.draftsIn = (storage) => ({
    keep: (key, draft) => {
      try {
        storage.setItem(PREFIX + key, JSON.stringify({ ...draft, at: Date.now() }));
      } catch {
        // The text is still in its box.
      }
    },
    find: (key) => {
      try {
        const draft = JSON.parse(storage.getItem(PREFIX + key));
        return draft && Date.now() - draft.at < OLDEST ? draft : null;
      } catch {
        return null;
      }
    },
    drop: (key) => {
      try {
        storage.removeItem(PREFIX + key);
      } catch {
        // Nothing is stored.
      }
    },
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.action.endsWith("/accounts/logout/")) return;
    for (const storage of [sessionStorage, localStorage]) {
      Object.keys(storage).filter((key) => key.startsWith(PREFIX)).forEach((key) => storage.removeItem(key));
    }
  });
})();
