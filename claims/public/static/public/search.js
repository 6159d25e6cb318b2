// Suggestions while typing in a search box: the combobox pattern of WAI-ARIA. Without this the box is a plain form.
"use strict";

const WAIT = 120;

for (const input of document.querySelectorAll("input[data-suggest]")) suggestFor(input);

function suggestFor(input) {
  const list = document.createElement("ul");
  const told = document.createElement("p");
  let options = [], chosen = -1, timer = 0, asked = null, shownFor = "";

  list.id = `${input.id}-suggestions`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.listed);
  told.className = "hidden";
  told.setAttribute("role", "status");
  input.after(list, told);
  // A combobox is a text field: search fields may not be called one.
  const attributes = { type: "text", enterkeyhint: "search", role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false", autocomplete: "off" };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);

  function close() {
    list.hidden = true;
    choose(-1);
    input.setAttribute("aria-expanded", "false");
  }

  function choose(place) {
    chosen = place;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    if (place < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", options[place].id);
    options[place].scrollIntoView({ block: "nearest" });
  }

  function show(found) {
    options = found.map((one, at) => {
      const option = document.createElement("li"), name = document.createElement("bdi"), note = document.createElement("span");
      option.id = `${list.id}-${at}`;
      option.dataset.url = one.url;
      option.setAttribute("role", "option");
      name.textContent = one.name;
      note.textContent = one.note ? `${one.kind} · ${one.note}` : one.kind;
      option.append(name, note);
      return option;
    });
    list.replaceChildren(...options);
    choose(-1);
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(options.length > 0));
    told.textContent = options.length ? input.dataset.found.replace("%s", options.length) : "";
  }

  async function ask() {
    const typed = input.value;
    asked?.abort();
    asked = new AbortController();
    if (typed.trim().length < 2) return show([]);
    try {
      const answer = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ q: typed })}`, { signal: asked.signal });
      if (!answer.ok || input.value !== typed) return;
      shownFor = typed;
      show((await answer.json()).suggestions);
      if (document.activeElement !== input) close();
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const open = !list.hidden, last = options.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!open && options.length && shownFor === input.value) {
        list.hidden = false;
        input.setAttribute("aria-expanded", "true");
      }
      if (list.hidden) return;
      event.preventDefault();
      if (event.key === "ArrowDown") choose(chosen >= last ? -1 : chosen + 1);
      else choose(chosen < 0 ? last : chosen - 1);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && open && chosen >= 0) {
      event.preventDefault();
      location.assign(options[chosen].dataset.url);
    }
  });
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
}
