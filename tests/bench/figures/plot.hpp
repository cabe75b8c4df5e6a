// Draws figures over the number of connections, as SVG in plain text.
#pragma once

#include <string>
#include <vector>

namespace ledger::bench {

struct PlotLine {
  std::string name;
  /// One for each place on the horizontal axis.
  std::vector<double> values;
};

/// One diagram. The vertical axis is logarithmic.
struct PlotPanel {
  std::string title;
  std::vector<PlotLine> lines;
};

/// Returns the panels side by side; all have the same places on the horizontal axis.
std::string plot_svg(const std::vector<std::string>& places, const std::string& axis,
                     const std::vector<PlotPanel>& panels);

}  // namespace ledger::bench
