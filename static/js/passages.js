// The passage of a paragraph that a reader selected, counted in characters, as the server counts them.
(() => {
  "use strict";
  const points = (text) => [...text].length; // Python counts characters, not UTF-16 units

  // The selected words of the paragraph, or all of it.
  function of(para) {
    const text = para.querySelector(".para-text");
    const chosen = getSelection();
    if (chosen.rangeCount && !chosen.isCollapsed) {
      const range = chosen.getRangeAt(0);
      if (text.contains(range.startContainer) && text.contains(range.endContainer)) {
        const before = document.createRange();
        before.setStart(text, 0);
        before.setEnd(range.startContainer, range.startOffset);
        const quote = range.toString();
        const lead = quote.length - quote.trimStart().length;
        const start = points(before.toString()) + points(quote.slice(0, lead));
        const cut = quote.trim();
        if (cut) return { start, end: start + points(cut), quote: cut };
      }
    }
    const whole = text.textContent;
    return { start: 0, end: points(whole), quote: whole };
  }

  // The paragraph in which the selection begins, or null.
  function selected() {
    const chosen = getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return null;
    const node = chosen.anchorNode;
    return (node.nodeType === 1 ? node : node.parentElement).closest(".para");
  }

  window.passages = { of, selected };
})();
