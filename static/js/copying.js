// Buttons that copy what stands in their `data-copy`, and say so. They are shown once this listens.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.querySelector("[data-copy-words]").hidden = true;
  button.querySelector("[data-copied]").hidden = false;
});

if (navigator.clipboard) document.documentElement.classList.add("can-copy");
