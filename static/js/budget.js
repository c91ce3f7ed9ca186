// The table of budget lines as a spreadsheet: Enter and the arrow keys move between cells, and a block that was copied
// from a spreadsheet fills cells from here on. Tab moves as everywhere. What is entered is checked on the server.
(() => {
  "use strict";
  const form = document.getElementById("budget-form");
  if (!form) return;
  const body = form.querySelector(".budget-inputs tbody");
  const count = form.elements.namedItem("rows");
  const MOST = 300;
  const scripted = form.querySelector(".budget-scripted");
  scripted.hidden = false;

  const inputsOf = (row) => [...row.querySelectorAll(".budget-cell input")];

  const addRow = () => {
    if (body.rows.length >= MOST) return null;
    const last = body.rows[body.rows.length - 1];
    const row = last.cloneNode(true);
    const number = Number(count.value) + 1;
    for (const input of row.querySelectorAll("input")) {
      input.name = input.name.replace(/^r[0-9]+/, `r${number}`);
      input.value = /-(pk|revision)$/.test(input.name) ? "0" : "";
      input.removeAttribute("aria-describedby");
      const label = input.getAttribute("aria-label");
      if (label) input.setAttribute("aria-label", label.replace(/[0-9]+$/, String(number)));
    }
    for (const cell of row.querySelectorAll("[data-label]")) {
      cell.dataset.label = cell.dataset.label.replace(/[0-9]+$/, String(number));
    }
    for (const other of row.querySelectorAll(".budget-remove, .usa-error-message")) other.remove();
    count.value = String(number);
    body.append(row);
    return row;
  };

  const cellAt = (row, place) => {
    const found = row < 0 ? null : body.rows[row] || addRow();
    return found ? inputsOf(found)[place] : null;
  };

  document.getElementById("budget-more")?.addEventListener("click", (event) => {
    const row = addRow();
    if (!row) return;
    event.preventDefault();
    inputsOf(row)[0].focus();
  });

  const placeOf = (input) => {
    const row = input.closest("tr");
    return [row.sectionRowIndex, inputsOf(row).indexOf(input)];
  };

  body.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.closest(".budget-cell") || event.altKey || event.ctrlKey || event.metaKey) return;
    const [row, place] = placeOf(input);
    let next = null;
    if (event.key === "Enter") next = cellAt(event.shiftKey ? row - 1 : row + 1, place);
    else if (!input.list && event.key === "ArrowDown") next = cellAt(Math.min(row + 1, body.rows.length - 1), place);
    else if (!input.list && event.key === "ArrowUp") next = cellAt(row - 1, place);
    else if (event.shiftKey || input.selectionStart !== input.selectionEnd) return;
    else if (event.key === "ArrowRight" && input.selectionEnd === input.value.length) next = cellAt(row, place + 1);
    else if (event.key === "ArrowLeft" && input.selectionStart === 0 && place > 0) next = cellAt(row, place - 1);
    else return;
    if (event.key === "Enter" || next) event.preventDefault();
    if (next) {
      next.focus();
      next.select();
    }
  });

  // Cells with tabs or line ends in quotes, as spreadsheets copy them.
  const blockOf = (text) => {
    const rows = [[""]];
    let isQuoted = false;
    const normal = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let at = 0; at < normal.length; at += 1) {
      const letter = normal[at];
      const row = rows[rows.length - 1];
      if (letter === '"' && (isQuoted || row[row.length - 1] === "")) {
        if (isQuoted && normal[at + 1] === '"') {
          row[row.length - 1] += '"';
          at += 1;
        } else isQuoted = !isQuoted;
      } else if (letter === "\t" && !isQuoted) row.push("");
      else if (letter === "\n" && !isQuoted) rows.push([""]);
      else row[row.length - 1] += letter === "\n" || letter === "\t" ? " " : letter;
    }
    return rows;
  };

  body.addEventListener("paste", (event) => {
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!event.target.closest(".budget-cell") || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const [row, place] = placeOf(event.target);
    const block = blockOf(text);
    event.target.setCustomValidity(row + block.length > Math.max(MOST, body.rows.length) ? scripted.dataset.tooMany : "");
    if (!event.target.reportValidity()) {
      event.target.addEventListener("input", () => event.target.setCustomValidity(""), { once: true });
      return;
    }
    block.forEach((cells, down) => {
      cells.forEach((value, right) => {
        const input = cellAt(row + down, place + right);
        if (input) input.value = value.trim();
      });
    });
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
