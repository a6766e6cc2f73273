// Where searches found nothing, as cells of a tenth of a degree on the site's map; the drawing stays where none can be had.
import * as maplibre from "maplibre-gl";
import { CELLS } from "vw/layers";
import "vw/preferences";
import { createView } from "vw/view";

// What is seen around the outermost cells, in degrees.
const AROUND = 1;
const container = document.getElementById("map");
const settings = JSON.parse(document.getElementById("finder-settings").textContent);
const cells = JSON.parse(document.getElementById("cells").textContent);
const told = document.querySelector("[data-told]");

function around() {
  const latitudes = cells.map(({ at }) => at[0]);
  const longitudes = cells.map(({ at }) => at[1]);
  return [
    Math.min(...longitudes) - AROUND,
    Math.max(-85, Math.min(...latitudes) - AROUND),
    Math.max(...longitudes) + AROUND,
    Math.min(85, Math.max(...latitudes) + AROUND),
  ];
}

try {
  const { map } = await createView({ container, settings, fit: around(), filters: "", marks: { cells }, calm: true });
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "bottom-right");
  for (const layer of CELLS) {
    for (const event of ["click", "mousemove"]) {
      map.on(event, layer, ({ features }) => {
        told.textContent = features[0].properties.told;
      });
    }
  }
} catch (error) {
  console.warn(error);
  document.querySelector("[data-live]").hidden = true;
  document.querySelector("[data-plain]").classList.remove("only-plain");
}
