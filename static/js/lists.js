// Lists with facets: what was open stays open, the place of the keyboard is kept, and the number is said aloud.
// Without this file, and without htmx, the form is sent with its button and everything works the same.
(() => {
  "use strict";
  let open = new Set();
  let focused = "";

  const said = () => document.querySelector("#list [data-said]");
  const narrow = window.matchMedia("(max-width: 56em)");

  // On a small screen the filters begin closed; where scripts are off they stay open below the rows' heading.
  const close = () => {
    const facets = document.getElementById("list-facets");
    if (facets) facets.open = !narrow.matches;
  };
  close();

  // An address says what is asked for, and nothing of what is not.
  document.body.addEventListener("htmx:configRequest", (event) => {
    const asked = event.detail.formData;
    for (const [name, value] of [...asked.entries()]) if (!value) asked.delete(name);
  });

  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "list") return;
    open = new Set([...document.querySelectorAll("#list details[open]")].map((one) => one.id));
    focused = document.activeElement ? document.activeElement.id : "";
  });

  document.body.addEventListener("htmx:afterSettle", () => {
    if (!document.getElementById("list")) return;
    for (const one of document.querySelectorAll("#list details")) {
      if (one.id === "list-facets") one.open = open.has(one.id);
      else if (open.has(one.id)) one.open = true;
    }
    const place = focused && document.getElementById(focused);
    const count = document.getElementById("list-count");
    if (place && place.closest("#list")) place.focus({ preventScroll: true });
    else if (count) count.focus({ preventScroll: true });
    const words = said();
    const status = document.getElementById("list-said");
    if (words && status) status.textContent = words.textContent;
    open = new Set();
    focused = "";
  });
})();
