// Each kind of bad input has a message of its own: what, where, found, do.
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "errors.hpp"
#include "flat_lines.hpp"
#include "shoal/files.hpp"
#include "shoal/memory.hpp"
#include "shoal/transactions.hpp"
#include "temporary_folder.hpp"

namespace shoal {
namespace {

using test::error_of;
using test::TemporaryFolder;
using testing::AllOf;
using testing::HasSubstr;

const std::string k_header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
const std::string k_good = "1,A,X,1,2010-12-01 8:26,1,7,UK\n";

class TransactionErrors : public testing::Test {
 protected:
  Error error_reading(const std::string& name, const std::string& bytes, const ReadTransactionsOptions& options = {}) {
    return error_at(folder.write(name, bytes), options);
  }
  Error error_at(const std::filesystem::path& path, const ReadTransactionsOptions& options = {}) {
    return error_of([&] { read(path, options); });
  }
  ReadTransactionsResult read(const std::filesystem::path& path, const ReadTransactionsOptions& options = {}) {
    ThreadPool threads(3);
    return read_transactions(threads, path, options);
  }
  std::string path(const std::string& name) { return (folder / name).string(); }

  TemporaryFolder folder;
};

TEST_F(TransactionErrors, TextInQuantity) {
  const std::string bad = "536365,85123A,WHITE HANGING HEART,six,2010-12-01 8:26,2.55,17850,United Kingdom";
  const Error error = error_reading("orders.csv", k_header + k_good + bad + "\n" + k_good);
  EXPECT_EQ(error.code(), ErrorCode::data);
  EXPECT_EQ(error.message(), "\"six\" is not a number");
  EXPECT_EQ(error.where(), path("orders.csv") + ", line 3, column Quantity");
  EXPECT_EQ(error.found(), bad);
  EXPECT_THAT(error.hint(),
              AllOf(HasSubstr("correct the line"), HasSubstr("--bad-rows skip"), HasSubstr("rejected.csv")));
}

TEST_F(TransactionErrors, LineNumbersCountLineBreaksInsideQuotes) {
  const Error error = error_reading(
      "t.csv",
      k_header +
          "1,A,\"two\nlines, and\r\nthree\",1,2010-12-01,1,7,UK\n\n1,A,\"a \"\"\n\"\" b\",?,2010-12-01,1,7,UK\n");
  EXPECT_EQ(error.where(), path("t.csv") + ", line 6, column Quantity");
  EXPECT_EQ(error.found(), "1,A,\"a \"\"\\n\"\" b\",?,2010-12-01,1,7,UK");
}

TEST_F(TransactionErrors, TheFirstBadLineOfALongFileIsTheOneReported) {
  std::string text = k_header;
  for (int i = 0; i < 200000; ++i) text += i % 1000 == 999 && i > 150000 ? "1,A,X,bad,2010-12-01,1,7,UK\n" : k_good;
  EXPECT_EQ(error_reading("t.csv", text).where(), path("t.csv") + ", line 151,001, column Quantity");
}

TEST_F(TransactionErrors, NumbersThatAreNone) {
  for (const auto& [text, message] :
       std::vector<std::pair<std::string, std::string>>{{"", "the field is empty, a number is needed"},
                                                        {"1x", "\"1x\" is not a number"},
                                                        {"nan", "\"nan\" is not a number"},
                                                        {"inf", "\"inf\" is not a number"},
                                                        {"1e999", "\"1e999\" is not a number"},
                                                        {"0x10", "\"0x10\" is not a number"},
                                                        {"--1", "\"--1\" is not a number"},
                                                        {"\"1,00,0\"", "\"1,00,0\" is not a number"}}) {
    const Error error = error_reading("t.csv", k_header + "1,A,X,1,2010-12-01," + text + ",7,UK\n");
    EXPECT_EQ(error.message(), message);
    EXPECT_THAT(error.where(), HasSubstr("line 2, column UnitPrice"));
  }
}

TEST_F(TransactionErrors, DatesThatAreNone) {
  for (const char* date :
       {"13/45/2011", "2/30/2011", "2/29/2011", "0/1/2011", "2011-13-01", "2011-02-30", "2010-12-01 24:00",
        "2010-12-01 8:60", "2010-12-01 x", "yesterday", "12/1", "1/1/201", "2010-12-01T", "40513"}) {
    const Error error = error_reading("t.csv", k_header + k_good + k_good + "1,A,X,1," + date + ",1,7,UK\n");
    EXPECT_THAT(error.message(), AllOf(HasSubstr(date), HasSubstr("is not a date"), HasSubstr("year-month-day")));
    EXPECT_THAT(error.where(), HasSubstr("line 4, column InvoiceDate"));
  }
}

TEST_F(TransactionErrors, ADateInTheOtherOrderSaysSo) {
  ReadTransactionsOptions options;
  options.date_order = DateOrder::month_first;
  EXPECT_THAT(error_reading("t.csv", k_header + "1,A,X,1,31/12/2010,1,7,UK\n", options).hint(),
              HasSubstr("--date-order day-first"));
  EXPECT_THAT(error_reading("t.csv", k_header + "1,A,X,1,,1,7,UK\n").message(), HasSubstr("empty"));
}

TEST_F(TransactionErrors, AnEmptyInvoice) {
  const Error error = error_reading("t.csv", k_header + ",A,X,1,2010-12-01,1,7,UK\n");
  EXPECT_EQ(error.message(), "the field is empty, an invoice number is needed");
}

TEST_F(TransactionErrors, TooManyAndTooFewFields) {
  const Error few = error_reading("t.csv", k_header + k_good + "1,A,X,1,2010-12-01,1,7\n");
  EXPECT_EQ(few.message(), "the line has 7 fields, the header has 8");
  EXPECT_EQ(few.where(), path("t.csv") + ", line 3");
  EXPECT_EQ(few.found(), "1,A,X,1,2010-12-01,1,7");
  EXPECT_EQ(error_reading("t.csv", k_header + "1,A,X, Y,1,2010-12-01,1,7,UK\n").message(),
            "the line has 9 fields, the header has 8");
}

TEST_F(TransactionErrors, MissingColumn) {
  const Error error = error_reading("orders.csv", "invoice,sku,qty,date,price,client_ref\n1,A,2,2010-12-01,3,7\n");
  EXPECT_EQ(error.message(), "no column for the customer in " + path("orders.csv"));
  EXPECT_EQ(error.found(), "columns: invoice, sku, qty, date, price, client_ref");
  EXPECT_EQ(error.hint(), "name it: --column customer=client_ref");
  const Error typo = error_reading("t.csv", "invoice,sku,qantity,date,price,customer\n1,A,2,2010-12-01,3,7\n");
  EXPECT_EQ(typo.hint(), "name it: --column quantity=qantity, or, where there is none, --column quantity=");
}

TEST_F(TransactionErrors, ColumnsByOptionThatAreWrong) {
  ReadTransactionsOptions options;
  options.columns = {{"customer", "CustomerIDD"}};
  const Error column = error_reading("t.csv", k_header + k_good, options);
  EXPECT_EQ(column.code(), ErrorCode::data);
  EXPECT_THAT(column.hint(), HasSubstr("--column customer=CustomerID"));
  options.columns = {{"custommer", "CustomerID"}};
  const Error role = error_reading("t.csv", k_header + k_good, options);
  EXPECT_EQ(role.code(), ErrorCode::usage);
  EXPECT_THAT(role.hint(), HasSubstr("\"customer\""));
}

TEST_F(TransactionErrors, AColumnNamedTwice) {
  EXPECT_THAT(
      error_reading("t.csv", "invoice,sku,qty,date,price,customer,customer\n1,A,2,2010-12-01,3,7,8\n").message(),
      HasSubstr("two columns are called \"customer\""));
}

TEST_F(TransactionErrors, EmptyFileAndHeaderAlone) {
  EXPECT_EQ(error_reading("t.csv", "").message(), "is empty");
  EXPECT_EQ(error_reading("t.csv", "\n\n").message(), "holds nothing but empty lines");
  EXPECT_EQ(error_reading("t.csv", k_header).message(), "holds column names, but no lines");
}

TEST_F(TransactionErrors, NulByte) {
  const Error error =
      error_reading("t.csv", k_header + k_good + "1,A,X" + std::string(1, '\0') + ",1,2010-12-01,1,7,UK\n");
  EXPECT_EQ(error.message(), "the field holds a NUL byte");
  EXPECT_EQ(error.where(), path("t.csv") + ", line 3, column Description");
  EXPECT_EQ(error.found(), "1,A,X\\u0000,1,2010-12-01,1,7,UK");
  EXPECT_THAT(error_reading("b.csv", std::string("a\0b,c\n1,2\n", 10)).message(), HasSubstr("NUL bytes"));
}

TEST_F(TransactionErrors, AQuoteThatIsNeverClosed) {
  const Error error = error_reading("t.csv", k_header + k_good + "1,A,\"X,1,2010-12-01,1,7,UK\n" + k_good);
  EXPECT_THAT(error.message(), AllOf(HasSubstr("quote opens here"), HasSubstr("end of the file")));
  EXPECT_EQ(error.where(), path("t.csv") + ", line 3");
}

TEST_F(TransactionErrors, AnEndlessLineIsRefusedEarly) {
  // 4 GiB without a line break, as a sparse file that takes no space.
  const auto file = folder.write("endless.csv", k_header + k_good);
  std::filesystem::resize_file(file, std::uintmax_t{4} << 30);
  const std::int64_t before = peak_memory_bytes();
  const Error error = error_at(file);
  EXPECT_THAT(error.message(), HasSubstr("longer than 16 MB"));
  EXPECT_EQ(error.where(), file.string() + ", line 3");
  EXPECT_LT(peak_memory_bytes() - before, std::int64_t{128} << 20);
  const auto nothing_else = folder.write("zeros.csv", "");
  std::filesystem::resize_file(nothing_else, std::uintmax_t{4} << 30);
  EXPECT_EQ(error_at(nothing_else).code(), ErrorCode::data);
}

TEST_F(TransactionErrors, Utf16) {
  EXPECT_THAT(error_reading("t.csv", std::string("\xff\xfe"
                                                 "I\0n\0",
                                                 6))
                  .message(),
              HasSubstr("UTF-16"));
  EXPECT_THAT(error_reading("t.csv", std::string("\xfe\xff\0I\0n", 6)).message(), HasSubstr("UTF-16"));
}

TEST_F(TransactionErrors, PackedFilesThatAreDamaged) {
  const Error not_gzip = error_reading("t.csv.gz", k_header + k_good);
  EXPECT_THAT(not_gzip.message(), HasSubstr("not those of gzip"));
  EXPECT_THAT(error_reading("t.csv.zst", k_header).message(), HasSubstr("not those of Zstandard"));
  const std::string start("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", 10);
  EXPECT_THAT(error_reading("t.csv.gz", start).message(), HasSubstr("truncated"));
  EXPECT_THAT(error_reading("t.csv.gz", start + "garbage garbage").message(), HasSubstr("gzip data are damaged"));
}

TEST_F(TransactionErrors, OtherKindsOfFiles) {
  EXPECT_THAT(error_reading("t.xlsx", "PK\x03\x04").message(), HasSubstr("Excel"));
  EXPECT_THAT(error_reading("t.csv", "PK\x03\x04 zip").message(), HasSubstr("zip"));
  EXPECT_THAT(error_reading("t.csv", "PAR1....").message(), HasSubstr("Parquet"));
  EXPECT_THAT(error_reading("t.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").hint(), HasSubstr(".xlsx"));
  EXPECT_THAT(error_reading("t.npy", "\x93NUMPY").message(), HasSubstr("matrix"));
}

TEST_F(TransactionErrors, FilesAndFoldersThatCannotBeRead) {
  EXPECT_THAT(error_at(folder / "absent.csv").message(), HasSubstr("no such file"));
  std::filesystem::create_directory(folder / "empty");
  EXPECT_THAT(error_at(folder / "empty").message(), HasSubstr("folder without tables"));
  std::filesystem::create_directory(folder / "folder.csv");
  EXPECT_THAT(error_at(folder / "folder.csv").message(), HasSubstr("folder"));
}

/// Root may read everything, so it becomes somebody else for a while.
class NotRoot {
 public:
  NotRoot() : before_(geteuid()) {
    if (before_ == 0) became_ = seteuid(65534) == 0;
  }
  ~NotRoot() {
    if (became_ && seteuid(before_) != 0) ADD_FAILURE() << "cannot become root again";
  }

