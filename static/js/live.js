// Keeps an open page true: one socket for all its topics. What everyone sees alike arrives as HTML
// and replaces the elements of the same id; what is personal is only announced, and fetched a moment
// later, each page at its own moment, so that a thousand phones do not ask at once.

const page = document.documentElement;
const regions = () => [...document.querySelectorAll("[data-live]")];
const topics = new Set(regions().flatMap((region) => region.dataset.live.split(" ")));
let wait = 500;
let connected = false;

function address() {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const asked = new URLSearchParams({ t: [...topics].join(","), l: page.lang });
  return `${scheme}//${location.host}/ws/live/?${asked}`;
}

function replace(html) {
  const arrived = new DOMParser().parseFromString(html, "text/html");
  for (const fresh of arrived.querySelectorAll("[data-frame]")) {
    const here = document.getElementById(fresh.id);
    if (here && here.outerHTML !== fresh.outerHTML) {
      htmx.swap({ sourceElement: here, target: here, swap: "outerMorph", text: fresh.outerHTML });
    }
  }
}

function refresh(topic) {
  for (const region of regions()) {
    if (region.hasAttribute("hx-get") && region.dataset.live.split(" ").includes(topic)) {
      setTimeout(() => htmx.trigger(region, "live"), Math.random() * 1200);
    }
  }
}

function connect() {
  const socket = new WebSocket(address());
  socket.addEventListener("open", () => {
    wait = 500;
    page.dataset.liveState = "on";
    // Back after a break: what was announced meanwhile was missed.
    if (connected) topics.forEach(refresh);
    connected = true;
  });
  socket.addEventListener("message", (event) => {
    const frame = JSON.parse(event.data);
    if (frame.html) replace(frame.html);
    if (frame.changed) refresh(frame.changed);
  });
  socket.addEventListener("close", (event) => {
    page.dataset.liveState = "off";
    if (event.code === 4403) return; // nothing here for this reader
    setTimeout(connect, wait * (0.5 + Math.random()));
    wait = Math.min(wait * 2, 30000);
  });
}

if (topics.size) connect();
