// Pages of the console that show a job look again while it runs, and load anew once it has ended. Where somebody has
// begun to fill in a form they offer that instead: it would be lost.
const EVERY_MS = 1500;
const MOST_MS = 30_000;

let touched = false;
for (const happens of ["input", "change"]) document.addEventListener(happens, () => (touched = true));

async function look(place) {
  const answer = await fetch(place.dataset.progress, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-progress]");
  place.replaceWith(document.importNode(fresh, true));
  return document.querySelector("[data-progress]");
}

async function follow(place) {
  let wait = EVERY_MS;
  while (!place.dataset.ended) {
    await new Promise((done) => setTimeout(done, wait));
    try {
      place = await look(place);
      wait = EVERY_MS;
    } catch {
      wait = Math.min(MOST_MS, wait * 2);
    }
  }
  // What the job has changed stands elsewhere on the page.
  if (touched) place.querySelector("[data-anew]").hidden = false;
  else location.reload();
}

const place = document.querySelector("[data-progress]");
if (place && !place.dataset.ended) follow(place);
