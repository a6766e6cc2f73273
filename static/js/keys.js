// A new key is copied with one click.
import "vw/preferences";

const button = document.querySelector("[data-copy]");
if (navigator.clipboard) button.hidden = false;
button.addEventListener("click", async () => {
  await navigator.clipboard.writeText(document.querySelector("[data-secret]").textContent);
  button.querySelector("[data-copy-words]").hidden = true;
  button.querySelector("[data-copied]").hidden = false;
});
