// Helps to fill a ballot in: what is left, more and less, higher and lower, drag and drop, a box to find an
// option. Without it every field is there all the same, and the server says what is wrong.

const row = (node) => node.closest("[data-row]");
const paper = (node) => node.closest("[data-marks]");
const title = (item) => item.querySelector("[data-title]").textContent;
const whole = (field) => (/^\s*\d+\s*$/.test(field.value) ? Number(field.value) : 0);
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const COUNTS = {
  ticks: (marks) => marks.querySelectorAll("[data-row] :checked").length,
  costs: (marks) => sum(marks.querySelectorAll("[data-cost]:checked"), (box) => Number(box.dataset.cost)),
  points: (marks) => sum(marks.querySelectorAll("[data-points]"), whole),
  squares: (marks) => sum(marks.querySelectorAll("[data-points]"), (field) => whole(field) ** 2),
};

function sum(nodes, number) {
  return [...nodes].reduce((total, node) => total + number(node), 0);
}

function count(marks) {
  const left = marks.querySelector("[data-left]");
  if (!left) return;
  const rest = Number(marks.dataset.limit) - COUNTS[marks.dataset.count](marks);
  const number = new Intl.NumberFormat(document.documentElement.lang).format(rest);
  left.textContent = left.dataset.words.replace("%s", number);
  left.parentElement.classList.toggle("is-over", rest < 0);
  left.parentElement.hidden = false;
}

// --- an order: tiers of rows, best first, and those without a place -------------------------------

const places = (list) => [...list.querySelectorAll("[data-place]")];

function tiers(list) {
  const found = new Map();
  for (const field of places(list)) {
    const place = whole(field);
    if (place) found.set(place, [...(found.get(place) ?? []), row(field)]);
  }
  return [...found.entries()].sort(([one], [other]) => one - other).map(([, rows]) => rows);
}

function arrange(list, ordered) {
  const ranked = ordered.filter((tier) => tier.length);
  // What is no number stays as it was typed: the server says what is wrong with it.
  for (const field of places(list)) if (whole(field)) field.value = "";
  ranked.forEach((tier, k) => tier.forEach((item) => (item.querySelector("[data-place]").value = k + 1)));
  const rest = places(list).map(row).filter((item) => !ranked.flat().includes(item));
  list.append(...ranked.flat(), ...rest);
}

function move(item, step) {
  const list = item.closest("[data-ranking]");
  const ordered = tiers(list);
  const at = ordered.findIndex((tier) => tier.includes(item));
  if (at < 0) {
    if (step < 0) ordered.push([item]);
  } else if (ordered[at].length > 1) {
    ordered[at] = ordered[at].filter((other) => other !== item);
    ordered.splice(step < 0 ? at : at + 1, 0, [item]);
  } else {
    ordered.splice(at, 1);
    if (at + step >= 0 && at + step <= ordered.length) ordered.splice(at + step, 0, [item]);
    else if (step < 0) ordered.unshift([item]);
  }
  arrange(list, ordered);
  say(item);
}

function say(item) {
  const list = item.closest("[data-ranking]");
  const place = item.querySelector("[data-place]").value;
  const words = place ? list.dataset.words : list.dataset.none;
  paper(item).querySelector("[data-said]").textContent = words.replace("%t", title(item)).replace("%p", place);
}

let dragged = null;

function drop(onto) {
  const list = onto.closest("[data-ranking]");
  const ordered = tiers(list).map((tier) => tier.filter((item) => item !== dragged));
  const at = ordered.findIndex((tier) => tier.includes(onto));
  ordered.splice(at < 0 ? ordered.length : at, 0, [dragged]);
  arrange(list, ordered);
  say(dragged);
}

addEventListener("dragstart", (event) => (dragged = event.target.closest?.("[data-ranking] > [data-row]") ?? null));
addEventListener("dragover", (event) => dragged && event.target.closest?.("[data-ranking]") && event.preventDefault());
addEventListener("drop", (event) => {
  const onto = event.target.closest?.("[data-ranking] > [data-row]");
  if (!dragged || !onto || onto === dragged || paper(onto) !== paper(dragged)) return;
  event.preventDefault();
  drop(onto);
  unblank(onto);
});
addEventListener("dragend", () => (dragged = null));

// --- what people do --------------------------------------------------------------------------------

function unblank(node) {
  const blank = paper(node).querySelector("[data-blank]");
  if (blank) blank.checked = false;
}

function find(box) {
  const wanted = plain(box.value.trim());
  for (const item of paper(box).querySelectorAll("[data-row]")) item.hidden = !plain(title(item)).includes(wanted);
}

addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-step], [data-move]");
  if (!button || !paper(button)) return;
  if (button.dataset.move) {
    move(row(button), Number(button.dataset.move));
    button.focus();
  } else {
    const field = row(button).querySelector("[data-points]");
    const next = Math.min(Math.max(whole(field) + Number(button.dataset.step), 0), Number(field.dataset.most));
    field.value = next || "";
    paper(button).querySelector("[data-said]").textContent = `${title(row(button))}: ${next}`;
  }
  unblank(button);
  count(paper(button));
});

addEventListener("input", (event) => {
  const field = event.target;
  if (!paper(field)) return;
  if (field.closest("[data-filter]")) return find(field);
  if (row(field)) unblank(field);
  count(paper(field));
});

// Enter in a number goes to the next one: a ballot is sent by its button alone.
addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches?.("[data-marks] input:not([type=checkbox], [type=radio])")) return;
  event.preventDefault();
  const fields = [...paper(event.target).querySelectorAll("input.marks-number")];
  fields[fields.indexOf(event.target) + 1]?.focus();
});

function prepare() {
  for (const marks of document.querySelectorAll("[data-marks]")) {
    for (const helper of marks.querySelectorAll("[data-step], .marks-move, [data-filter]")) helper.hidden = false;
    for (const item of marks.querySelectorAll("[data-ranking] > [data-row]")) item.draggable = true;
    count(marks);
  }
}

addEventListener("htmx:after:swap", prepare);
prepare();
