// What people type is theirs: it is kept in this browser until the form has really gone through, so
// that neither a lost network nor an old form nor a closed tab takes it away.

const offline = document.querySelector("[data-offline]");

function fields(form) {
  return [...form.elements].filter((field) => field.name && /^(text|textarea|date|search)$/.test(field.type));
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = `keep:${location.pathname}:${form.dataset.keep}`;
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "{}");
  // A page that says no has the words in it already; only empty fields are filled again.
  for (const field of fields(form)) if (!field.value && kept[field.name]) field.value = kept[field.name];
  form.addEventListener("input", () => {
    const typed = Object.fromEntries(fields(form).map((field) => [field.name, field.value]));
    sessionStorage.setItem(key, JSON.stringify(typed));
  });
  form.addEventListener("submit", () => {
    if (navigator.onLine) sessionStorage.setItem("keep:sent", key);
  });
}

// The page after a form that went through has no error in it: then the words may be forgotten.
const sent = sessionStorage.getItem("keep:sent");
if (sent && !document.querySelector(".field--error, [data-refused]")) sessionStorage.removeItem(sent);
sessionStorage.removeItem("keep:sent");

addEventListener("submit", (event) => {
  if (navigator.onLine) return;
  event.preventDefault();
  offline.hidden = false;
});
addEventListener("online", () => (offline.hidden = true));
