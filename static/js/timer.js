// Says how long is left beside a closing time; the words in the page stay the truth without script.
// It speaks to screen readers only at one minute, thirty and ten seconds.

const SPOKEN = new Set([60, 30, 10]);
const voice = document.createElement("p");
voice.className = "sr-only";
voice.setAttribute("role", "status");
document.body.append(voice);

function words(seconds) {
  const unit = seconds < 60 ? "second" : seconds < 3600 ? "minute" : seconds < 86400 ? "hour" : "day";
  const size = { second: 1, minute: 60, hour: 3600, day: 86400 }[unit];
  const write = (count, name) =>
    new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: name, unitDisplay: "long" }).format(count);
  if (unit === "minute" && seconds < 600) return `${write(Math.floor(seconds / 60), "minute")} ${write(seconds % 60, "second")}`;
  return write(Math.floor(seconds / size), unit);
}

function tick() {
  for (const timer of document.querySelectorAll("[data-until]")) {
    const seconds = Math.round((Date.parse(timer.dataset.until) - Date.now()) / 1000);
    if (seconds <= 0) continue;
    timer.dataset.whole ??= timer.textContent;
    timer.title = timer.dataset.whole;
    timer.textContent = timer.dataset.words.replace("%s", words(seconds));
    if (SPOKEN.has(seconds)) voice.textContent = timer.textContent;
  }
}

addEventListener("htmx:after:swap", tick);
if (document.querySelector("[data-until]")) {
  tick();
  setInterval(tick, 1000);
}
