// The map of a station's page in the console: the site's own, in the console's colours.
import { point } from "vw/state";
import { createView } from "vw/view";

// How far around the station the map shows at first, in degrees.
const AROUND = 0.003;
const container = document.getElementById("map");
const settings = JSON.parse(document.getElementById("finder-settings").textContent);

// The console's own button changes the attribute and tells nobody.
new MutationObserver(() => document.dispatchEvent(new Event("vw-theme"))).observe(document.documentElement, {
  attributeFilter: ["data-theme"],
});

const at = point(container.dataset.at);
const [latitude, longitude] = at;
const fit = [longitude - AROUND, latitude - AROUND, longitude + AROUND, latitude + AROUND];
container.hidden = false;
createView({ container, settings, fit, filters: "", marks: { me: { at } }, calm: true }).catch((error) => {
  console.warn(error);
  container.hidden = true;
});
