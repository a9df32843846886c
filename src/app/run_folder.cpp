#include "app/run_folder.hpp"

#include "shoal/report.hpp"
#include "shoal/run_record.hpp"

namespace shoal::app {

void finish_run_folder(Session& session, OutputFolder& folder) {
  session.close();  // the page and run.json show the same record, so both come after the last stage
  const RunRecord& record = session.record();
  if (!record.segments.empty()) {
    write_file(folder.staged("report.html"), render_report(record));
    write_file(folder.staged("segments.json"), segments_json(record));
  }
  write_file(folder.staged("sweep.csv"), sweep_csv(record.sweep));
  write_file(folder.staged("run.json"), to_json(record));
  folder.commit();
}

}  // namespace shoal::app
