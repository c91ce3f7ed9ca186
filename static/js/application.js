// The narrative saves as it is written: each answer by itself, a moment after typing stops. Nothing is ever
// overwritten silently, and nothing typed is lost: what cannot be saved stays in its box, and in this browser.
(() => {
  "use strict";
  const drafts = window.draftsIn(localStorage);

  // Choosing between two answers: what is sent stays here too until it is saved.
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const area = form.querySelector("textarea");
    const keep = () => drafts.keep(form.dataset.draft, { text: area.value, revision: form.dataset.revision });
    area.addEventListener("input", keep);
    form.addEventListener("submit", keep);
  }
  for (const link of document.querySelectorAll("a[data-draft]")) {
    link.addEventListener("click", () => drafts.drop(link.dataset.draft));
  }

  const form = document.getElementById("narrative-form");
  if (!form) return;
  document.documentElement.classList.add("is-scripted");
  const WAIT = 1500;
  const AGAIN = 10000;
  const LONGEST = 20000; // a line that is lost doesn't say so
  const boxes = [...form.querySelectorAll("textarea[data-answer]")].map((area) => {
    const section = area.closest("section");
    return {
      area,
      section,
      revision: section.querySelector("input[name^=revision]"),
      count: section.querySelector("[data-count]"),
      saved: section.querySelector("[data-saved]"),
      compare: section.querySelector("[data-compare]"),
      offer: section.querySelector("[data-offer]"),
      stored: area.defaultValue,
      timer: 0,
      isSaving: false,
      isConflict: false,
    };
  });

  let isLeavingBySaving = false;

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

  // While an unsaved answer is offered, it is the one that is kept.
  const keep = (box) => {
    if (!box.offer.hidden) return;
    drafts.keep(box.area.dataset.draft, { text: box.area.value, revision: box.revision.value });
  };

  const drop = (box, text) => {
    const draft = drafts.find(box.area.dataset.draft);
    if (draft && draft.text === text) drafts.drop(box.area.dataset.draft);
  };

  const save = async (box) => {
    if (box.isSaving) return later(box, WAIT);
    if (box.isConflict || box.area.value === box.stored) return undefined;
    const text = box.area.value;
    box.isSaving = true;
    say(box, "Saving…", false);
    try {
      const response = await fetch(box.area.dataset.answer, {
        method: "POST",
        body: new URLSearchParams({ text, revision: box.revision.value, person: form.dataset.person }),
        headers: { "X-CSRFToken": token() },
        credentials: "same-origin",
        redirect: "manual",
        signal: AbortSignal.timeout(LONGEST),
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
        drop(box, text);
        refreshReading();
      } else {
        say(box, `Not saved. ${(answer.problems || []).join(" ")}`, true);
        box.isConflict = answer.revision !== undefined;
        box.compare.hidden = !box.isConflict;
      }
    } catch {
      say(box, "Not saved: no connection. Your answer is still here, and we’ll try again.", true);
      later(box, AGAIN);
    } finally {
      box.isSaving = false;
    }
    if (box.area.value !== box.stored && !box.isConflict && text !== box.area.value) {
      keep(box);
      later(box, WAIT);
    }
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

  // What this person wrote and could not save: a lost line, an expired session, a closed laptop.
  const offer = (box) => {
    const draft = drafts.find(box.area.dataset.draft);
    if (!draft) return;
    if (draft.text.trim() === box.stored.trim()) {
      drafts.drop(box.area.dataset.draft);
      return;
    }
    const part = (name) => box.offer.querySelector(`[data-offer-${name}]`);
    const style = { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" };
    part("when").textContent = new Date(draft.at).toLocaleString("en-US", style);
    part("text").textContent = draft.text || "(no answer)";
    box.offer.hidden = false;
    part("use").addEventListener("click", () => {
      box.offer.hidden = true;
      box.area.value = draft.text;
      count(box);
      if (draft.revision === box.revision.value) {
        box.area.focus();
        save(box);
        return;
      }
      // Someone saved another answer since: both are shown, and nothing is overwritten.
      box.revision.value = draft.revision;
      isLeavingBySaving = true;
      form.requestSubmit(box.compare.querySelector("button"));
    });
    part("drop").addEventListener("click", () => {
      box.offer.hidden = true;
      drafts.drop(box.area.dataset.draft);
      if (box.area.value !== box.stored) keep(box);
      box.area.focus();
    });
  };

  for (const box of boxes) {
    box.area.addEventListener("input", () => {
      count(box);
      keep(box);
      later(box, WAIT);
    });
    box.area.addEventListener("blur", () => save(box));
    offer(box);
    if (box.area.value !== box.stored) { // typed before this script arrived
      count(box);
      keep(box);
      later(box, WAIT);
    }
  }
  window.addEventListener("online", () => boxes.forEach((box) => save(box)));
  form.addEventListener("submit", () => { isLeavingBySaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!isLeavingBySaving && boxes.some((box) => box.area.value !== box.stored)) event.preventDefault();
  });
})();
