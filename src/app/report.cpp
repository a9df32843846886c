// The report of an earlier run, rendered anew.
#include "shoal/report.hpp"

#include <optional>

#include "app/run_folder.hpp"
#include "shoal/app.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/run_record.hpp"

namespace shoal {

namespace {

namespace fs = std::filesystem;

/// Of a folder without a manifest, as older versions wrote it: the page is replaced if shoal wrote it.
void replace_page(const fs::path& file, const std::string& page) {
  std::error_code ignored;
  const fs::file_status there = fs::symlink_status(file, ignored);
  if (fs::exists(there) && !(fs::is_regular_file(there) && is_report(read_file(file)))) {
    throw Error(ErrorCode::usage, "shoal did not write this, and would overwrite it", "move it away", file.string());
  }
  write_file(file, page);
}

}  // namespace

fs::path report(const fs::path& folder) {
  std::optional<OutputFolder> output;
  if (read_manifest(folder)) output.emplace(folder, FolderKind::run);
  const RunRecord record = app::read_run(folder);
  fs::path file = folder / "report.html";
  if (record.shop.segments.empty()) {
    throw Error(ErrorCode::data, "the run has no segments to report on", "give the folder of a `shoal segment` run",
                (folder / "run.json").string());
  }
  const std::string page = render_report(record);
  if (output) {
    write_file(output->staged("report.html"), page);
    output->add();
  } else {
    replace_page(file, page);
  }
  return file;
}

}  // namespace shoal
