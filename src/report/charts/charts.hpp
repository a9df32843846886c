// The charts: each takes the record and gives the figure as HTML, or nothing when the record lacks what it draws.
#pragma once

#include <string>

#include "shoal/run_record.hpp"

namespace shoal::report {

std::string shares_chart(const RunRecord& record);
std::string heat_map_chart(const RunRecord& record);
std::string rf_map_chart(const RunRecord& record);
std::string scatter_chart(const RunRecord& record);
std::string inertia_chart(const RunRecord& record);
std::string silhouette_by_k_chart(const RunRecord& record);
std::string stability_by_k_chart(const RunRecord& record);
std::string silhouette_plot(const RunRecord& record);
std::string stability_chart(const RunRecord& record);
std::string waterfall_chart(const RunRecord& record);
/// Before and after preparation, for one clustered feature.
std::string distribution_chart(const FeatureRecord& feature);
std::string timings_chart(const RunRecord& record);

}  // namespace shoal::report
