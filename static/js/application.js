// The narrative saves as it is written: each answer by itself, a moment after typing stops. Nothing is ever
// overwritten silently, and nothing typed is lost: what cannot be saved stays in its box and says so.
(() => {
  "use strict";
  const form = document.getElementById("narrative-form");
  if (!form) return;
  document.documentElement.classList.add("is-scripted");
  const WAIT = 1500;
  const AGAIN = 10000;
  const boxes = [...form.querySelectorAll("textarea[data-answer]")].map((area) => {
    const section = area.closest("section");
    return {
      area,
      section,
      revision: section.querySelector("input[name^=revision]"),
      count: section.querySelector("[data-count]"),
      saved: section.querySelector("[data-saved]"),
      stored: area.value,
      timer: 0,
      isSaving: false,
      conflict: null,
    };
  });

  // Signing in again in another tab changes the token; the cookie has the latest.
  const token = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || [])[1] || form.dataset.token;

  const say = (box, words, isBad) => {
    box.saved.textContent = words;
    box.saved.classList.toggle("application-saved--not", Boolean(isBad));
  };

  const count = (box) => {
    const words = box.area.value.split(/\s+/).filter(Boolean).length;
    const limit = Number(box.area.dataset.limit);
    box.count.textContent = words.toLocaleString("en-US");
    box.count.parentElement.classList.toggle("application-count--over", limit > 0 && words > limit);
  };

  const later = (box, wait) => {
    clearTimeout(box.timer);
    box.timer = setTimeout(() => save(box), wait);
  };

  const showConflict = (box, answer) => {
    if (box.conflict) box.conflict.remove();
    const panel = document.createElement("div");
    panel.className = "application-theirs";
    const title = document.createElement("h4");
    title.textContent = "Saved answer";
    const theirs = document.createElement("pre");
    theirs.className = "application-text";
    theirs.textContent = answer.text || "(no answer)";
    panel.append(title, theirs);
    for (const [label, choose] of [
      ["Keep my answer", () => { box.revision.value = answer.revision; }],
      ["Use the saved answer", () => {
        box.revision.value = answer.revision;
        box.area.value = answer.text;
        box.stored = answer.text;
      }],
    ]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "usa-button usa-button--outline";
      button.textContent = label;
      button.addEventListener("click", () => {
        choose();
        panel.remove();
        box.conflict = null;
        count(box);
        say(box, "", false);
        save(box);
        box.area.focus();
      });
      panel.append(button);
    }
    box.conflict = panel;
    box.area.before(panel);
  };

  const save = async (box) => {
    if (box.isSaving) return later(box, WAIT);
    if (box.conflict || box.area.value === box.stored) return undefined;
    const text = box.area.value;
    box.isSaving = true;
    say(box, "Saving…", false);
    try {
      const body = new URLSearchParams({ text, revision: box.revision.value });
      const response = await fetch(box.area.dataset.answer, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": token() },
        credentials: "same-origin",
        redirect: "manual",
      });
      if (response.type === "opaqueredirect" || response.status === 403) {
        say(box, "Not saved: you are signed out. Sign in again in another tab. Your answer is still here.", true);
        later(box, AGAIN);
        return undefined;
      }
      const answer = await response.json();
      if (response.ok) {
        box.stored = text;
        box.revision.value = answer.revision;
        say(box, `Saved ${answer.saved}`, false);
        refreshReading();
      } else {
        say(box, `Not saved. ${(answer.problems || []).join(" ")}`, true);
        if (answer.revision !== undefined) showConflict(box, answer);
      }
    } catch {
      say(box, "Not saved: we can’t reach the server. Your answer is still here, and we’ll try again.", true);
      later(box, AGAIN);
    } finally {
      box.isSaving = false;
    }
    if (box.area.value !== box.stored && !box.conflict && text !== box.area.value) later(box, WAIT);
    return undefined;
  };

  let reading = 0;
  const refreshReading = () => {
    clearTimeout(reading);
    reading = setTimeout(async () => {
      try {
        const response = await fetch(form.dataset.reading, { credentials: "same-origin" });
        if (response.ok) document.getElementById("reading").innerHTML = await response.text();
      } catch {
        // The list of findings stays as it was; the answer itself is saved.
      }
    }, 800);
  };

  for (const box of boxes) {
    box.area.addEventListener("input", () => {
      count(box);
      later(box, WAIT);
    });
    box.area.addEventListener("blur", () => save(box));
  }
  let isLeavingBySaving = false;
  form.addEventListener("submit", () => { isLeavingBySaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!isLeavingBySaving && boxes.some((box) => box.area.value !== box.stored)) event.preventDefault();
  });
})();
