// The matrix of members is one stop for Tab; arrow keys move inside. Without this, Tab stops at each cell.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const cells = () => all(".matrix a.cell").filter((cell) => cell.offsetParent);
  function rove(cell) {
    all(".matrix a.cell").forEach((other) => { other.tabIndex = -1; });
    if (cell) cell.tabIndex = 0;
  }
  rove(cells()[0]);
  document.querySelector(".matrix")?.addEventListener("keydown", (event) => {
    const cell = event.target.closest("a.cell");
    if (!cell) return;
    const row = cell.closest("tr");
    const inRow = all("a.cell", row);
    const column = inRow.indexOf(cell);
    let to = null;
    if (event.key === "ArrowRight") to = inRow[column + 1];
    if (event.key === "ArrowLeft") to = inRow[column - 1];
    if (event.key === "ArrowDown") to = row.nextElementSibling && all("a.cell", row.nextElementSibling)[column];
    if (event.key === "ArrowUp") to = row.previousElementSibling && all("a.cell", row.previousElementSibling)[column];
    if (!to) return;
    event.preventDefault();
    rove(to);
    to.focus();
  });
})();
