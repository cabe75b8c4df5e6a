// Draws curves with Chart.js. Only places on the canvas are floating-point numbers: what is read there stays text.
import {element} from './page_parts.js';

let loaded = null;

/** The library, fetched when the first chart is drawn. */
function library() {
  loaded ??= import('/console/chart.js').then(() => globalThis.Chart);
  return loaded;
}

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function scale(label, format) {
  return {type: 'linear', title: {display: true, text: label, color: color('--quiet')},
    grid: {color: color('--line')}, ticks: {color: color('--quiet'), maxTicksLimit: 6, maxRotation: 0, callback: format}};
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const STEPS = [...[1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((minutes) => minutes * MINUTE),
  ...[1, 2, 5, 7, 14, 30, 61, 91, 182, 365, 730, 1826, 3652].map((days) => days * DAY)];
const PIXELS_OF_MARK = 120;

/** Marks at whole minutes, hours or days, as many as fit. */
function marksOfTime({min, max, width}) {
  const step = STEPS.find((each) => (max - min) / each <= width / PIXELS_OF_MARK) ?? STEPS.at(-1);
  const marks = [];
  for (let at = Math.ceil(min / step) * step; at <= max; at += step) marks.push({value: at});
  return marks.length > 0 ? marks : [{value: min}];
}

/** "2026-01-30" of a whole day, else "01-30 12:05". */
function timeOfMark(value) {
  const text = new Date(value).toISOString();
  return value % DAY === 0 ? text.slice(0, 10) : text.slice(5, 16).replace('T', ' ');
}

/** An axis of milliseconds since 1970, in UTC, from the first point to the last one; an hour where that is one moment. */
function timeScale(curves) {
  const times = curves.flatMap(({points}) => points.map(({x}) => x));
  if (times.length === 0) times.push(Date.now());
  const ends = [times.reduce((one, other) => Math.min(one, other)), times.reduce((one, other) => Math.max(one, other))];
  const [min, max] = ends[1] - ends[0] < 2 * MINUTE ? [ends[0] - 30 * MINUTE, ends[1] + 30 * MINUTE] : ends;
  return {...scale('UTC', timeOfMark), min, max, afterBuildTicks: (axis) => { axis.ticks = marksOfTime(axis); }};
}

/** Without `formatX` the x axis is one of time. */
function options({xLabel, yLabel, formatX, formatY, describe}, curves) {
  return {
    animation: false,
    maintainAspectRatio: false,
    interaction: {mode: 'nearest', axis: 'x', intersect: false},
    scales: {x: formatX ? scale(xLabel, formatX) : timeScale(curves), y: {...scale(yLabel, formatY), beginAtZero: true}},
    plugins: {
      legend: {labels: {color: color('--text'), boxHeight: 2}},
      tooltip: {callbacks: {title: () => '', label: ({raw, dataset}) => describe(raw, dataset.label)}},
    },
  };
}

/** Curves are {label, points: [{x, y, …}], color: '--one', stepped?, dashed?}. */
function datasets(curves) {
  return curves.map((curve) => ({label: curve.label, data: curve.points, stepped: curve.stepped ? 'before' : false,
    borderColor: color(curve.color), backgroundColor: color(curve.color), borderWidth: 2,
    borderDash: curve.dashed ? [6, 4] : [], pointRadius: curve.points.length > 60 ? 0 : 2, parsing: false}));
}

/**
 * A chart of a fixed height, so that nothing moves when it is drawn; `description` is for those who do not see it.
 * Returns its element and `draw(curves)`. It is thrown away with the signal, and drawn anew for light and dark.
 */
export async function lineChart(axes, description, signal) {
  const Chart = await library();
  const canvas = element('canvas', {role: 'img', 'aria-label': description});
  let chart = null;
  let latest = [];
  const draw = (curves) => {
    latest = curves;
    if (signal.aborted) return;
    chart?.destroy();
    chart = new Chart(canvas, {type: 'line', data: {datasets: datasets(curves)}, options: options(axes, curves)});
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => draw(latest), {signal});
  signal.addEventListener('abort', () => chart?.destroy());
  return {chart: element('div', {class: 'chart'}, canvas), draw, describe: (text) => canvas.setAttribute('aria-label', text)};
}
