#include <gmock/gmock.h>

#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/segments.hpp"

namespace shoal {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

struct Sample {
  std::string lines, truth;
};

Sample generate(const GenerateOptions& options) {
  const fs::path folder = fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
  fs::create_directories(folder);
  generate_retail(folder / "sample.csv", folder / "truth.csv", options);
  return {read_file(folder / "sample.csv"), read_file(folder / "truth.csv")};
}

/// Cells of one line of CSV without line breaks inside quotes.
std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> result(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"')
        result.back() += line[i++];
      else
        quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      result.emplace_back();
    } else {
      result.back() += line[i];
    }
  }
  return result;
}

std::vector<std::vector<std::string>> table(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) rows.push_back(cells(line));
  return rows;
}

TEST(GenerateRetail, WritesTheColumnsOfAShop) {
  const auto rows = table(generate({.customers = 200}).lines);
  EXPECT_THAT(rows[0], testing::ElementsAre("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate",
                                            "UnitPrice", "CustomerID", "Country"));
  for (const auto& row : rows) ASSERT_EQ(row.size(), 8u);
  EXPECT_GT(rows.size(), 2000u);
}

TEST(GenerateRetail, GivesTheSameFileForTheSameSeed) {
  const Sample one = generate({.customers = 50, .seed = 3}), again = generate({.customers = 50, .seed = 3});
  EXPECT_EQ(one.lines, again.lines);
  EXPECT_EQ(one.truth, again.truth);
  EXPECT_NE(generate({.customers = 50, .seed = 4}).lines, one.lines);
}

TEST(GenerateRetail, NamesTheSegmentOfEveryCustomer) {
  const Sample sample = generate({.customers = 1000});
  std::set<std::string> seen;
  for (const auto& row : table(sample.lines)) seen.insert(row[6]);
  std::map<std::string, int> sizes;
  const auto truth = table(sample.truth);
  EXPECT_THAT(truth[0], testing::ElementsAre("customer_id", "segment"));
  for (std::size_t i = 1; i < truth.size(); ++i) {
    EXPECT_TRUE(seen.contains(truth[i][0])) << truth[i][0];
    ++sizes[truth[i][1]];
  }
  EXPECT_EQ(truth.size(), 1001u);
  EXPECT_EQ(sizes.size(), 5u);
  for (const auto& [name, size] : sizes) EXPECT_GT(size, 90) << name;
}

TEST(GenerateRetail, SoilsTheShareOfLinesThatWasAskedFor) {
  const auto rows = table(generate({.customers = 1000, .dirt = 0.1}).lines);
  std::map<std::string, int> kinds;
  std::set<std::vector<std::string>> distinct;
  int texts_with_commas = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto& row = rows[i];
    texts_with_commas += row[2].find(',') != std::string::npos ? 1 : 0;
    if (row[6].empty())
      ++kinds["guest"];
    else if (!distinct.insert(row).second)
      ++kinds["duplicate"];
    else if (row[0][0] == 'C')
      ++kinds["cancelled"];
    else if (row[5] == "0")
      ++kinds["free"];
    if (row[0][0] == 'C')
      EXPECT_LT(std::stoi(row[3]), 0);
    else
      EXPECT_GT(std::stoi(row[3]), 0);
  }
  int dirty = 0;
  for (const auto& [kind, count] : kinds) dirty += count;
  EXPECT_EQ(kinds.size(), 4u);
  // About 27,000 independent draws at 0.1: one per cent of the lines is five standard deviations.
  EXPECT_NEAR(static_cast<double>(dirty) / static_cast<double>(rows.size() - 1), 0.1, 0.01);
  EXPECT_GT(texts_with_commas, 100);
}

TEST(GenerateRetail, LeavesNoDirtWhenNoneIsWanted) {
  const auto rows = table(generate({.customers = 300, .dirt = 0.0}).lines);
  std::set<std::vector<std::string>> distinct;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    EXPECT_FALSE(rows[i][6].empty());
    EXPECT_NE(rows[i][0][0], 'C');
    EXPECT_NE(rows[i][5], "0");
    EXPECT_TRUE(distinct.insert(rows[i]).second);
  }
}

TEST(GenerateRetail, GoesDownToOneCustomer) { EXPECT_EQ(table(generate({.customers = 1}).truth).size(), 2u); }

TEST(GenerateRetail, RefusesOptionsOutOfRange) {
  const fs::path path = fs::path(testing::TempDir()) / "never.csv";
  for (const GenerateOptions& wrong :
       {GenerateOptions{.customers = 0}, GenerateOptions{.dirt = -0.1}, GenerateOptions{.dirt = 0.6}}) {
    try {
      generate_retail(path, {}, wrong);
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage);
    }
  }
  EXPECT_FALSE(fs::exists(path));
}

}  // namespace
}  // namespace shoal
