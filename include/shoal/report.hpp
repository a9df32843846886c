// The HTML report.
#pragma once

#include <string>
#include <string_view>

#include "shoal/run_record.hpp"

namespace shoal {

/// One self-contained HTML page (no network, script only for sorting and hover, charts as SVG, under 2 MB) from the
/// record of a run with segments. The same record gives the same bytes.
std::string render_report(const RunRecord& record);
/// Whether the text begins as such a page does, of this version or an earlier one.
bool is_report(std::string_view text);

}  // namespace shoal
