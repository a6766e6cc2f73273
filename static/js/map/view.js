// The map: shows the stations of the tiles, says where it looks, and marks what the list points at.
import * as maplibre from "maplibre-gl";
import { TILE_ERRORS_ALLOWED, choose } from "vw/basemap";
import { CLUSTERS, SOURCE_ID, STARS, STATIONS, bare, compose, isOurs, spot, starred } from "vw/layers";
import { draw, loadShapes } from "vw/markers";
import { onTheme, theme } from "vw/preferences";

const WORLD = [-140, -35, 160, 70];
const LARGEST_FIT_ZOOM = 15;

/** Makes the map. Throws where it can't be drawn. Options: see `finder.js` and `station.js`. */
export async function createView({ container, settings, fit, filters, marks = {}, onMove, onPick, onHover, onSimple, calm = false }) {
  const shapes = loadShapes(settings.sprite);
  for (const href of settings.mapStyles) {
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
  }

  const state = {
    tiles: tilesFor(settings, filters),
    marks: { hot: null, picked: null, me: null, stars: [], cells: [], ...marks },
    basemap: bare(),
    simple: false,
    errors: 0,
    asked: 0,
  };
  await shapes;
  const map = new maplibre.Map({
    container,
    style: compose(state.basemap, { ...state, theme: theme() }),
    bounds: fit ?? WORLD,
    fitBoundsOptions: { padding: 40, maxZoom: LARGEST_FIT_ZOOM },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxPitch: 0,
    maxZoom: 19,
    cooperativeGestures: calm,
    locale: {
      "Map.Title": settings.words.map,
      "NavigationControl.ZoomIn": settings.words.zoomIn,
      "NavigationControl.ZoomOut": settings.words.zoomOut,
      "AttributionControl.ToggleAttribution": settings.words.attribution,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.setMissingStyleImageResolver((name) => draw(map, name));
  map.addControl(new maplibre.AttributionControl({ compact: true, customAttribution: settings.credit }));
  if (!calm) {
    map.addControl(new maplibre.NavigationControl({ showCompass: false }), "bottom-right");
    map.addControl(new maplibre.ScaleControl({ unit: settings.units === "mi" ? "imperial" : "metric" }), "bottom-left");
  }

  const redraw = () => {
    container.toggleAttribute("data-dark-map", theme() === "dark");
    map.setStyle(compose(state.basemap, { ...state, theme: theme() }));
  };
  async function useBasemap(options) {
    const turn = ++state.asked;
    const { lng, lat } = map.getCenter();
    const found = await choose(settings, theme(), { centre: [lng, lat], zoom: map.getZoom() }, options);
    if (turn !== state.asked) return;
    Object.assign(state, { basemap: found.style, simple: found.simple, errors: 0 });
    container.dataset.basemap = found.simple ? "simple" : "online";
    redraw();
    if (found.simple && settings.online[theme()]) onSimple?.();
  }
  map.on("error", ({ sourceId, error }) => {
    if (!sourceId) console.warn(error?.message);
    if (state.simple || !sourceId || isOurs(sourceId)) return;
    state.errors += 1;
    if (state.errors === TILE_ERRORS_ALLOWED) useBasemap({ simpleOnly: true }).catch(() => {});
  });
  onTheme(() => {
    redraw();
    useBasemap({ simpleOnly: state.simple }).catch(() => {});
  });
  container.toggleAttribute("data-dark-map", theme() === "dark");
  useBasemap().catch(() => {});

  if (onMove) map.on("moveend", (event) => (event.originalEvent || event.asked) && onMove());
  if (onPick) listen(map, { onPick, onHover });

  return {
    map,
    box: () => boxOf(map),
    /** Look at [west, south, east, north]. */
    fit(box, { animate = true } = {}) {
      const [west, south, east, north] = box;
      const bounds = [west, south, east < west ? east + 360 : east, north];
      map.fitBounds(bounds, { padding: 40, maxZoom: LARGEST_FIT_ZOOM, animate, duration: 700 });
    },
    /** Look at exactly this box, as an address says it. */
    look([west, south, east, north]) {
      map.fitBounds([west, south, east < west ? east + 360 : east, north], { padding: 0, animate: false });
    },
    filter(next) {
      const tiles = tilesFor(settings, next);
      if (tiles === state.tiles) return;
      state.tiles = tiles;
      map.getSource(SOURCE_ID)?.setTiles([tiles]);
    },
    /** Mark a station or a position, or nothing: {at: [lat, lon], face}. */
    mark(name, mark) {
      state.marks[name] = mark;
      map.getSource(`vw-${name}`)?.setData(spot(mark));
    },
    /** Favourites: {id, latitude, longitude}. */
    stars(favourites) {
      state.marks.stars = favourites;
      map.getSource(STARS)?.setData(starred(favourites));
    },
    resized() {
      map.resize({ asked: true });
    },
  };
}

function tilesFor(settings, filters) {
  return `${location.origin}${settings.tiles}${filters ? `?${filters}` : ""}`;
}

// Where the map looks, as the address says it: [west, south, east, north] within -180 and 180.
function boxOf(map) {
  const bounds = map.getBounds();
  const zoom = map.getZoom();
  const decimals = zoom < 7 ? 2 : zoom < 12 ? 3 : 5;
  const wrap = (longitude) => ((((longitude + 180) % 360) + 360) % 360) - 180;
  const whole = bounds.getEast() - bounds.getWest() >= 360;
  const west = whole ? -180 : wrap(bounds.getWest());
  const east = whole ? 180 : wrap(bounds.getEast());
  return [west, bounds.getSouth(), east, bounds.getNorth()].map((side) => Number(side.toFixed(decimals)));
}

function listen(map, { onPick, onHover }) {
  let picked = null;
  const canvas = map.getCanvas();
  map.on("click", (event) => {
    const features = map.queryRenderedFeatures(event.point, { layers: [STATIONS, CLUSTERS, STARS].filter((id) => map.getLayer(id)) });
    // A favourite is a station of its own where the map shows a cluster.
    const drawn = features.filter((one) => one.layer.id === STATIONS);
    const stations = drawn.length ? drawn : features.filter((one) => one.layer.id === STARS);
    if (stations.length) {
      // Several at one spot: each click shows the next of them.
      const at = stations.findIndex((one) => one.properties.id === picked);
      const next = stations[(at + 1) % stations.length];
      picked = next.properties.id;
      onPick(picked, markOf(next));
    } else if (features.length) {
      const [latitude, longitude] = latLon(features[0]);
      map.easeTo({ center: [longitude, latitude], zoom: Math.min(map.getZoom() + 2, 16) }, { asked: true });
    } else {
      picked = null;
      onPick(null, null);
    }
  });
  map.on("mousemove", STATIONS, (event) => {
    canvas.style.cursor = "pointer";
    onHover(event.features[0].properties.id, markOf(event.features[0]));
  });
  map.on("mouseenter", CLUSTERS, () => (canvas.style.cursor = "pointer"));
  for (const layer of [STATIONS, CLUSTERS]) {
    map.on("mouseleave", layer, () => {
      canvas.style.cursor = "";
      onHover(null, null);
    });
  }
}

function markOf(feature) {
  const { class: level, kw } = feature.properties;
  return { at: latLon(feature), face: level === undefined ? "" : `${level}|${kw ?? "?"}` };
}

const latLon = ({ geometry }) => [geometry.coordinates[1], geometry.coordinates[0]];
