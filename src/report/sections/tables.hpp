// The tables of the report, shown in their sections and downloaded as CSV from the last one.
#pragma once

#include "report/table.hpp"
#include "shoal/run_record.hpp"

namespace shoal::report {

Table overview_table(const RunRecord& record);
/// Revenue of each month and segment; of the last two years where there are more months.
Table months_table(const RunRecord& record);
/// Medians of every feature, a row for each segment.
Table medians_table(const RunRecord& record);
Table sweep_table(const RunRecord& record);
/// One of RunRecord::shop.alternatives.
Table alternative_table(const Alternative& alternative);
Table cleaning_table(const RunRecord& record);
/// What was decided about the file, and what is doubtful in it; no rows where nothing is.
Table reading_table(const RunRecord& record);
Table features_table(const RunRecord& record);

}  // namespace shoal::report
