// What people type is theirs: it is kept in this browser until the house says that it was taken in, so
// that neither a lost network, an old form, a session that ended nor a closed page takes it away.

const offline = document.querySelector("[data-offline]");
const person = document.body.dataset.person ?? "";

function fields(form) {
  return [...form.elements].filter((field) => field.name && /^(text|textarea|date|search|email|tel|url|number)$/.test(field.type));
}

// The house says the code of the form that it carried out last: only then may the words be forgotten.
const [taken] = document.cookie.match(/(?<=(^|; )taken=)[0-9a-f]{32}/) ?? [];
const sent = JSON.parse(sessionStorage.getItem("keep:sent") ?? "{}");
if (taken && sent.code === taken) {
  sessionStorage.removeItem(sent.key);
  sessionStorage.removeItem("keep:sent");
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  // Whoever comes after somebody else in the same window finds nothing of theirs.
  const key = `keep:${person}:${location.pathname}:${form.dataset.keep}`;
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "{}");
  // A page that says no has the words in it already; only empty fields are filled again.
  for (const field of fields(form)) if (!field.value && kept[field.name]) field.value = kept[field.name];
  form.addEventListener("input", () => {
    const typed = Object.fromEntries(fields(form).map((field) => [field.name, field.value]));
    sessionStorage.setItem(key, JSON.stringify(typed));
  });
  form.addEventListener("submit", () => {
    sessionStorage.setItem("keep:sent", JSON.stringify({ key, code: form.elements.once.value }));
  });
}

addEventListener("submit", (event) => {
  if (navigator.onLine) return;
  event.preventDefault();
  offline.hidden = false;
});
addEventListener("online", () => (offline.hidden = true));
