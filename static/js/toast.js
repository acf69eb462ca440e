// A toast closes by hand, or by itself after eight seconds when it only says that all went well.

for (const toast of document.querySelectorAll("[data-toast]")) {
  const close = toast.querySelector("[data-close]");
  close.hidden = false;
  close.addEventListener("click", () => toast.remove());
  if (!toast.matches("[data-stays]")) setTimeout(() => toast.remove(), 8000);
}
