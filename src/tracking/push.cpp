// Sends what earlier commands could not.
#include <set>
#include <utility>

#include "shoal/error.hpp"
#include "shoal/tracking.hpp"
#include "tracking/operations.hpp"
#include "tracking/report.hpp"
#include "tracking/run_files.hpp"
#include "tracking/sender.hpp"

namespace shoal {

namespace {

using tracking::Call;
using tracking::Journal;
using tracking::JournalContent;
using tracking::Operation;
using tracking::RunFiles;
using tracking::Sender;
using tracking::SendReport;

/// Secrets are meant for the address that came with them.
TrackingSettings settings_for(const TrackingSettings& settings, const JournalContent& content,
                              const std::string& where) {
  TrackingSettings chosen = settings;
  chosen.required = true;  // to push is all that is wanted: worth the whole patience
  if (settings.uri.empty()) {
    chosen.uri = content.head.server;
    for (std::string* secret : {&chosen.username, &chosen.password, &chosen.token}) secret->clear();
    return chosen;
  }
  const std::string server = tracking::parse_address(settings.uri).base;
  if (server != content.head.server && !content.runs.empty()) {
    throw Error(ErrorCode::usage, "this run was begun at " + content.head.server + ", not at " + server,
                "push it with --mlflow " + content.head.server, where);
  }
  return chosen;
}

/// Runs that were made, or were to be made, and whose end was never logged: their process is gone.
std::vector<std::string> orphans(const JournalContent& content) {
  std::set<std::string> open;
  for (const Operation& operation : content.operations) {
    if (operation.call == Call::create) open.insert(operation.run);
    if (operation.call == Call::end) open.erase(operation.run);
  }
  return {open.begin(), open.end()};
}

std::int64_t settled(const JournalContent& content) {
  std::int64_t count = 0;
  for (const bool is : content.settled) count += is ? 1 : 0;
  return count;
}

SendReport push_one(Journal journal, JournalContent content, const TrackingSettings& settings, const RunFiles& files,
                    const Cancellation* cancellation) {
  const std::vector<std::string> unfinished = orphans(content);
  const tracking::JournalHead head = content.head;
  Sender sender(settings, std::move(journal), head, files.folder(), std::move(content));
  for (const std::string& run : unfinished)
    sender.add(tracking::end_operation(run, "FAILED", tracking::now_milliseconds()));
  SendReport report = sender.drain(settings.patience_seconds, cancellation);
  if (report.unsent > 0) return report;
  sender.forget();
  files.remove();
  return report;
}

}  // namespace

PushSummary track_push(const TrackingSettings& settings, const std::filesystem::path& folder,
                       const Cancellation* cancellation) {
  PushSummary summary;
  std::string problem, hint;
  for (const std::filesystem::path& path : tracking::journals_in(folder)) {
    JournalContent content;
    std::optional<Journal> journal = Journal::open(path, content);
    if (!journal) {
      ++summary.still_running;
      continue;
    }
    RunFiles files(folder, path.stem().string());
    files.adopt(content.operations);
    const TrackingSettings chosen = settings_for(settings, content, path.string());
    const std::int64_t before = settled(content);
    const SendReport report = push_one(std::move(*journal), std::move(content), chosen, files, cancellation);
    ++summary.runs;
    summary.sent += report.operations - report.unsent - before;
    if (report.main) {
      summary.addresses.push_back(tracking::browser_address(tracking::parse_address(chosen.uri), *report.main));
    }
    summary.refused.insert(summary.refused.end(), report.refused.begin(), report.refused.end());
    if (report.unsent == 0) continue;
    problem = report.problem;
    hint = report.hint;
  }
  if (cancellation != nullptr) cancellation->check();
  if (!problem.empty()) throw Error(ErrorCode::service, problem, hint, folder.string());
  return summary;
}

}  // namespace shoal
