// The report of an earlier run, rendered anew.
#include "shoal/report.hpp"

#include "shoal/app.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/run_record.hpp"

namespace shoal {

std::filesystem::path report(const std::filesystem::path& folder) {
  const std::filesystem::path run = folder / "run.json";
  const RunRecord record = run_record_from_json(read_file(run), run.string());
  if (record.shop.segments.empty()) {
    throw Error(ErrorCode::data, "the run has no segments to report on", "give the folder of a `shoal segment` run",
                run.string());
  }
  const std::filesystem::path page = folder / "report.html";
  write_file(page, render_report(record));
  return page;
}

}  // namespace shoal
