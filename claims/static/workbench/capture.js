/* Words selected in a capture's text stand in the form. Places are counted in code points, as the registry counts them. */
"use strict";

(function () {
  const text = document.getElementById("captured");
  const words = document.getElementById("id_words");
  const start = document.getElementById("id_start");
  const status = document.getElementById("selected");
  if (!text || !words || !start) {
    return;
  }

  function codePoints(value) {
    return Array.from(value).length;
  }

  // Browsers show no caret in a text that is read only, and without one nothing is selected by keyboard.
  text.readOnly = false;
  text.setAttribute("aria-readonly", "true");
  text.addEventListener("beforeinput", (event) => event.preventDefault());

  function take() {
    const raw = text.value.slice(text.selectionStart, text.selectionEnd);
    const chosen = raw.trim();
    if (!chosen) {
      return;
    }
    const before = text.selectionStart + raw.indexOf(chosen);
    words.value = chosen;
    start.value = String(codePoints(text.value.slice(0, before)));
    status.textContent = `Selected: ${codePoints(chosen)} characters, now in the form.`;
  }

  for (const happened of ["select", "keyup", "mouseup"]) {
    text.addEventListener(happened, take);
  }

  // Words that are typed have no place of their own: the first one that has them is taken.
  words.addEventListener("input", () => {
    start.value = "";
    status.textContent = "";
  });
})();
