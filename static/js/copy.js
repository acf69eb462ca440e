// Copies the code of a receipt; the button shows itself only where copying works.

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.querySelector(".sr-only").textContent = button.dataset.done;
    button.classList.add("is-done");
  });
}
