// Parquet tables longer than one batch; the types are tests/golden/data.
#include <gmock/gmock.h>

#include "flat_lines.hpp"
#include "shoal/table.hpp"
#include "shoal/transactions.hpp"
#include "temporary_folder.hpp"

namespace shoal {
namespace {

constexpr std::size_t k_rows = 100000;
constexpr std::int64_t k_customers = 3000;

/// Everything that may be a number is one.
std::vector<OutputColumn> many_lines() {
  std::vector<std::string> dates(k_rows, "2011-01-02T03:04:05");
  std::vector<double> invoice, item, customer, country, price;
  std::vector<std::int64_t> quantity;
  for (std::size_t i = 0; i < k_rows; ++i) {
    const auto row = static_cast<double>(i);
    invoice.push_back(500000 + row);
    item.push_back(row / 8);
    customer.push_back(static_cast<double>(10000 + static_cast<std::int64_t>(i * 7919) % k_customers));
    country.push_back(1e5 + static_cast<double>(i % 40));
    price.push_back(0.25 * row);
    quantity.push_back(static_cast<std::int64_t>(i % 12) + 1);
  }
  return {{"invoice", invoice}, {"item", item},         {"date", dates}, {"customer", customer},
          {"country", country}, {"quantity", quantity}, {"price", price}};
}

TEST(Parquet, NumbersAsIdsInManyBatches) {
  const test::TemporaryFolder folder;
  write_table(folder / "t.parquet", many_lines());
  write_table(folder / "t.csv", many_lines());
  ThreadPool threads(2);
  const test::FlatLines lines = test::flat(read_transactions(threads, folder / "t.parquet", {}).transactions);
  ASSERT_EQ(lines.rows(), static_cast<std::int64_t>(k_rows));
  EXPECT_EQ(lines.customer.values.size(), static_cast<std::size_t>(k_customers));
  EXPECT_EQ(lines.customer.values[1], "11919");
  EXPECT_EQ(lines.invoice.values.back(), "599999");
  EXPECT_EQ(lines.item.values[1], "0.125");
  EXPECT_EQ(lines.country.values.size(), 40u);
  EXPECT_EQ(lines.country.values[0], "100000");
  EXPECT_TRUE(lines == test::flat(read_transactions(threads, folder / "t.csv", {}).transactions));
}

TEST(Parquet, ATableInManyBatches) {
  const test::TemporaryFolder folder;
  write_table(folder / "t.parquet", many_lines());
  ReadTableOptions options;
  options.columns = {"price", "quantity"};
  const FeatureTable table = read_table(folder / "t.parquet", options);
  ASSERT_EQ(table.rows(), static_cast<std::int64_t>(k_rows));
  for (std::int64_t i = 0; i < table.rows(); ++i) {
    ASSERT_EQ(table.doubles()(i, 0), 0.25 * static_cast<double>(i));
    ASSERT_EQ(table.doubles()(i, 1), static_cast<double>(i % 12 + 1));
  }
  EXPECT_EQ(table.ids[1], "11919");
}

}  // namespace
}  // namespace shoal
