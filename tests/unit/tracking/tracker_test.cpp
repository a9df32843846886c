// A tracker whose server is not there. With a server: tests/tracking.
#include <gmock/gmock.h>

#include "errors.hpp"
#include "sample_record.hpp"
#include "shoal/files.hpp"
#include "shoal/tracking.hpp"
#include "temporary_folder.hpp"
#include "tracking/journal.hpp"

namespace shoal {
namespace {

namespace fs = std::filesystem;
using test::error_of;
using testing::HasSubstr;
using testing::IsEmpty;
using tracking::Call;

/// Nobody listens on port 1.
TrackingSettings nobody() {
  TrackingSettings settings;
  settings.uri = "http://ann:secret@127.0.0.1:1";
  settings.password = "secret";
  settings.patience_seconds = 0.2;
  return settings;
}

std::vector<fs::path> journals(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".jsonl") found.push_back(entry.path());
  }
  return found;
}

std::string end_of(const fs::path& journal) {
  const tracking::JournalContent content = tracking::parse_journal(read_file(journal), "journal");
  const auto& last = content.operations.back();
  return last.call == Call::end && last.run.empty() ? last.body : "";
}

TEST(Tracker, KeepsTheRecordWhenNobodyListens) {
  const test::TemporaryFolder folder;
  const RunRecord record = test::sample_record();
  Tracker tracker(nobody(), record.run, folder / "run");
  tracker.log_trials(record.trials);
  const fs::path report = folder.write("report.html", "<html>");
  const TrackingSummary summary = tracker.finish(record, {{report, "report.html"}}, nullptr);
  EXPECT_THAT(summary.run_id, IsEmpty());
  EXPECT_THAT(summary.warning, HasSubstr("connect"));
  EXPECT_THAT(summary.hint, HasSubstr("shoal track push " + (folder / "run").string()));
  const auto kept = journals(folder.path());
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_THAT(end_of(kept.front()), HasSubstr("FINISHED"));
  EXPECT_EQ(read_file(kept.front()).find("secret"), std::string::npos);
  EXPECT_EQ(error_of([&] { track_push(nobody(), folder / "run"); }).code(), ErrorCode::service);
  EXPECT_EQ(journals(folder.path()).size(), 1U);
}

TEST(Tracker, ARunThatWasNotFinishedFailedOrWasKilled) {
  for (const bool interrupted : {false, true}) {
    const test::TemporaryFolder folder;
    Cancellation cancellation;
    {
      const Tracker tracker(nobody(), test::sample_record().run, folder.path(), &cancellation);
      if (interrupted) cancellation.raise();
    }
    const auto kept = journals(folder.path());
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_THAT(end_of(kept.front()), HasSubstr(interrupted ? "KILLED" : "FAILED"));
  }
}

TEST(Tracker, RequiredMeansAnErrorBeforeTheWorkAndNothingLeftBehind) {
  const test::TemporaryFolder folder;
  TrackingSettings settings = nobody();
  settings.required = true;
  const Error error = error_of([&] { Tracker(settings, test::sample_record().run, folder / "run"); });
  EXPECT_EQ(error.code(), ErrorCode::service);
  EXPECT_EQ(exit_status(error.code()), 7);
  EXPECT_FALSE(fs::exists(folder / "run"));
}

TEST(Tracker, AFolderThatCannotBeWrittenIsNoReasonToStop) {
  const RunRecord record = test::sample_record();
  Tracker tracker(nobody(), record.run, "/proc/none");
  tracker.log_trials(record.trials);
}

TEST(TrackPush, NeedsAFolderAndReadsEmptyOnes) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(error_of([&] { track_push({}, folder / "none"); }).code(), ErrorCode::data);
  EXPECT_EQ(track_push({}, folder.path()).runs, 0);
  folder.write("x", "");
  fs::create_directory(folder / "mlflow");
  folder.write("mlflow/abc.jsonl", "{\"format\":1,\"ke");  // whoever wrote that
  EXPECT_EQ(track_push({}, folder.path()).runs, 0);
  EXPECT_TRUE(fs::exists(folder / "mlflow/abc.jsonl"));
}

}  // namespace
}  // namespace shoal
