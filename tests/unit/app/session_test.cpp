// What a session keeps of the command that runs in it.
#include "app/session.hpp"

#include <gmock/gmock.h>

#include "errors.hpp"

namespace shoal::app {
namespace {

using testing::ElementsAre;

Settings seeded_settings() {
  Settings settings;
  settings.device = "cpu:scalar";
  settings.threads = 1;
  settings.seed = 7;
  settings.options = {{"k", "3"}};
  return settings;
}

TEST(Session, AStageGivesItsValueAndItsSeconds) {
  const Settings settings = seeded_settings();
  Session session("fit", settings);
  const auto read = session.timed("read", [] { return std::make_unique<int>(5); });
  EXPECT_EQ(*read.value, 5);
  const double written = session.timed("write", [] {});
  const RunInfo run = session.close();
  ASSERT_EQ(run.timings.size(), 2U);
  EXPECT_EQ(run.timings[0].name, "read");
  EXPECT_EQ(run.timings[0].seconds, read.seconds);
  EXPECT_EQ(run.timings[1].name, "write");
  EXPECT_EQ(run.timings[1].seconds, written);
  EXPECT_GE(run.seconds, read.seconds + written);
}

TEST(Session, KeepsTheRunForTheRecord) {
  const Settings settings = seeded_settings();
  Session session("fit", settings);
  session.warn("first");
  session.warn("second");
  session.warn("first");
  const RunInfo run = session.close();
  EXPECT_EQ(run.command, "fit");
  EXPECT_EQ(run.seed, 7U);
  EXPECT_EQ(run.options, settings.options);
  EXPECT_THAT(run.warnings, ElementsAre("first", "second"));
  EXPECT_THAT(run.device, testing::StartsWith("cpu"));
  EXPECT_THAT(run.device, testing::EndsWith(", 1 thread)"));
}

TEST(Session, AnErrorInAStageIsTheCallers) {
  const Settings settings = seeded_settings();
  Session session("fit", settings);
  const Error error =
      test::error_of([&] { session.timed("read", [] { throw Error(ErrorCode::data, "no such file"); }); });
  EXPECT_EQ(error.message(), "no such file");
  EXPECT_TRUE(session.close().timings.empty());
}

}  // namespace
}  // namespace shoal::app
