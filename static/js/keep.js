// What people type is theirs: it is kept in this browser until the house says that it was taken in, so
// that neither a lost network, an old form, a session that ended nor a closed page takes it away.

const offline = document.querySelector("[data-offline]");
const person = document.body.dataset.person ?? "";
// What a form was filled in from is kept with the words: put back over a newer page, they are refused until it is read.
const BASE = ["seen", "based_on", "read"];

const read = (key) => JSON.parse(sessionStorage.getItem(key) ?? "{}");
const named = (form, are) => [...form.elements].filter((field) => field.name && are(field));
const fields = (form) => named(form, (field) => /^(text|textarea|date|search|email|tel|url|number)$/.test(field.type));
const bases = (form) => named(form, (field) => field.type === "hidden" && BASE.includes(field.name));

// The house says the code of the form that it carried out last: only then may the words be forgotten.
const [taken] = document.cookie.match(/(?<=(^|; )taken=)[0-9a-f]{32}/) ?? [];
const sent = read("keep:sent");
if (taken && sent.code === taken) {
  sessionStorage.removeItem(sent.key);
  sessionStorage.removeItem("keep:sent");
}
// A page that nothing came through to says so of what is kept, and of nothing else.
const promise = document.querySelector("[data-kept]");
if (promise && sent.key) promise.hidden = !sessionStorage.getItem(sent.key);

function keep(form, key) {
  const kept = read(key);
  for (const { name, value, defaultValue } of fields(form)) {
    // A page that says no has the words in it already; what is again as the page had it was given up.
    if (value !== defaultValue || kept[name] === value) kept[name] = value;
    else delete kept[name];
  }
  for (const { name, value } of bases(form)) kept[name] = value;
  sessionStorage.setItem(key, JSON.stringify(kept));
}

// Words typed over a text are put back in sight: a line says so, and one touch shows what the page has.
function putBack(form, kept) {
  const theirs = bases(form).map(({ name, value }) => [name, value]);
  const page = Object.fromEntries([...fields(form).map(({ name, defaultValue }) => [name, defaultValue]), ...theirs]);
  const note = document.querySelector("template[data-put-back]").content.firstElementChild.cloneNode(true);
  const button = note.querySelector("button");
  const show = (values) => {
    for (const field of [...bases(form), ...fields(form)]) {
      field.value = values[field.name];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  const mine = { ...page, ...kept };
  button.addEventListener("click", () => {
    show(button.firstElementChild.hidden ? mine : page);
    for (const label of button.children) label.hidden = !label.hidden;
  });
  form.prepend(note);
  // A turn later, when whoever listens to what is typed, such as a preview, is there.
  setTimeout(() => show(mine));
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  // Whoever comes after somebody else in the same window finds nothing of theirs.
  const key = `keep:${person}:${location.pathname}:${form.dataset.keep}`;
  const kept = read(key);
  form.addEventListener("input", () => keep(form, key));
  form.addEventListener("submit", () => {
    sessionStorage.setItem("keep:sent", JSON.stringify({ key, code: form.elements.once.value }));
  });
  const over = fields(form).some(({ name, defaultValue }) => defaultValue && (kept[name] ?? defaultValue) !== defaultValue);
  if (over) putBack(form, kept);
  else for (const field of fields(form)) if (!field.value && kept[field.name]) field.value = kept[field.name];
}

addEventListener("submit", (event) => {
  if (!event.target.dataset.keep) sessionStorage.removeItem("keep:sent");
  if (navigator.onLine) return;
  event.preventDefault();
  offline.hidden = false;
});
addEventListener("online", () => (offline.hidden = true));
