#include "tests/bench/figures/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace ledger::bench {
namespace {

constexpr double panel_width = 460;
constexpr double panel_height = 340;
constexpr double left = 64;
constexpr double right = 24;
constexpr double top = 40;
constexpr double bottom = 78;
constexpr std::array colors{"#7f7f7f", "#1f77b4", "#d62728", "#2ca02c"};

/// The powers of ten around all values of a panel.
struct Decades {
  double least = 0;
  double most = 1;
};

Decades decades_of(const PlotPanel& panel) {
  double least = 1e300;
  double most = 1e-300;
  for (const auto& line : panel.lines) {
    for (const auto value : line.values) {
      least = std::min(least, value);
      most = std::max(most, value);
    }
  }
  const double least_decade = std::floor(std::log10(least));
  return {.least = least_decade, .most = std::max(std::ceil(std::log10(most)), least_decade + 1)};
}

/// Where a panel has a place, and a value.
struct Scale {
  double offset = 0;
  std::size_t places = 1;
  Decades decades;

  [[nodiscard]] double x(std::size_t place) const {
    const double steps = static_cast<double>(std::max<std::size_t>(places - 1, 1));
    return offset + left + (panel_width - left - right) * static_cast<double>(place) / steps;
  }
  [[nodiscard]] double y(double value) const {
    const double share = (std::log10(value) - decades.least) / (decades.most - decades.least);
    return panel_height - bottom - (panel_height - top - bottom) * share;
  }
};

std::string text(double x, double y, const std::string& anchor, const std::string& words) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor, words);
}

std::string grid(const Scale& scale, const std::vector<std::string>& places) {
  std::string svg;
  for (double decade = scale.decades.least; decade <= scale.decades.most; ++decade) {
    for (const double step : {1.0, 2.0, 5.0}) {
      const double value = step * std::pow(10, decade);
      if (std::log10(value) > scale.decades.most) continue;
      const double y = scale.y(value);
      svg += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\"/>\n", scale.x(0),
                         y, scale.x(places.size() - 1), y, step == 1.0 ? "#bbbbbb" : "#e8e8e8");
      svg += text(scale.x(0) - 6, y + 4, "end", fmt::format("{:g}", value));
    }
  }
  for (std::size_t place = 0; place < places.size(); ++place) {
    svg += text(scale.x(place), panel_height - bottom + 18, "middle", places[place]);
  }
  return svg;
}

std::string lines_of(const Scale& scale, const PlotPanel& panel) {
  std::string svg;
  for (std::size_t index = 0; index < panel.lines.size(); ++index) {
    const auto& line = panel.lines[index];
    const auto* color = colors[index % colors.size()];
    std::string points;
    std::string dots;
    for (std::size_t place = 0; place < line.values.size(); ++place) {
      const double x = scale.x(place);
      const double y = scale.y(line.values[place]);
      points += fmt::format("{:.1f},{:.1f} ", x, y);
      dots += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" fill=\"{}\"><title>{:g}</title></circle>\n", x,
                          y, color, line.values[place]);
    }
    svg += fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>\n", points, color);
    svg += dots;
  }
  return svg;
}

/// The lines' names below the first panel; all panels have the same lines.
std::string legend(const PlotPanel& panel) {
  std::string svg;
  double x = left;
  for (std::size_t index = 0; index < panel.lines.size(); ++index) {
    const auto& name = panel.lines[index].name;
    svg += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"14\" height=\"4\" fill=\"{}\"/>\n", x,
                       panel_height - 16, colors[index % colors.size()]);
    svg += text(x + 20, panel_height - 10, "start", name);
    x += 60 + 7 * static_cast<double>(name.size());
  }
  return svg;
}

}  // namespace

std::string plot_svg(const std::vector<std::string>& places, const std::string& axis,
                     const std::vector<PlotPanel>& panels) {
  const double width = panel_width * static_cast<double>(panels.size());
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:g} {1:g}\" width=\"{0:g}\" height=\"{1:g}\" "
      "font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
      width, panel_height);
  for (std::size_t index = 0; index < panels.size(); ++index) {
    const Scale scale{.offset = panel_width * static_cast<double>(index),
                      .places = places.size(),
                      .decades = decades_of(panels[index])};
    svg += text(scale.x(0), 24, "start", panels[index].title);
    svg += grid(scale, places) + lines_of(scale, panels[index]);
    svg += text((scale.x(0) + scale.x(places.size() - 1)) / 2, panel_height - bottom + 38, "middle", axis);
  }
  if (!panels.empty()) svg += legend(panels.front());
  return svg + "</svg>\n";
}

}  // namespace ledger::bench
