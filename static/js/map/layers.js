// Our own sources and layers, put on top of whatever basemap there is.

const EDGES_KW = [11, 22, 50, 150, 300];
const SOURCE = "vw-stations";
export const STATIONS = "vw-station";
export const CLUSTERS = "vw-cluster";
export const STARS = "vw-stars";
const CELLS_SOURCE = "vw-cells";
export const CELLS = ["vw-cell", "vw-cell-afar"];
export const isOurs = (id) => Boolean(id?.startsWith("vw-"));
export const SOURCE_ID = SOURCE;

// Zoom below which a cell is too small to be seen.
const CELLS_AFAR = 8;

const nothing = { type: "FeatureCollection", features: [] };

/** A mark as GeoJSON; nothing for null. `at` is [latitude, longitude], `face` "class|figure" of a station's picture. */
export const spot = (mark) =>
  mark
    ? { type: "Feature", properties: { face: mark.face ?? "" }, geometry: { type: "Point", coordinates: [mark.at[1], mark.at[0]] } }
    : nothing;

/** Favourites as GeoJSON. */
export const starred = (favourites) => ({
  type: "FeatureCollection",
  features: favourites.map(({ id, latitude, longitude }) => ({
    type: "Feature",
    properties: { id },
    geometry: { type: "Point", coordinates: [longitude, latitude] },
  })),
});

// Half of a cell, in degrees.
const HALF = 0.05;

/** Cells of a tenth of a degree as GeoJSON, each as itself and as its middle: {at: [lat, lon], weight: 0 to 1, told}. */
const celled = (cells) => ({
  type: "FeatureCollection",
  features: cells.flatMap(({ at: [latitude, longitude], weight, told }) => {
    const [west, south, east, north] = [longitude - HALF, latitude - HALF, longitude + HALF, latitude + HALF];
    const properties = { weight, told };
    const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
    return [
      { type: "Feature", properties, geometry: { type: "Polygon", coordinates: [ring] } },
      { type: "Feature", properties, geometry: { type: "Point", coordinates: [longitude, latitude] } },
    ];
  }),
});

const levelOf = (kw) => ["case", ["has", kw], ["step", ["get", kw], 1, ...EDGES_KW.flatMap((edge, i) => [edge, i + 2])], 0];

const shortCount = [
  "case",
  ["<", ["get", "n"], 1000],
  ["to-string", ["get", "n"]],
  ["<", ["get", "n"], 9950],
  ["concat", ["to-string", ["/", ["round", ["/", ["get", "n"], 100]], 10]], "k"],
  ["concat", ["to-string", ["round", ["/", ["get", "n"], 1000]]], "k"],
];

const clusterSize = ["step", ["get", "n"], 32, 10, 35, 100, 40, 1000, 46, 10000, 50];

function sources(tiles, marks) {
  return {
    [SOURCE]: { type: "vector", tiles: [tiles], minzoom: 0, maxzoom: 14 },
    "vw-hot": { type: "geojson", data: spot(marks.hot) },
    "vw-picked": { type: "geojson", data: spot(marks.picked) },
    "vw-me": { type: "geojson", data: spot(marks.me) },
    [STARS]: { type: "geojson", data: starred(marks.stars) },
    [CELLS_SOURCE]: { type: "geojson", data: celled(marks.cells) },
  };
}

// `theme` is part of a picture's name, so that a change of colours draws them anew.
function layers(theme, colour) {
  const icon = (name) => ["concat", `vw|${theme}|`, ...name];
  const weight = (least, most) => ["interpolate", ["linear"], ["get", "weight"], 0, least, 1, most];
  return [
    {
      id: CELLS[0],
      type: "fill",
      source: CELLS_SOURCE,
      minzoom: CELLS_AFAR,
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": colour("bad"), "fill-opacity": weight(0.25, 0.7), "fill-outline-color": colour("bad") },
    },
    {
      id: CELLS[1],
      type: "circle",
      source: CELLS_SOURCE,
      maxzoom: CELLS_AFAR,
      filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-radius": weight(5, 16),
        "circle-color": colour("bad"),
        "circle-opacity": 0.55,
        "circle-stroke-color": colour("bad"),
        "circle-stroke-width": 1,
      },
    },
    {
      id: CLUSTERS,
      type: "symbol",
      source: SOURCE,
      "source-layer": "clusters",
      layout: {
        "icon-image": icon(["c|", ["to-string", clusterSize], "|", ["to-string", levelOf("top_kw")], "|", shortCount]),
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "symbol-sort-key": ["get", "n"],
      },
    },
    {
      id: STATIONS,
      type: "symbol",
      source: SOURCE,
      "source-layer": "stations",
      layout: {
        "icon-image": icon(["s|", ["to-string", ["get", "class"]], "|", ["case", ["has", "kw"], ["to-string", ["get", "kw"]], "?"]]),
        "icon-size": ["interpolate", ["linear"], ["zoom"], 5, 0.7, 10, 0.88, 13, 1],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "symbol-sort-key": ["coalesce", ["get", "kw"], 0],
      },
    },
    ring("vw-picked", 22, { "circle-color": colour("volt"), "circle-stroke-color": colour("ink"), "circle-stroke-width": 2 }),
    {
      id: "vw-picked-face",
      type: "symbol",
      source: "vw-picked",
      filter: ["!=", ["get", "face"], ""],
      layout: { "icon-image": icon(["s|", ["get", "face"]]), "icon-allow-overlap": true, "icon-ignore-placement": true },
    },
    {
      id: STARS,
      type: "symbol",
      source: STARS,
      layout: {
        "icon-image": `vw|${theme}|f`,
        // Seen from afar: smaller, and beside the number of a circle.
        "icon-size": ["step", ["zoom"], 0.7, 11, 1],
        "icon-offset": ["step", ["zoom"], ["literal", [25, -25]], 11, ["literal", [13, -13]]],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
      },
    },
    ring("vw-hot", 21, { "circle-opacity": 0, "circle-stroke-color": colour("ink"), "circle-stroke-width": 3 }),
    ring("vw-me", 8, { "circle-color": colour("focus"), "circle-stroke-color": colour("halo"), "circle-stroke-width": 3 }),
  ];
}

function ring(id, radius, paint) {
  return { id, type: "circle", source: id, paint: { "circle-radius": radius, ...paint } };
}

/** A basemap's style with ours on top. */
export function compose(style, { tiles, marks, theme }) {
  const computed = getComputedStyle(document.documentElement);
  const colour = (name) => computed.getPropertyValue(`--${name}`).trim();
  return {
    ...style,
    sources: { ...style.sources, ...sources(tiles, marks) },
    layers: [...style.layers, ...layers(theme, colour)],
  };
}

/** What is under the stations until a basemap is there. */
export function bare() {
  const ground = getComputedStyle(document.documentElement).getPropertyValue("--sunk").trim();
  return { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": ground } }] };
}
