// A station's page comes alive: ids that can be copied, and a small map once it is in sight.
import { dress } from "vw/dress";
import "vw/preferences";
import { point } from "vw/state";

const settings = JSON.parse(document.getElementById("finder-settings").textContent);
const sheet = document.querySelector("[data-station]");
const container = document.getElementById("map");
// How far around the station the map shows at first, in degrees.
const AROUND = 0.003;

dress(document.getElementById("main"));

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard?.writeText(button.dataset.copy).catch(() => {});
  button.classList.add("is-done");
  button.querySelector("use").setAttribute("href", `${settings.sprite}#check`);
  setTimeout(() => {
    button.classList.remove("is-done");
    button.querySelector("use").setAttribute("href", `${settings.sprite}#copy`);
  }, 2000);
});

async function showMap() {
  const at = point(sheet.dataset.at);
  const [latitude, longitude] = at;
  const fit = [longitude - AROUND, latitude - AROUND, longitude + AROUND, latitude + AROUND];
  try {
    const { createView } = await import("vw/view");
    await createView({ container, settings, fit, filters: "", marks: { picked: { at, face: sheet.dataset.face } }, calm: true });
  } catch (error) {
    console.warn(error);
    container.hidden = true;
  }
}

const watcher = new IntersectionObserver((entries) => {
  if (!entries.some((entry) => entry.isIntersecting)) return;
  watcher.disconnect();
  showMap();
});
watcher.observe(container);
