// Tells the server that the person is looking at this page; it decides whether that is worth writing down.
(() => {
  "use strict";
  const { visit } = document.currentScript.dataset;
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  fetch(visit, { method: "POST", headers: { "X-CSRFToken": token, "X-Visit": "1" }, keepalive: true }).catch(() => {});
})();
