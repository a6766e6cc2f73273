// "Where am I": asked of the browser only when the button is pressed, sent to the server rounded to about 10 m.

const OPTIONS = { enableHighAccuracy: true, timeout: 12_000, maximumAge: 60_000 };

/** [latitude, longitude]; rejects when the visitor or the device refuses. */
export function locate() {
  return new Promise((resolve, reject) => {
    if (!navigator.geolocation) return reject(new Error("no geolocation"));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve([Number(coords.latitude.toFixed(4)), Number(coords.longitude.toFixed(4))]),
      reject,
      OPTIONS,
    );
  });
}
