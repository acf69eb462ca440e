// A form is sent once: a second click while the first is on its way does nothing. The server carries
// the same form out once anyway, and answers alike; this spares the doubt.

const page = () => history.state ?? {};

// Which form of a page: where it goes, what it is about, and what it would change. Not its place, which moves
// as rows come and go. A page that shows what was done, and offers to change it, offers another form.
function mark(form) {
  const about = [...form.elements].filter(
    (field) => field.type === "hidden" && !["once", "csrfmiddlewaretoken"].includes(field.name),
  );
  return JSON.stringify([form.getAttribute("action"), form.dataset.base, ...about.map((field) => [field.name, field.value])]);
}

addEventListener("submit", (event) => {
  const form = event.target;
  const code = form.querySelector("input[name=once]");
  if (code) history.replaceState({ ...page(), sent: { ...page().sent, [mark(form)]: code.value } }, "");
  if (!form.matches("[data-once]")) return;
  if (form.ariaBusy === "true" || !navigator.onLine) {
    event.preventDefault();
    return;
  }
  form.ariaBusy = "true";
});

// A browser that goes back may fetch the page again, and put back what was typed: it is the form that was
// sent, and not another one, so its code comes back too.
for (const code of document.querySelectorAll("form input[name=once]")) {
  code.value = page().sent?.[mark(code.form)] ?? code.value;
}

// Coming back with the browser's arrow must not find a form that is still busy.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-once]")) form.ariaBusy = null;
});
