// What several parts of the report ask of a record.
#pragma once

#include <string>
#include <string_view>

#include "report/drawing.hpp"
#include "shoal/run_record.hpp"

namespace shoal::report {

/// The segment's name; "Segment 3" where the record does not know one, "In no segment" for -1.
std::string segment_name(const RunRecord& record, std::int64_t segment);
/// A measure of the result; where the record has none, that of the chosen trial. Finite, or nothing.
std::optional<double> result_measure(const RunRecord& record, const std::string& name);
/// The feature's record, or nothing.
const FeatureRecord* find_feature(const RunRecord& record, std::string_view name);
/// The segment's median of a feature, NaN where there is none.
double segment_median(const RunRecord& record, const Segment& segment, std::string_view feature);
/// File name of the input, without its folders.
std::string input_name(const RunRecord& record);

/// A list of badges and names: the legend of charts that show segments by number.
std::string segment_key(const RunRecord& record);
/// The round badge with the segment's number.
void draw_badge(Drawing& drawing, double x, double y, std::int64_t segment, double radius = 10.0);

/// "Four kinds of customers: the 16 % called ... bring 65 % of revenue." The sentence a manager would repeat.
std::string manager_sentence(const RunRecord& record);

}  // namespace shoal::report
