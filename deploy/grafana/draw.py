"""Draws the panels of a dashboard roughly as Grafana would, from the series that their queries returned."""

import datetime

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plot  # noqa: E402 (the backend is chosen first)

COLUMNS = 24
COLUMN_INCHES = 0.75
ROW_INCHES = 0.38
LEGEND_MAX = 12


def shown(value, unit):
    """A number with its unit."""
    if unit == "s":
        return f"{value * 1000:.3g} ms" if abs(value) < 1 else f"{value:.3g} s"
    if unit == "percentunit":
        return f"{value * 100:.3g} %"
    if unit == "bytes":
        return f"{value / 1048576:.3g} MiB"
    suffix = {"ops": "/s", "reqps": "/s"}.get(unit, "")
    return f"{value:,.0f}{suffix}" if value >= 1000 else f"{value:.3g}{suffix}"


def draw_number(axes, panel, lines):
    defaults = panel["fieldConfig"]["defaults"]
    text = "no data"
    if lines:
        value = lines[0][1][-1][1]
        text = shown(value, defaults["unit"])
        for mapping in defaults["mappings"]:
            text = mapping["options"].get(f"{value:g}", {"text": text})["text"]
    axes.set_axis_off()
    axes.text(0.5, 0.4, text, ha="center", va="center", fontsize=20, color="tab:green" if lines else "tab:red")


def draw_lines(axes, panel, lines):
    defaults = panel["fieldConfig"]["defaults"]
    stacked = "stacking" in defaults["custom"]
    below = {}
    for name, points in lines:
        times = [datetime.datetime.fromtimestamp(at) for at, _ in points]
        values = [value + (below.get(at, 0) if stacked else 0) for at, value in points]
        line, = axes.plot(times, values, linewidth=1, label=name)
        if stacked:
            axes.fill_between(times, [below.get(at, 0) for at, _ in points], values, alpha=0.25, color=line.get_color())
            below.update({at: value for (at, _), value in zip(points, values)})
    axes.yaxis.set_major_formatter(lambda value, _: shown(value, defaults["unit"]))
    axes.xaxis.set_major_formatter(matplotlib.dates.DateFormatter("%H:%M:%S"))
    axes.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(4))
    axes.tick_params(labelsize=6)
    axes.grid(alpha=0.3)
    if defaults.get("min") == 0:
        axes.set_ylim(bottom=0)
    if 0 < len(lines) <= LEGEND_MAX:
        axes.legend(fontsize=5, ncols=2, loc="best")


def draw(panels, picture):
    """Writes the picture; its panels are where the dashboard has them."""
    rows = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel, _ in panels)
    figure = plot.figure(figsize=(COLUMNS * COLUMN_INCHES, rows * ROW_INCHES), dpi=100)
    for panel, lines in panels:
        place = panel["gridPos"]
        left, width = place["x"] / COLUMNS, place["w"] / COLUMNS
        bottom, height = 1 - (place["y"] + place["h"]) / rows, place["h"] / rows
        if panel["type"] == "row":
            figure.text(0.01, bottom + height * 0.2, panel["title"], fontsize=12, weight="bold")
            continue
        axes = figure.add_axes((left + 0.03, bottom + 0.1 * height, width - 0.04, 0.72 * height))
        axes.set_title(panel["title"], fontsize=8)
        (draw_number if panel["type"] == "stat" else draw_lines)(axes, panel, lines)
    figure.savefig(picture)
