// The counts of Online Retail (UCI, doi 10.24432/C5BW33) as the README beside the shared data gives them, checked there
// with pandas.
#include <gmock/gmock.h>

#include "data/input/input_bytes.hpp"
#include "flat_lines.hpp"
#include "shared_data.hpp"
#include "shoal/text.hpp"
#include "shoal/transactions.hpp"
#include "temporary_folder.hpp"

namespace shoal {
namespace {

constexpr const char* k_file = "online-retail/online-retail.csv.gz";

struct Expected {
  const char* step;
  std::int64_t rows, customers, invoices;
  double revenue;
};
// Removing quantity <= 0 first removes nothing more; both conditions are one step here.
constexpr Expected k_steps[] = {{"raw", 541909, 4372, 25900, 9747747.934},
                                {"missing_customer", 406829, 4372, 22190, 8300065.814},
                                {"duplicates", 401604, 4372, 22190, 8278519.424},
                                {"cancellations", 392732, 4339, 18536, 8887208.894},
                                {"non_positive", 392692, 4338, 18532, 8887208.894}};

void expect_the_counts(const Transactions& lines) {
  const Cleaned cleaned = clean(lines, {});
  ASSERT_EQ(cleaned.steps.size(), std::size(k_steps));
  std::int64_t before = lines.rows();
  for (std::size_t i = 0; i < std::size(k_steps); ++i) {
    const CleaningStep& step = cleaned.steps[i];
    EXPECT_EQ(step.step, k_steps[i].step);
    EXPECT_EQ(step.remaining, k_steps[i].rows) << step.step;
    EXPECT_EQ(step.removed, before - k_steps[i].rows) << step.step;
    EXPECT_EQ(step.customers, k_steps[i].customers) << step.step;
    EXPECT_EQ(step.invoices, k_steps[i].invoices) << step.step;
    // The README rounds to a tenth of a penny.
    EXPECT_NEAR(step.revenue, k_steps[i].revenue, 0.0005) << step.step;
    before = step.remaining;
  }
}

std::string unpacked(const std::filesystem::path& path) {
  data::InputBytes input(path);
  std::string text, buffer(std::size_t{1} << 20, '\0');
  while (const std::size_t got = input.read(buffer.data(), buffer.size())) text.append(buffer, 0, got);
  return text;
}

/// The widespread data.csv form: ISO-8859-1 (the pound sign is one byte) and CRLF.
std::string as_latin1_crlf(const std::string& utf8) {
  std::string out;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    if (utf8[i] == '\xc2') continue;
    if (utf8[i] == '\n') out += '\r';
    out += utf8[i];
  }
  return out;
}

void expect_equal(const Transactions& a, const Transactions& b) { EXPECT_TRUE(test::flat(a) == test::flat(b)); }

TEST(OnlineRetail, CleaningCountsAreThoseOfTheLiterature) {
  SHOAL_NEEDS_SHARED_DATA(k_file);
  ThreadPool threads(2);
  const auto result = read_transactions(threads, test::shared_data_dir() / k_file, {});
  EXPECT_EQ(result.input.rows, 541909);
  EXPECT_EQ(result.input.bytes, 7441021);
  EXPECT_EQ(result.input.sha256, "4f65c1e685661e132cd767bdd0915b240d740c7c269f31c2810a61951308dc9d");
  EXPECT_EQ(result.rejected, 0);
  const test::FlatLines lines = test::flat(result.transactions);
  EXPECT_EQ(lines.customer.values.size(), 4372u);
  EXPECT_EQ(lines.invoice.values.size(), 25900u);
  EXPECT_EQ(lines.item.values.size(), 4070u);
  EXPECT_EQ(lines.description.values.size(), 4223u);
  EXPECT_EQ(lines.country.values.size(), 38u);
  EXPECT_EQ(std::count(lines.description.codes.begin(), lines.description.codes.end(), -1), 1454);
  EXPECT_EQ(lines.time.front(), 1291191960);  // 2010-12-01 08:26
  EXPECT_EQ(lines.time.back(), 1323435000);   // 2011-12-09 12:50
  expect_the_counts(result.transactions);
}

TEST(OnlineRetail, DuplicatesAmongAllRows) {
  SHOAL_NEEDS_SHARED_DATA(k_file);
  ThreadPool threads(2);
  const auto result = read_transactions(threads, test::shared_data_dir() / k_file, {});
  CleanOptions only_duplicates{false, true, false, false, false};
  const Cleaned cleaned = clean(result.transactions, only_duplicates);
  ASSERT_EQ(cleaned.steps.size(), 2u);
  EXPECT_EQ(cleaned.steps[1].removed, 5268);
}

TEST(OnlineRetail, OneAnswerForAnyNumberOfThreads) {
  SHOAL_NEEDS_SHARED_DATA(k_file);
  const auto path = test::shared_data_dir() / k_file;
  ThreadPool one(1), seven(7);
  expect_equal(read_transactions(one, path, {}).transactions, read_transactions(seven, path, {}).transactions);
}

TEST(OnlineRetail, Latin1WithCrlfIsTheSameTable) {
  SHOAL_NEEDS_SHARED_DATA(k_file);
  const auto path = test::shared_data_dir() / k_file;
  const test::TemporaryFolder folder;
  const auto latin1 = folder.write("data.csv", as_latin1_crlf(unpacked(path)));
  ThreadPool threads(2);
  const auto result = read_transactions(threads, latin1, {});
  EXPECT_EQ(result.input.bytes, 45580638);
  EXPECT_EQ(result.input.sha256, "d07aec9960083af2339975a3f9d3b26313b342dcd9f86cce0b919b1cde639a44");
  expect_equal(result.transactions, read_transactions(threads, path, {}).transactions);
  expect_the_counts(result.transactions);
}

TEST(OnlineRetail, ParquetIsTheSameTable) {
  SHOAL_NEEDS_SHARED_DATA(k_file);
  ThreadPool threads(2);
  const auto path = test::shared_data_dir() / k_file;
  const Transactions transactions = read_transactions(threads, path, {}).transactions;
  const test::FlatLines lines = test::flat(transactions);
  std::vector<std::string> times;
  for (const std::int64_t time : lines.time) times.push_back(iso_time(time));
  const test::TemporaryFolder folder;
  write_table(folder / "t.parquet", {{"InvoiceNo", test::texts(lines.invoice)},
                                     {"StockCode", test::texts(lines.item)},
                                     {"Description", test::texts(lines.description)},
                                     {"Quantity", lines.quantity},
                                     {"InvoiceDate", times},
                                     {"UnitPrice", lines.unit_price},
                                     {"CustomerID", test::texts(lines.customer)},
                                     {"Country", test::texts(lines.country)}});
  expect_equal(read_transactions(threads, folder / "t.parquet", {}).transactions, transactions);
}

}  // namespace
}  // namespace shoal