 private:
  uid_t before_;
  bool became_ = false;
};

TEST_F(TransactionErrors, NoPermission) {
  const auto file = folder.write("t.csv", k_header + k_good);
  std::filesystem::create_directory(folder / "closed");
  chmod(folder.path().c_str(), 0755);
  chmod(file.c_str(), 0);
  chmod((folder / "closed").c_str(), 0);
  {
    const NotRoot somebody;
    EXPECT_THAT(error_at(file).message(), HasSubstr("no permission"));
    EXPECT_THAT(error_at(folder / "closed").message(), HasSubstr("no permission"));
  }
  chmod((folder / "closed").c_str(), 0700);
}

TEST_F(TransactionErrors, BadRowsAreSkippedCountedAndWritten) {
  ReadTransactionsOptions options;
  options.bad_rows = BadRows::skip;
  options.rejected = folder / "rejected.csv";
  const auto result = read(folder.write("t.csv", k_header + "1,A,X,six,2010-12-01,1,7,UK\n" + k_good +
                                                     "1,A,\"Y, \xa3\",1,1/32/2010,x,7,UK\n1,A\n" + k_good + "1,B,Z" +
                                                     std::string(1, '\0') + ",1,2010-12-01,1,7,UK\n"),
                           options);
  EXPECT_EQ(result.rejected, 4);
  EXPECT_EQ(result.input.rows, 6);
  EXPECT_EQ(result.transactions.rows(), 2);
  EXPECT_THAT(test::flat(result.transactions).item.values, testing::ElementsAre("A"));
  EXPECT_EQ(read_file(folder / "rejected.csv"),
            "line,column,reason,text\n"
            "2,Quantity,\"\"\"six\"\" is not a number\",\"1,A,X,six,2010-12-01,1,7,UK\"\n"
            "4,InvoiceDate,\"\"\"1/32/2010\"\" is not a date (day, month and year in one order or year-month-day, with "
            "or without a time)\","
            "\"1,A,\"\"Y, £\"\",1,1/32/2010,x,7,UK\"\n"
            "5,,\"the line has 2 fields, the header has 8\",\"1,A\"\n"
            "7,Description,the field holds a NUL byte,\"1,B,Z" +
                std::string(1, '\0') + ",1,2010-12-01,1,7,UK\"\n");
}

TEST_F(TransactionErrors, ManyBadRowsOfEveryKind) {
  std::string text = k_header;
  for (int i = 0; i < 60000; ++i) text += "1,A,X,six,2010-12-01,1,7,UK\n,\n" + (i % 100 == 0 ? k_good : "");
  ReadTransactionsOptions options;
  options.bad_rows = BadRows::skip;
  options.rejected = folder / "rejected.csv";
  const auto result = read(folder.write("t.csv", text), options);
  EXPECT_EQ(result.rejected, 120000);
  EXPECT_EQ(result.transactions.rows(), 600);
  const std::string rejected = read_file(folder / "rejected.csv");
  EXPECT_EQ(std::count(rejected.begin(), rejected.end(), '\n'), 120001);
  // Before the last bad number stand the header, two bad lines for each earlier i and one good one for every hundred.
  EXPECT_NE(rejected.find("\n" + std::to_string(1 + 2 * 59999 + 600 + 1) + ",Quantity,"), std::string::npos);
}

TEST_F(TransactionErrors, NothingButBadRows) {
  ReadTransactionsOptions options;
  options.bad_rows = BadRows::skip;
  options.rejected = folder / "rejected.csv";
  const Error error = error_reading("t.csv", k_header + "1,A,X,six,2010-12-01,1,7,UK\n", options);
  EXPECT_EQ(error.message(), "none of its 1 lines can be read");
  EXPECT_FALSE(std::filesystem::exists(folder / "rejected.csv"));
}

TEST_F(TransactionErrors, NoRejectedFileWithoutRejectedRows) {
  ReadTransactionsOptions options;
  options.bad_rows = BadRows::skip;
  options.rejected = folder / "rejected.csv";
  EXPECT_EQ(read(folder.write("t.csv", k_header + k_good), options).rejected, 0);
  EXPECT_FALSE(std::filesystem::exists(options.rejected));
}

}  // namespace
}  // namespace shoal
