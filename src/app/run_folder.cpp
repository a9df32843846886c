#include "app/run_folder.hpp"

#include "shoal/report.hpp"

namespace shoal::app {

void write_run_folder(const RunRecord& record, OutputFolder& folder) {
  if (!record.shop.segments.empty()) {
    write_file(folder.staged("report.html"), render_report(record));
    write_file(folder.staged("segments.json"), segments_json(record));
  }
  write_file(folder.staged("sweep.csv"), sweep_csv(record.trials));
  write_file(folder.staged("run.json"), to_json(record));
  folder.commit();
}

}  // namespace shoal::app
