// A vote is sent once: a second click while the first is on its way does nothing. The server gives
// the same receipt to the same vote anyway; this spares the doubt.

addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.ariaBusy === "true" || !navigator.onLine) {
    event.preventDefault();
    return;
  }
  form.ariaBusy = "true";
});

// Coming back with the browser's arrow must not find a form that is still busy.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-once]")) form.ariaBusy = null;
});
