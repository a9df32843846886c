#include "cli/table.hpp"

#include <gtest/gtest.h>

namespace shoal::cli {
namespace {

/// In linear time: comparing every two rows would take minutes.
TEST(TextTable, OfManyRowsIsAligned) {
  TextTable table({{"k", TextTable::Align::right}, {"name", TextTable::Align::left}});
  constexpr int k_rows = 200'000;
  for (int i = 0; i < k_rows; ++i) table.add({std::to_string(i), i == 7 ? "the longest" : "x"});
  const std::vector<std::string> lines = table.lines();
  ASSERT_EQ(lines.size(), k_rows + 1u);
  EXPECT_EQ(lines[0], "       k  name");
  EXPECT_EQ(lines[8], "       7  the longest");
  EXPECT_EQ(lines.back(), "  199999  x");
}

}  // namespace
}  // namespace shoal::cli
