// Every form of a transaction CSV that is accepted.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <map>

#include "errors.hpp"
#include "flat_lines.hpp"
#include "packed.hpp"
#include "shoal/files.hpp"
#include "shoal/text.hpp"
#include "shoal/transactions.hpp"
#include "temporary_folder.hpp"

namespace shoal {
namespace {

using test::TemporaryFolder;
using testing::ElementsAre;

constexpr std::string_view k_column_names =
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
constexpr std::int64_t k_first_time = 1291191960;  // 2010-12-01 08:26

ReadTransactionsResult read(const std::filesystem::path& path, const ReadTransactionsOptions& options = {}) {
  ThreadPool threads(2);
  return read_transactions(threads, path, options);
}

test::FlatLines read_text(const std::string& text, const ReadTransactionsOptions& options = {}) {
  const TemporaryFolder folder;
  return test::flat(read(folder.write("t.csv", text), options).transactions);
}

const std::string k_two_lines = std::string(k_column_names) +
                                "536365,85123A,HEART,6,2010-12-01 8:26,2.55,17850,United Kingdom\n"
                                "C536366,71053,\"LANTERN, WHITE\",-8,2010-12-01 8:28,3.39,,France\n";

void expect_two_lines(const test::FlatLines& lines) {
  EXPECT_THAT(test::texts(lines.invoice), ElementsAre("536365", "C536366"));
  EXPECT_THAT(test::texts(lines.item), ElementsAre("85123A", "71053"));
  EXPECT_THAT(test::texts(lines.description), ElementsAre("HEART", "LANTERN, WHITE"));
  EXPECT_THAT(lines.quantity, ElementsAre(6, -8));
  EXPECT_THAT(lines.time, ElementsAre(k_first_time, k_first_time + 120));
  EXPECT_THAT(lines.unit_price, ElementsAre(2.55, 3.39));
  EXPECT_THAT(test::texts(lines.customer), ElementsAre("17850", ""));
  EXPECT_THAT(test::texts(lines.country), ElementsAre("United Kingdom", "France"));
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
  return text;
}

TEST(TransactionsCsv, PlainAndPacked) {
  const TemporaryFolder folder;
  expect_two_lines(test::flat(read(folder.write("t.csv", k_two_lines)).transactions));
  const std::string gz = test::gzip(k_two_lines);
  expect_two_lines(test::flat(read(folder.write("t.csv.gz", gz)).transactions));
  expect_two_lines(test::flat(read(folder.write("told-by-its-bytes.csv", gz)).transactions));
  expect_two_lines(test::flat(read(folder.write("t.csv.zst", test::zstd(k_two_lines))).transactions));
}

TEST(TransactionsCsv, SeveralGzipMembers) {
  const TemporaryFolder folder;
  const std::string two =
      test::gzip(k_two_lines.substr(0, 150)) + test::gzip(k_two_lines.substr(150)) + std::string(512, '\0');
  expect_two_lines(test::flat(read(folder.write("t.csv.gz", two)).transactions));
}

TEST(TransactionsCsv, LineEndsAndByteOrderMark) {
  expect_two_lines(read_text("\xef\xbb\xbf" + k_two_lines));
  expect_two_lines(read_text(replaced(k_two_lines, "\n", "\r\n")));
  expect_two_lines(read_text(replaced(k_two_lines, "\n", "\r")));
  expect_two_lines(read_text(k_two_lines.substr(0, k_two_lines.size() - 1)));
  expect_two_lines(read_text("\n\n" + replaced(k_two_lines, "\n", "\n\n")));
}

TEST(TransactionsCsv, OtherDelimiters) {
  for (const char* delimiter : {";", "\t", "|"}) {
    std::string text = replaced(k_two_lines, "LANTERN, WHITE", "LANTERN@ WHITE");
    text = replaced(text, ",", delimiter);
    expect_two_lines(read_text(replaced(text, "@", ",")));
  }
}

TEST(TransactionsCsv, QuotesLineBreaksAndBlanksInFields) {
  const test::FlatLines lines = read_text(std::string(k_column_names) +
                                          "1,A,\"12\"\" RULER,\nlong one\",1,2010-12-01 8:26, 2.55 ,17850 ,UK\n"
                                          "2,A,12\" RULER,1,2010-12-01 8:26,2.55, 17850,UK\n"
                                          "3,A, HEART ,1,2010-12-01 8:26,2.55,17850,UK\n");
  EXPECT_THAT(test::texts(lines.description), ElementsAre("12\" RULER,\nlong one", "12\" RULER", " HEART "));
  EXPECT_THAT(test::texts(lines.customer), ElementsAre("17850", "17850", "17850"));
  EXPECT_EQ(lines.unit_price[0], 2.55);
}

TEST(TransactionsCsv, Latin1IsToldByLooking) {
  const test::FlatLines lines =
      read_text(std::string(k_column_names) + "1,A,POUND \xa3 \x80,1,2010-12-01,2.55,1,R\xe9union\n");
  EXPECT_THAT(test::texts(lines.description), ElementsAre("POUND £ €"));
  EXPECT_THAT(test::texts(lines.country), ElementsAre("Réunion"));
}

TEST(TransactionsCsv, Latin1WithTheFirstTellingByteFarIntoTheFile) {
  // "Ã©" is valid UTF-8 in the first line; the last line shows that the file is ISO-8859-1 after all.
  std::string text = std::string(k_column_names) + "1,A,\xc3\xa9,1,2010-12-01,2.55,1,UK\n";
  while (text.size() < (std::size_t{3} << 20)) text += "2,A,PLAIN,1,2010-12-01,2.55,1,UK\n";
  text += "3,A,\xa3,1,2010-12-01,2.55,1,UK\n";
  const test::FlatLines lines = read_text(text);
  EXPECT_THAT(lines.description.values, ElementsAre("Ã©", "PLAIN", "£"));
}

TEST(TransactionsCsv, Latin1InAColumnWithoutARoleTells) {
  const test::FlatLines lines =
      read_text("Invoice,Item,Qty,Date,Price,Customer,Description,Note\n1,A,1,2010-12-01,1,7,\xc3\xa9,\xa3\n");
  EXPECT_THAT(lines.description.values, ElementsAre("Ã©"));
}

TEST(TransactionsCsv, CustomersAreTheSameHoweverWritten) {
  std::string text(k_column_names);
  for (const char* id :
       {"17850", "17850.0", " 17850.00", "\"17850\"", "017850", "17850.5", "A-1.0", "nan", "NULL", ""}) {
    text += std::string("1,A,X,1,2010-12-01,1,") + id + ",UK\n";
  }
  EXPECT_THAT(test::texts(read_text(text).customer),
              ElementsAre("17850", "17850", "17850", "17850", "017850", "17850.5", "A-1.0", "", "", ""));
}

TEST(TransactionsCsv, DatesInEveryForm) {
  std::string text(k_column_names);
  for (const char* date : {"12/1/2010 8:26", "12/01/2010 08:26:00", "12/1/10 8:26", "12/1/2010 8:26 AM",
                           "2010-12-01T08:26", "2010-12-01 08:26:00", "2010-12-01T08:26:00.000Z",
                           "2010-12-01 08:26:00+01:00", "2010/12/01 8:26", "12.1.2010 8:26", "12-1-2010 8:26"}) {
    text += std::string("1,A,X,1,") + date + ",1,7,UK\n";
  }
  ReadTransactionsOptions options;
  options.date_order = DateOrder::month_first;
  EXPECT_THAT(read_text(text, options).time, testing::Each(k_first_time));
}

TEST(TransactionsCsv, DayFirstByOption) {
  ReadTransactionsOptions options;
  options.date_order = DateOrder::day_first;
  const test::FlatLines lines = read_text(std::string(k_column_names) + "1,A,X,1,1/12/2010 8:26,1,7,UK\n", options);
  EXPECT_EQ(lines.time[0], k_first_time);
}

TEST(TransactionsCsv, ColumnsByOptionAndOptionalOnes) {
  ReadTransactionsOptions options;
  options.columns = {{"customer", "client_no"}};
  const TemporaryFolder folder;
  const auto result =
      read(folder.write("t.csv", "invoice,sku,qty,date,price,client_no\n1,A,2,2010-12-01,3,7\n"), options);
  EXPECT_THAT(test::texts(test::flat(result.transactions).customer), ElementsAre("7"));
  EXPECT_TRUE(result.transactions.description.empty());
  EXPECT_TRUE(result.transactions.country.empty());
  EXPECT_EQ(result.columns.at("customer"), "client_no");
  EXPECT_EQ(result.columns.at("item"), "sku");
  EXPECT_EQ(result.columns.count("country"), 0u);
}

TEST(TransactionsCsv, StandardInput) {
  const TemporaryFolder folder;
  for (const std::string& bytes : {k_two_lines, test::gzip(k_two_lines)}) {
    const int file = open(folder.write("t", bytes).c_str(), O_RDONLY);
    const int before = dup(STDIN_FILENO);
    dup2(file, STDIN_FILENO);
    const auto result = read("-");
    dup2(before, STDIN_FILENO);
    close(before);
    close(file);
    expect_two_lines(test::flat(result.transactions));
    EXPECT_EQ(result.input.path, "standard input");
    EXPECT_EQ(result.input.sha256, "");
    EXPECT_EQ(result.input.bytes, static_cast<std::int64_t>(bytes.size()));
  }
}

TEST(ReadTransactions, CanBeInterrupted) {
  Cancellation cancellation;
  cancellation.raise();
  const TemporaryFolder folder;
  const auto path = folder.write("t.csv", k_two_lines);
  for (const int count : {1, 2}) {
    ThreadPool threads(count, &cancellation);
    EXPECT_EQ(test::error_of([&] { read_transactions(threads, path, {}); }).code(), ErrorCode::cancelled);
  }
}

/// The rows `| `role` ... | name, name |` of the table of names in the documentation.
std::map<std::string, std::vector<std::string>> documented_names() {
  const std::string text = read_file(std::filesystem::path(SHOAL_SOURCE_DIR) / "docs/formats/transactions.md");
  std::map<std::string, std::vector<std::string>> names;
  bool in_table = false;
  for (const std::string& line : split_list(text, '\n')) {
    if (line.starts_with("| role |")) in_table = true;
    if (!line.starts_with("|")) in_table = false;
    if (!in_table || !line.starts_with("| `")) continue;
    const std::vector<std::string> cells = split_list(line, '|');
    const std::string role = cells[0].substr(1, cells[0].find('`', 1) - 1);
    names[role] = split_list(cells[1]);
  }
  return names;
}

TEST(TransactionsCsv, EveryDocumentedColumnNameIsKnown) {
  const auto documented = documented_names();
  ASSERT_EQ(documented.size(), 10u);
  const std::map<std::string, std::string> value = {{"date", "2010-12-01"}, {"time", "8:26"}};
  const TemporaryFolder folder;
  for (const auto& [tested, names] : documented) {
    ASSERT_GT(names.size(), 4u) << tested;
    for (const std::string& name : names) {
      std::string header, line;
      for (const auto& [role, others] : documented) {
        if (role == (tested == "total" ? "price" : "total")) continue;  // one stands in the place of the other
        if (role != tested && others.front() == name) continue;         // "time" may be that of the day alone
        header += (header.empty() ? "" : ",") + (role == tested ? name : others.front());
        line += (line.empty() ? "" : ",") + (value.contains(role) ? value.at(role) : "1");
      }
      const auto result = read(folder.write("t.csv", header + "\n" + line + "\n"));
      EXPECT_EQ(result.columns.at(tested), name);
    }
  }
}

TEST(Repeats, EqualInEveryColumn) {
  const test::FlatLines lines = read_text(
      "Invoice,Item,Qty,Date,Price,Customer,Till\n"
      "1,A,1,2010-12-01 8:26,1.50,7,x\n"
      "1,A,1,2010-12-01 8:26,1.50,7,y\n"    // another till
      "1,A,1,2010-12-01 8:26,1.5,7.0,x\n"   // the same values, written otherwise
      "1,A,1,2010-12-01 08:26,1.5,7,x\n"    // the same
      "1,A,1,2010-12-01 8:26:30,1.5,7,x\n"  // later
      "1,A,1,2010-12-01 08:26:30.25,1.5,7,x\n"
      "1,A,1,2010-12-01 08:26:30.250,1.5,7,x\n"
      "1,a,1,2010-12-01 8:26,1.5,7,x\n"
      "1,A,-1,2010-12-01 8:26,1.5,7,x\n");
  EXPECT_THAT(lines.repeat, ElementsAre(0, 0, 1, 1, 0, 0, 1, 0, 0));
}

TEST(Repeats, BlanksInADescriptionCount) {
  const test::FlatLines lines =
      read_text(std::string(k_column_names) +
                "1,A,X,1,2010-12-01,1,7,UK\n1,A,X ,1,2010-12-01,1,7,UK\n1,A,X,1,2010-12-01,1,7,UK\n");
  EXPECT_THAT(lines.repeat, ElementsAre(0, 0, 1));
}

}  // namespace
}  // namespace shoal
