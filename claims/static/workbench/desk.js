/* A form on somebody's desk: what is typed is kept, here until the server has it; and who else has the record open. */
"use strict";

(() => {
  const desk = document.getElementById("desk");
  const form = document.querySelector("#content-main form[method=post][id$=_form]");
  if (!desk || !form) {
    return;
  }
  const { typed, token, user, presence } = desk.dataset;
  const status = document.getElementById("typed-status");
  const csrf = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const EVERY = 5000;
  const BEAT = 30000;

  const send = (url, body, options = {}) =>
    fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrf }, redirect: "manual", ...options });

  /* What is typed */

  const place = `typed ${user} ${typed} `;
  let last = "";
  let timer = 0;

  function values() {
    const told = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") {
        told.append(name, value);
      }
    }
    return told.toString();
  }

  function keepHere(told) {
    try {
      localStorage.setItem(place + token, told);
    } catch {
      /* Full or forbidden: the server still has it. */
    }
  }

  async function keep() {
    timer = 0;
    const told = values();
    if (told === last) {
      return;
    }
    keepHere(told);
    try {
      const answer = await send(typed, new URLSearchParams(told));
      if (answer.ok) {
        last = told;
        localStorage.removeItem(place + token);
        const { kept } = await answer.json();
        status.textContent = kept ? `What you type is kept, last at ${kept}. It is not saved yet.` : "";
      } else if (answer.type === "opaqueredirect") {
        status.textContent = "Your session has ended. What you type is kept in this browser: log in again to have it back.";
      } else {
        status.textContent = (await answer.json()).problem || "What you type could not be kept. Save it soon.";
      }
    } catch {
      status.textContent = "The server can't be reached. What you type is kept in this browser.";
    }
  }

  function soon() {
    timer = timer || setTimeout(keep, EVERY);
  }

  /* What this browser kept while the server could not be reached is handed over, and offered when the page is loaded. */
  async function handOver() {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(place) && name !== place + token);
    for (const name of names) {
      const answer = await send(typed, new URLSearchParams(localStorage.getItem(name)));
      if (!answer.ok) {
        continue;
      }
      localStorage.removeItem(name);
      if ((await answer.json()).kept) {
        const offer = document.createElement("p");
        const link = document.createElement("a");
        link.href = `?typed=${name.slice(place.length)}`;
        link.className = "button";
        link.textContent = "Bring back what this browser kept";
        offer.append(link);
        desk.append(offer);
      }
    }
  }

  if (typed) {
    last = values();
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    document.addEventListener("formset:added", soon);
    document.addEventListener("formset:removed", soon);
    if (window.django && window.django.jQuery) {
      window.django.jQuery(form).on("select2:select select2:clear", soon);
    }
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      keepHere(values());
    });
    for (const discard of desk.querySelectorAll("[data-discard]")) {
      discard.addEventListener("submit", async (event) => {
        event.preventDefault();
        const told = new URLSearchParams(new FormData(discard));
        told.append("discard", "yes");
        if ((await send(typed, told)).type === "opaqueredirect") {
          discard.closest("li").remove();
        }
      });
    }
    handOver().catch(() => {});
  }

  /* Who else is here */

  async function beat() {
    try {
      const answer = await send(presence, new URLSearchParams());
      if (answer.ok) {
        const told = await answer.text();
        const present = document.getElementById("present");
        if (present.innerHTML.trim() !== told.trim()) {
          present.innerHTML = told;
        }
      }
    } catch {
      /* Said with the next thing typed. */
    }
  }

  if (presence) {
    beat();
    setInterval(beat, BEAT);
  }
  addEventListener("pagehide", () => {
    if (timer) {
      send(typed, new URLSearchParams(values()), { keepalive: true }).catch(() => {});
    }
    if (presence) {
      send(presence, new URLSearchParams({ left: "yes" }), { keepalive: true }).catch(() => {});
    }
  });
})();
