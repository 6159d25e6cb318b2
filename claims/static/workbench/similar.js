/* Similar claims beside the form: asked for while the claim is typed. Without this script a button shows them. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const panel = document.getElementById("similar");
  const form = document.getElementById("claim_form");
  if (!panel || !form) {
    return;
  }
  const found = panel.querySelector(".similar-found");
  const PAUSE = 400;
  const LEAST = 12;
  const ASKING = { "X-Requested-With": "XMLHttpRequest" };
  let waiting = 0;
  let asked = "";
  let running = null;

  const text = form.querySelector("#id_text");
  const row = text && text.closest(".form-row");
  if (row) {
    row.after(panel);
  }

  function sketch() {
    const data = new FormData();
    const named = ["text", "question", "event", "figure-0-low", "figure-0-high"];
    for (const field of form.elements) {
      if (named.includes(field.name) || /^about_set-\d+-actor$/.test(field.name)) {
        data.append(field.name, field.value);
      }
    }
    if (panel.dataset.claim) {
      data.append("claim", panel.dataset.claim);
    }
    return data;
  }

  async function look() {
    const data = sketch();
    const typed = JSON.stringify([...data]);
    const length = `${data.get("text") || ""}${data.get("question") || ""}`.length;
    if (length < LEAST || typed === asked) {
      return;
    }
    asked = typed;
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    if (running) {
      running.abort();
    }
    running = new AbortController();
    try {
      const options = { method: "POST", body: data, headers: ASKING, signal: running.signal };
      const answer = await fetch(panel.dataset.url, options);
      if (answer.ok && !answer.redirected) {
        found.innerHTML = await answer.text();
      }
    } catch (error) {
      if (error.name !== "AbortError") {
        asked = "";
      }
    }
  }

  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  }

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  panel.addEventListener("click", async (event) => {
    const button = event.target.closest("button[form='different-form']");
    if (!button) {
      return;
    }
    event.preventDefault();
    const different = document.getElementById("different-form");
    const data = new FormData(different);
    data.append("other", button.value);
    const answer = await fetch(different.action, { method: "POST", body: data, headers: ASKING });
    if (answer.ok) {
      button.closest("li").remove();
      asked = "";
      soon();
    }
  });
  soon();
});
