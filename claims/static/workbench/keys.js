/* The workbench by keyboard: saving, adding statements, the list of keys. Every key has a button that does the same. */
"use strict";

(() => {
  const QUIET = "workbench.questionMarkIsQuiet";
  const EXAMPLES = "workbench.examples";
  const dialog = document.getElementById("keys");

  function press(...selectors) {
    for (const selector of selectors) {
      const button = document.querySelector(selector);
      if (button) {
        button.click();
        return true;
      }
    }
    return false;
  }

  /* What was read in one source is entered in one go: a new statement begins with the source of the one before. */
  function takeSource(row, before) {
    const chosen = before?.querySelector("select[name$='-source'] option:checked");
    const box = row.querySelector("select[name$='-source']");
    if (chosen && chosen.value && box && !box.value) {
      box.append(new Option(chosen.text, chosen.value, true, true));
      window.django.jQuery(box).trigger("change");
    }
  }

  function addStatement(stance) {
    const add = document.querySelector("#statements-group .add-row a");
    if (!add) {
      return false;
    }
    add.click();
    const rows = document.querySelectorAll("#statements-group .inline-related:not(.empty-form)");
    const row = rows[rows.length - 1];
    row.querySelector("select[name$='-stance']").value = stance;
    takeSource(row, rows[rows.length - 2]);
    row.scrollIntoView({ block: "nearest" });
    row.querySelector(".select2-selection")?.focus();
    return true;
  }

  function typing(target) {
    return target.closest("input, textarea, select, [contenteditable], .select2-container") !== null;
  }

  function keyed(event) {
    const command = event.ctrlKey || event.metaKey;
    if (command && !event.altKey && event.key.toLowerCase() === "s") {
      return press("[name=_continue]", "[name=_save]");
    }
    if (command && event.key === "Enter") {
      return press("[name=_save_and_next]", "[name=_save]", ".steps [value=submit]", ".submit-row .default");
    }
    if (event.key === "F10") {
      return press("[name=_save_and_review]");
    }
    if (event.key === "F8") {
      return addStatement("asserts");
    }
    if (event.key === "F9") {
      return addStatement("denies");
    }
    if (event.key === "?" && dialog && !typing(event.target) && !localStorage.getItem(QUIET)) {
      dialog.showModal();
      return true;
    }
    return false;
  }

  /* Before a search box sees them: to it, Enter with or without Ctrl opens the list. */
  document.addEventListener("keydown", (event) => {
    if (!event.defaultPrevented && keyed(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);

  /* A letter typed on a closed search box begins the search. */
  document.addEventListener("keydown", (event) => {
    const box = event.target.closest(".select2-selection--single");
    if (!box || event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const $ = window.django.jQuery;
    $(box.closest(".select2-container").previousElementSibling).select2("open");
  }, true);
  document.addEventListener("DOMContentLoaded", () => {
    window.django?.jQuery?.(document).on("select2:open", () => {
      document.querySelector(".select2-container--open .select2-search__field")?.focus();
    });
  });

  /* Buttons beside the heading of the positions. */
  const heading = document.querySelector("#statements-heading");
  if (heading && document.querySelector("#statements-empty")) {
    const buttons = document.createElement("p");
    buttons.className = "add-statements";
    for (const [stance, words] of [["asserts", "Add an assertion (F8)"], ["denies", "Add a denial (F9)"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = words;
      button.addEventListener("click", () => addStatement(stance));
      buttons.append(button);
    }
    heading.after(buttons);
  }

  /* Whether examples are shown is remembered. */
  const examples = document.getElementById("show-examples");
  if (examples) {
    examples.checked = localStorage.getItem(EXAMPLES) === "yes";
    examples.addEventListener("change", () => localStorage.setItem(EXAMPLES, examples.checked ? "yes" : "no"));
  }

  if (dialog) {
    const quiet = dialog.querySelector("#keys-quiet");
    quiet.checked = Boolean(localStorage.getItem(QUIET));
    quiet.addEventListener("change", () => {
      if (quiet.checked) {
        localStorage.setItem(QUIET, "yes");
      } else {
        localStorage.removeItem(QUIET);
      }
    });
    // The page on which a password is changed has no such button.
    const opener = document.getElementById("keys-open");
    if (opener) {
      opener.hidden = false;
      opener.addEventListener("click", () => dialog.showModal());
    }
  }

  /* A link to a field leads to what is seen of it: the search box in place of the select, the folded statement open. */
  function show() {
    const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    if (!target) {
      return;
    }
    for (let folded = target.closest("details"); folded; folded = folded.parentElement.closest("details")) {
      folded.open = true;
    }
    const box = target.matches(".select2-hidden-accessible") && target.parentElement.querySelector(".select2-selection");
    (box || target).focus();
  }
  window.addEventListener("hashchange", show);
  window.addEventListener("load", show);
})();
