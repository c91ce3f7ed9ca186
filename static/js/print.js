// The page's address, for the foot of each sheet of paper. Without this file a printed page has its number only.
(() => {
  "use strict";
  const address = () => location.origin + location.pathname + location.search;
  const write = () => {
    const quoted = address().replace(/["\\]/g, encodeURIComponent);
    document.documentElement.style.setProperty("--page-address", `"${quoted}"`);
  };
  window.addEventListener("beforeprint", write);
  write();
})();
