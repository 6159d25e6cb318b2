/* Names for what the stock admin leaves without: the search boxes that select2 makes of selects, and column heads. */
"use strict";

(function ($) {
  function nameOf(select) {
    const label = document.querySelector(`label[for="${select.id}"]`);
    if (label) {
      label.id = label.id || `${select.id}-label`;
      return label.id;
    }
    const id = `${select.id}-label`;
    if (!document.getElementById(id)) {
      const name = document.createElement("span");
      name.id = id;
      name.className = "visually-hidden";
      name.textContent = select.getAttribute("aria-label") || select.name;
      select.before(name);
    }
    return id;
  }

  function nameBoxes(root) {
    for (const select of root.querySelectorAll("select.select2-hidden-accessible")) {
      const names = `${nameOf(select)} select2-${select.id}-container`;
      for (const part of select.parentElement.querySelectorAll(".select2-selection, .select2-selection__rendered")) {
        part.setAttribute("aria-labelledby", names);
      }
    }
  }

  function nameColumns() {
    for (const head of document.querySelectorAll(".tabular th:empty")) {
      const name = document.createElement("span");
      name.className = "visually-hidden";
      name.textContent = head.classList.contains("original") ? "Stored" : "Remove";
      head.append(name);
    }
  }

  $(() => {
    nameBoxes(document);
    nameColumns();
  });
  document.addEventListener("formset:added", (event) => nameBoxes(event.target));

  $(document).on("select2:open", (event) => {
    const id = nameOf(event.target);
    for (const part of document.querySelectorAll(".select2-container--open .select2-search__field, .select2-results__options")) {
      part.setAttribute("aria-labelledby", id);
    }
  });
})(django.jQuery);
