// The desk by keyboard and without page loads. Every control here is a real form or link that works without it.
(() => {
  "use strict";
  const desk = document.getElementById("desk");
  if (!desk) return;
  document.documentElement.classList.add("has-script");
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const tray = document.getElementById("tray");
  const live = document.getElementById("announce");
  // An officer cites for elements and marks them; a scorer cites for criteria and scores them.
  const kind = desk.dataset.cards;
  const cardOf = (number) => document.getElementById(`${kind}-${number}`);
  const named = (number) => (number === "0" ? "the question" : `${kind} ${number}`);

  // --- messages: read aloud, and shown in the page where the reader is, so that they cover no text
  const PLACES = "td, .para, .element, .score-card, .finding, #determination";
  const note = document.createElement("p");
  note.className = "desk-note";
  let quiet;
  function announce(words) {
    clearTimeout(quiet);
    live.textContent = words;
    quiet = setTimeout(() => { live.textContent = ""; }, 6000);
  }
  function say(words, { isBad = false, undo = null } = {}) {
    announce(words);
    note.classList.toggle("is-bad", isBad);
    note.textContent = words;
    if (undo) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Undo";
      button.addEventListener("click", undo);
      note.append(button);
    }
    const inSight = document.elementFromPoint(innerWidth / 4, innerHeight / 2);
    const here = [document.activeElement, inSight].map((element) => element?.closest(PLACES)).find(Boolean);
    (tray && !tray.hidden ? tray : here || find(".desk-head")).append(note);
    note.scrollIntoView({ block: "nearest" });
    if (tray?.contains(note)) keepInSight();
  }

  // --- saving: the form's own POST; then only what the server changed is put into the page
  const withoutToken = (element) =>
    element.outerHTML.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "").replace(/name="revisions" value="[^"]*"/g, "");
  const asServed = new Map(all("[data-live]").map((element) => [element.id, withoutToken(element)]));

  // What a reader has typed on the desk and not sent stays when its form is put anew: in other forms than the one that
  // was sent, and in that one what was typed since (`data` is what it sent; null if a dialog sent it instead).
  function keepTyped(now, fresh, sent, data) {
    const isOfSent = (field) => field.form === sent;
    const isNew = (field, isChanged) => (isOfSent(field) ? data !== null && data.get(field.name) !== field.value : isChanged);
    for (const field of all("textarea", now)) {
      const same = isNew(field, field.value !== field.defaultValue) && find(`[name="${field.name}"]`, fresh);
      if (same) same.value = field.value;
    }
    for (const choice of all("input[type=radio]:checked", now)) {
      const same = isNew(choice, !choice.defaultChecked) && find(`[name="${choice.name}"][value="${choice.value}"]`, fresh);
      if (same) same.checked = true;
    }
    for (const open of now.contains(sent) ? [] : all("details[open][id]", now)) {
      const same = find(`#${open.id}`, fresh);
      if (same) same.open = true;
    }
  }

  function takeOver(page, sent, data) {
    for (const fresh of all("[data-live]", page)) {
      const now = document.getElementById(fresh.id);
      const html = withoutToken(fresh);
      if (!now || html === asServed.get(fresh.id)) continue;
      asServed.set(fresh.id, html);
      const hadFocus = now.contains(document.activeElement);
      const next = document.importNode(fresh, true);
      keepTyped(now, next, sent, data);
      now.replaceWith(next);
      if (hadFocus) document.getElementById(fresh.id).focus({ preventScroll: true });
    }
    const revisions = find("#revisions", page);
    if (revisions) all('input[name="revisions"]').forEach((input) => { input.value = revisions.value; });
  }

  let refused = null; // the form whose problem the dialog shows
  async function save(form, button) {
    const data = new FormData(form);
    if (button && button.name) data.set(button.name, button.value);
    form.setAttribute("aria-busy", "true");
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Desk": "1" } });
    } catch {
      say("Not saved: we can’t reach the server. Your work is still here. Try again.", { isBad: true });
      return null;
    } finally {
      form.removeAttribute("aria-busy");
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const again = find(".desk-again", page);
    if (again) {
      if (!form.closest("#again")) refused = form;
      return showAgain(again);
    }
    const refusal = find(".score-card [role=alert]", page);
    if (refusal) {
      takeOver(page, form, data);
      cardOf(refusal.closest(".score-card").dataset.element).focus();
      announce(refusal.textContent.trim().replace(/\s+/g, " "));
      return null;
    }
    if (!answer.ok || !find("#desk", page)) {
      say("Not saved: you may be signed out. Reload the page.", { isBad: true });
      return null;
    }
    if (form.closest("#again")) takeOver(page, refused, null); else takeOver(page, form, data);
    const problem = find(".portal-messages .usa-alert--error", page);
    if (problem) say(problem.textContent.trim().replace(/\s+/g, " "), { isBad: true });
    return problem ? null : page;
  }

  function showAgain(content) {
    const dialog = document.getElementById("again");
    dialog.replaceChildren(document.importNode(content, true));
    dialog.showModal();
    find("h1", dialog).focus();
  }

  document.addEventListener("click", (event) => {
    const keep = event.target.closest("dialog [data-keep]");
    if (!keep) return;
    event.preventDefault();
    keep.closest(".both") ? location.reload() : keep.closest("dialog").close(); // what was typed stays in its form
  });

  function saved(form, card) {
    if (form.dataset.draft) drafts.drop(draftKey);
    document.getElementById(card?.id)?.focus({ preventScroll: true });
    say(card && card.id === "determination" ? "Your determination is recorded." : "Saved.");
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.closest("#again")) {
      event.preventDefault();
      if (!await save(form, event.submitter)) return;
      document.getElementById("again").close();
      dropCitation();
      saved(refused, refused.closest("[data-live]"));
      return;
    }
    if (!form.matches("[data-quick]")) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy")) return;
    const card = form.closest("[data-live]");
    const number = form.elements[kind]?.value;
    const page = await save(form, event.submitter);
    if (!page) return;
    if (form === tray) {
      dropCitation();
      const word = find(".element-word", cardOf(number))?.textContent.trim();
      say(word ? `Element ${number}: ${word}. Saved.` : `Cited for ${named(number)}.`);
      return;
    }
    if ("undo" in form.dataset) {
      const address = form.action.replace(/remove\/$/, "restore/");
      const verdict = ["explained", "partly", "not_explained"].find((name) => card.classList.contains(`element--${name}`));
      say("Citation removed.", { undo: () => restore(address, verdict || "", form) });
      return;
    }
    saved(form, card);
  });

  async function restore(address, verdict, form) {
    form.action = address;
    const field = document.createElement("input");
    field.type = "hidden"; field.name = "verdict"; field.value = verdict;
    form.append(field);
    if (await save(form)) say("Restored.");
  }

  // --- a determination that is being written survives a reload of this tab
  const drafts = window.draftsIn(sessionStorage);
  const draftKey = `determination ${desk.dataset.reference} ${desk.dataset.person}`;
  const reasons = document.getElementById("reasons");
  if (reasons) {
    if (!reasons.value) reasons.value = drafts.find(draftKey)?.text || "";
    if (reasons.value && reasons.closest("details")) reasons.closest("details").open = true;
    document.addEventListener("input", (event) => {
      if (event.target.id === "reasons") drafts.keep(draftKey, { text: event.target.value });
    });
  }

  // --- the citation being made
  function citePara(para) {
    const { start, end, quote } = window.passages.of(para);
    hold({ kind: "passage", place: para.id, start, end, quote }, quote, para.dataset.element);
  }

  const elementOfCell = { gives: "1", gains: "2", students: "2", money: "4" };

  function citeCell(cell) {
    const place = new URL(cell.href).searchParams.get("place");
    const member = find("th", cell.closest("tr")).textContent.trim().replace(/\s+/g, " ");
    hold({ kind: "cell", place, start: "", end: "", quote: "" }, `${member}: ${cell.title || cell.textContent}`, elementOfCell[place.split(":")[2]]);
  }

  let cameFrom = null;
  function hold(citation, shown, element) {
    if (!tray) return;
    cameFrom = document.activeElement && desk.contains(document.activeElement) ? document.activeElement : null;
    for (const [name, value] of Object.entries(citation)) tray.elements[name].value = value;
    document.getElementById("tray-quote").textContent = shown;
    const number = kind === "element" ? element : lastCard?.dataset.element;
    if (number) tray.elements[kind].value = number;
    tray.hidden = false;
    choose();
    const keyHint = "shortcuts" in desk.dataset ? tray.dataset.keys : "";
    announce(`Citing for ${named(tray.elements[kind].value)}. ${tray.dataset.next}${keyHint}.`);
    keepInSight();
  }

  // What is cited is not under the tray.
  function keepInSight() {
    document.documentElement.style.setProperty("--tray-height", `${Math.ceil(tray.getBoundingClientRect().height)}px`);
    const cited = document.getElementById(tray.elements.place.value) || cameFrom;
    if (!cited) return;
    const { left, right, bottom } = cited.getBoundingClientRect();
    const over = tray.getBoundingClientRect();
    if (left < over.right && over.left < right && bottom > over.top) scrollBy(0, bottom - over.top + 8);
  }

  function choose() {
    all(".is-chosen").forEach((card) => card.classList.remove("is-chosen"));
    const card = cardOf(tray.elements[kind].value);
    if (card) { card.classList.add("is-chosen"); showInSide(card); }
    document.getElementById("tray-add").hidden = !card || card.classList.contains("element--none");
  }

  function showInSide(card) {
    const side = find(".desk-side");
    if (side.scrollHeight > side.clientHeight) side.scrollTop = card.offsetTop - side.offsetTop - 16;
  }

  function dropCitation() {
    if (!tray || tray.hidden) return;
    tray.hidden = true;
    all(".is-chosen").forEach((card) => card.classList.remove("is-chosen"));
    getSelection().removeAllRanges();
    if (cameFrom && document.contains(cameFrom)) cameFrom.focus({ preventScroll: true });
    else if (tray.elements.place.value) document.getElementById(tray.elements.place.value)?.focus({ preventScroll: true });
  }

  if (tray) {
    tray.elements[kind].addEventListener("change", choose);
    document.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      const cite = event.target.closest(".para-cite");
      const cell = event.target.closest("a.cell");
      if (cite) { event.preventDefault(); citePara(cite.closest(".para")); }
      else if (cell) { event.preventDefault(); citeCell(cell); }
      else if (event.target.closest("[data-close='tray']")) dropCitation();
    });
    // A press on "Cite" must not undo the selection that it is to cite.
    document.addEventListener("mousedown", (event) => { if (event.target.closest(".para-cite")) event.preventDefault(); });
  }

  // --- keys
  const dialog = document.getElementById("keys");
  find("[data-open='keys']").addEventListener("click", () => dialog.showModal());

  function goTo(element) {
    if (!element) return;
    const fold = element.closest(".folded")?.parentElement.querySelector(".fold");
    if (fold) fold.checked = true; // on a phone, tables are folded until their box is checked
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: element.matches(".para, .finding, .element, .score-card") ? "nearest" : "start" });
  }

  const paras = () => all(".para");
  function step(list, current, by) {
    const at = list.indexOf(current);
    return at < 0 ? list[by > 0 ? 0 : list.length - 1] : list[Math.min(Math.max(at + by, 0), list.length - 1)];
  }
  let lastPara = null;
  let lastCard = null; // the criterion that the scorer was at last; a scorer's paragraphs belong to none
  for (const comes of ["focusin", "pointerover"]) document.addEventListener(comes, () => desk.removeAttribute("data-quiet"));
  document.addEventListener("focusin", (event) => {
    lastPara = event.target.closest(".para") || lastPara;
    lastCard = event.target.closest(".score-card") || lastCard;
  });

  function mark(verdict) {
    if (!tray) return;
    if (tray.hidden) {
      const card = document.activeElement.closest(".element");
      const choice = card && find(`input[type="radio"][name="verdict"][value="${verdict}"]`, card);
      if (choice) { choice.checked = true; choice.form.requestSubmit(); return; }
      return say("Cite first: press c to cite the selected words, or the current paragraph or cell.", { isBad: true });
    }
    find(`button[value="${verdict}"]`, tray).click();
  }

  function nothingFound() {
    const number = tray && !tray.hidden ? tray.elements[kind].value : document.activeElement.closest("[data-element]")?.dataset.element;
    const box = number && find('input[name="kind"]', cardOf(number));
    if (!box) return say("First go to an unmarked element (1 to 9).", { isBad: true });
    box.checked = true;
    dropCitation();
    box.form.requestSubmit();
  }

  const keys = {
    j: () => { lastPara = step(paras(), document.activeElement.closest(".para") || lastPara, 1); goTo(lastPara); },
    k: () => { lastPara = step(paras(), document.activeElement.closest(".para") || lastPara, -1); goTo(lastPara); },
    m: () => { const cell = find('.matrix a.cell[tabindex="0"]') || document.getElementById("members"); goTo(document.getElementById("members")); cell.focus({ preventScroll: true }); },
    c: () => {
      const cell = document.activeElement.closest("a.cell");
      const para = window.passages.selected() || document.activeElement.closest(".para") || (cell ? null : lastPara);
      if (para) citePara(para);
      else if (cell) citeCell(cell);
      else say("First go to a paragraph (j) or a cell (m).", { isBad: true });
    },
    e: () => mark("explained"),
    p: () => mark("partly"),
    n: () => mark("not_explained"),
    a: () => {
      const finding = document.activeElement.closest(".finding");
      if (finding) { const more = find("details", finding); if (more) { more.open = true; find("textarea", more).focus(); } }
      else if (tray && !tray.hidden && !document.getElementById("tray-add").hidden) document.getElementById("tray-add").click();
    },
    x: nothingFound,
    // Questions are folded: the key skips those that aren't shown.
    f: () => {
      const findings = all("article.finding").filter((finding) => finding.offsetParent);
      return findings.length ? goTo(step(findings, document.activeElement.closest(".finding"), 1)) : say("There are no findings to go to.");
    },
    d: () => {
      const section = document.getElementById("determination");
      const more = find("details:has(.determine)", section);
      if (more) more.open = true;
      const first = find('.determine input[name="verdict"]', section);
      section.scrollIntoView({ block: "start" });
      (first || section).focus({ preventScroll: true });
    },
    "?": () => dialog.showModal(),
  };
  if (kind !== "element") for (const key of "epnxfd") delete keys[key]; // a scorer has no marks and no findings
  for (const number of "0123456789") {
    if (!cardOf(number)) continue;
    keys[number] = () => {
      if (tray && !tray.hidden) { tray.elements[kind].value = number; choose(); announce(`Citing for ${named(number)}.`); }
      else { showInSide(cardOf(number)); goTo(cardOf(number)); }
    };
  }

  const isTyping = (target) => target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      if (find("dialog[open]")) return;
      desk.toggleAttribute("data-quiet", Boolean(find(".named[data-why]:is(:hover, :focus)"))); // hides why a name was read so
      if (isTyping(event.target)) {
        const home = event.target.closest("[data-live]");
        event.target.blur();
        if (home) home.focus({ preventScroll: true });
      } else dropCitation();
      return;
    }
    if (!("shortcuts" in desk.dataset) || isTyping(event.target) || find("dialog[open]")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
