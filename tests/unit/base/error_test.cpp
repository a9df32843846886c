#include "shoal/error.hpp"

#include <gtest/gtest.h>

namespace shoal {
namespace {

TEST(Error, SaysWhereAndWhat) {
  const Error error(ErrorCode::data, "\"six\" is not a whole number", "correct it", "a.csv, line 2", "1,six");
  EXPECT_STREQ(error.what(), "a.csv, line 2: \"six\" is not a whole number");
  EXPECT_EQ(error.message(), "\"six\" is not a whole number");
  EXPECT_EQ(error.hint(), "correct it");
  EXPECT_EQ(error.where(), "a.csv, line 2");
  EXPECT_EQ(error.found(), "1,six");
  EXPECT_STREQ(Error(ErrorCode::usage, "no command").what(), "no command");
}

/// The exit codes that the command line promises.
TEST(Error, EachCodeHasItsExitStatusAndName) {
  const struct {
    ErrorCode code;
    int status;
    const char* name;
  } promised[] = {{ErrorCode::internal, 1, "internal"}, {ErrorCode::usage, 2, "usage"},
                  {ErrorCode::data, 3, "data"},         {ErrorCode::model, 4, "model"},
                  {ErrorCode::device, 5, "device"},     {ErrorCode::memory, 6, "memory"},
                  {ErrorCode::service, 7, "service"},   {ErrorCode::cancelled, 130, "cancelled"}};
  for (const auto& row : promised) {
    EXPECT_EQ(exit_status(row.code), row.status) << row.name;
    EXPECT_EQ(error_name(row.code), row.name);
  }
}

}  // namespace
}  // namespace shoal
