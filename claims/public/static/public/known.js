// Steps through the moments at which a claim's page changed, in place. Without it, the same form is a list and a button.
"use strict";
(() => {
  const form = document.querySelector("form.known");
  if (!form) return;
  const options = [...form.querySelectorAll("option")];
  const label = form.querySelector("label");
  const text = (place) => options[place].textContent;

  const range = document.createElement("input");
  Object.assign(range, { type: "range", id: "known-range", min: 0, max: options.length - 1, step: 1 });
  range.value = options.findIndex((option) => option.selected);
  const output = document.createElement("output");
  output.htmlFor = range.id;
  const marks = document.createElement("div");
  marks.className = "known-marks";
  marks.ariaHidden = "true";
  marks.append(...options.map((option) => {
    const mark = document.createElement("span");
    if ("follows" in option.dataset) mark.className = "follows";
    return mark;
  }));
  label.htmlFor = range.id;
  form.querySelector(".known-choice").replaceChildren(range, marks, output);
  form.addEventListener("submit", (event) => event.preventDefault());

  const tell = () => {
    const said = `${Number(range.value) + 1}/${options.length}: ${text(range.value)}`;
    range.setAttribute("aria-valuetext", said);
    output.textContent = text(range.value);
  };

  const addressOf = (place) => {
    const address = new URL(form.action);
    if (options[place].value) address.searchParams.set("as_of", options[place].value);
    return address;
  };

  // Takes over all of the fresh page but the slider itself, which keeps its place, its focus and what it is doing.
  const graft = (live, fresh, root) => {
    if (live === root) return;
    for (const node of [...live.parentNode.childNodes]) if (node !== live) node.remove();
    let before = true;
    for (const node of [...fresh.parentNode.childNodes]) {
      if (node === fresh) before = false;
      else if (before) live.before(document.adoptNode(node));
      else live.parentNode.append(document.adoptNode(node));
    }
    graft(live.parentNode, fresh.parentNode, root);
  };

  let asking;
  const show = async (place) => {
    asking?.abort();
    asking = new AbortController();
    const address = addressOf(place);
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: asking.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("form.known");
      if (!answer.ok || !fresh) { location.assign(address); return; }
      const top = form.getBoundingClientRect().top;
      graft(form, fresh, document.querySelector("main"));
      scrollBy(0, form.getBoundingClientRect().top - top);
      document.title = page.title;
      history.replaceState(null, "", address);
      form.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    }
  };

  tell();
  range.addEventListener("input", tell);
  range.addEventListener("change", () => show(Number(range.value)));
})();
