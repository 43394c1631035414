// Durations as a person reads them. Must never read a clock.

/** Writes a number of seconds: `850 ms`, `1.2 s`, `3 min 05 s`, `1 h 02 min`. */
export function durationText(seconds: number): string {
  if (Math.round(seconds * 1000) < 1000) return `${Math.round(seconds * 1000)} ms`;
  if (Math.round(seconds * 10) < 600) return `${(Math.round(seconds * 10) / 10).toFixed(1)} s`;
  return longText(Math.round(seconds));
}

/** Writes a number of seconds without fractions, for a clock that runs on the screen: `0 s`, `12 s`, `3 min 05 s`. */
export function wholeDurationText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return whole < 60 ? `${whole} s` : longText(whole);
}

function longText(whole: number): string {
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
