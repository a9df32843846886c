#include "app/run_folder.hpp"

#include "shoal/error.hpp"
#include "shoal/model.hpp"
#include "shoal/report.hpp"

namespace shoal::app {

void write_run_folder(const RunRecord& record, OutputFolder& folder) {
  if (!record.shop.segments.empty()) {
    write_file(folder.staged("report.html"), render_report(record));
    write_file(folder.staged("segments.json"), segments_json(record));
  }
  write_file(folder.staged("sweep.csv"), sweep_csv(record.trials));
  write_file(folder.staged("run.json"), to_json(record));  // the last, as readers open it first
  folder.commit();
}

void refuse_run_of_another(const OutputFolder& folder, const std::string& command) {
  const std::filesystem::path run = folder.path() / "run.json";
  if (standing(folder.path(), folder.manifest(), "run.json") != Standing::written) return;  // no run that could be read
  const std::string earlier = run_record_from_json(read_file(run), run.string()).run.command;
  if (earlier == command) return;
  throw Error(ErrorCode::usage,
              "it holds a run of `shoal " + earlier + "`, which one of `shoal " + command + "` would replace",
              "give another folder, or remove this one", folder.path().string());
}

RunRecord read_run(const std::filesystem::path& folder) {
  check_folder(folder, {"run.json"}, true, ErrorCode::data);
  const std::filesystem::path run = folder / "run.json";
  return run_record_from_json(read_file(run), run.string());
}

std::vector<std::string> run_file_names() {
  std::vector<std::string> names{"segments.csv", "segments.json", "sweep.csv", "report.html", "run.json"};
  for (const std::string& name : model_file_names()) names.push_back("model/" + name);
  names.push_back(std::string("model/") + k_manifest_name);
  return names;
}

}  // namespace shoal::app
