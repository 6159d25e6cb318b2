/* Small forms, whose words would go with the session: kept in this browser until they are saved, and offered again. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-kept]");
  if (!form) {
    return;
  }
  const place = `kept ${form.dataset.kept} ${location.pathname}`;
  const LEFT_OUT = ["csrfmiddlewaretoken"];

  /* One of its fields is named "elements", which hides the form's own list of them. */
  function named(name) {
    return form.querySelector(`[name="${CSS.escape(name)}"]`);
  }

  function forget() {
    localStorage.removeItem(place);
  }

  /* [name, value, words]: a search box has to be told the words of what was chosen. */
  function typed() {
    return [...new FormData(form)]
      .filter(([name, value]) => typeof value === "string" && !LEFT_OUT.includes(name))
      .map(([name, value]) => {
        const field = named(name);
        const chosen = field && field.tagName === "SELECT" ? field.selectedOptions[0] : null;
        return [name, value, chosen ? chosen.text : ""];
      });
  }

  function bringBack(values) {
    for (const box of form.querySelectorAll("input[type=checkbox], input[type=radio]")) {
      box.checked = values.some(([name, value]) => name === box.name && value === box.value);
    }
    for (const [name, value, words] of values) {
      const field = named(name);
      if (!field || field.type === "radio" || field.type === "checkbox") {
        continue;
      }
      if (field.tagName === "SELECT" && ![...field.options].some((option) => option.value === value)) {
        field.append(new Option(words, value, true, true));
      }
      field.value = value;
      if (field.tagName === "SELECT" && window.django?.jQuery) {
        window.django.jQuery(field).trigger("change");
      }
    }
  }

  function offer(values) {
    const box = document.createElement("p");
    box.className = "kept";
    for (const [words, act] of [["Bring back what you had typed here", () => bringBack(values)], ["Discard it", forget]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = words;
      button.addEventListener("click", () => {
        act();
        box.remove();
      });
      box.append(button, " ");
    }
    form.prepend(box);
  }

  const shown = JSON.stringify(typed());
  try {
    const kept = localStorage.getItem(place);
    if (document.querySelector(".messagelist .success")) {
      forget();
    } else if (kept && kept !== shown && !document.querySelector(".errornote")) {
      offer(JSON.parse(kept));
    }
  } catch {
    /* Forbidden, or not ours: nothing is offered. */
  }

  function keep() {
    try {
      localStorage.setItem(place, JSON.stringify(typed()));
    } catch {
      /* Full or forbidden. */
    }
  }
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", keep);
  if (window.django?.jQuery) {
    window.django.jQuery(form).on("select2:select select2:clear", keep);
  }
});
