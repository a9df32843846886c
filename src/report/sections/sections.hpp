// The parts of the page, top to bottom; each gives HTML, or nothing when the record lacks all it would say.
#pragma once

#include <string>

#include "shoal/run_record.hpp"

namespace shoal::report {

/// Title, the manager's sentence, the four figures, the warnings.
std::string title_section(const RunRecord& record);
/// Shares, overview table, a card for each segment.
std::string segments_section(const RunRecord& record);
/// Heat map, R x F map, scatter, table of medians.
std::string differences_section(const RunRecord& record);
/// Elbow, silhouette, stability; reasons; neighbours; the table of the sweep.
std::string choice_section(const RunRecord& record);
/// Silhouette plot, stability, rules, held-out part, giants, small segments, warnings.
std::string trust_section(const RunRecord& record);
/// Cleaning waterfall, distributions, feature table.
std::string preparation_section(const RunRecord& record);
/// Command, seed, versions, device, timings, hash; downloads.
std::string again_section(const RunRecord& record);

/// "<section id=...><h2>...</h2>body</section>", nothing for an empty body.
std::string section(const std::string& id, const std::string& heading, const std::string& body);

}  // namespace shoal::report
