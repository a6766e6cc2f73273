// The pictures of stations and clusters, drawn when the map first needs one. Shapes come from the page's icons and
// colours from its style sheet, so that map, list and legend can't differ.

const SIZE = 34;
const SVG_SIZE = 32;
const FACE = "Figtree, system-ui, sans-serif";
const STAR_SIZE = 24;
const PREFIX = "vw";
const shapes = new Map();
let starShape = null;

/** Reads the shapes of the power classes out of the icons. */
export async function loadShapes(sprite) {
  const icons = new DOMParser().parseFromString(await (await fetch(sprite)).text(), "image/svg+xml");
  for (const symbol of icons.querySelectorAll("symbol[id^='power-']")) {
    shapes.set(Number(symbol.id.slice(6)), new Path2D(symbol.querySelector("path").getAttribute("d")));
  }
  starShape = new Path2D(icons.querySelector("#star path").getAttribute("d"));
  await document.fonts.load(`700 14px ${FACE}`).catch(() => {});
}

function colours() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

function canvas(size, ratio) {
  const element = document.createElement("canvas");
  element.width = element.height = Math.ceil(size * ratio);
  const pen = element.getContext("2d");
  pen.scale(ratio, ratio);
  return pen;
}

function figure(pen, text, size, colour, pixels) {
  pen.fillStyle = colour;
  pen.font = `700 ${pixels}px ${FACE}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(text, size / 2, size / 2 + pixels * 0.05, size - 8);
}

function station(pen, level, label) {
  const colour = colours();
  const known = level > 0;
  pen.save();
  pen.translate((SIZE - SVG_SIZE) / 2, (SIZE - SVG_SIZE) / 2);
  const shape = shapes.get(level);
  pen.lineJoin = "round";
  pen.strokeStyle = colour("halo");
  pen.lineWidth = 3;
  pen.stroke(shape);
  pen.fillStyle = known ? colour(`power-${level}`) : colour("card");
  pen.fill(shape);
  if (!known) {
    pen.strokeStyle = colour("power-0");
    pen.lineWidth = 2;
    pen.setLineDash([4, 3]);
    pen.stroke(shape);
  }
  pen.restore();
  figure(pen, label, SIZE, known ? "#fff" : colour("ink-soft"), label.length > 2 ? 11.5 : 13);
}

function cluster(pen, size, level, label) {
  const colour = colours();
  const middle = size / 2;
  const ring = (radius, fill) => {
    pen.beginPath();
    pen.arc(middle, middle, radius, 0, 2 * Math.PI);
    pen.fillStyle = fill;
    pen.fill();
  };
  ring(middle - 1, colour("halo"));
  ring(middle - 2.5, colour(`power-${level}`));
  ring(middle - 6, colour("card"));
  figure(pen, label, size, colour("ink"), label.length > 3 ? 12 : 13);
}

function star(pen) {
  const colour = colours();
  pen.lineJoin = "round";
  for (const [style, width] of [[colour("halo"), 6], ["#12242b", 3]]) {
    pen.strokeStyle = style;
    pen.lineWidth = width;
    pen.stroke(starShape);
  }
  pen.fillStyle = colour("volt");
  pen.fill(starShape);
}

/** Adds the picture of this name to the map; names of other pictures are left alone. */
export function draw(map, name) {
  const [prefix, , kind, ...rest] = name.split("|");
  if (prefix !== PREFIX || map.hasImage(name)) return;
  const ratio = Math.min(3, Math.max(2, Math.ceil(devicePixelRatio)));
  const size = kind === "c" ? Number(rest[0]) : kind === "f" ? STAR_SIZE : SIZE;
  const pen = canvas(size, ratio);
  if (kind === "c") cluster(pen, size, Number(rest[1]), rest[2]);
  else if (kind === "f") star(pen);
  else station(pen, Number(rest[0]), rest[1]);
  map.addImage(name, pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height), { pixelRatio: ratio });
}
