#include "shoal/text.hpp"

#include <gmock/gmock.h>

#include <limits>

#include "shoal/error.hpp"

namespace shoal {
namespace {

using testing::ElementsAre;

TEST(Text, GroupsWholeNumbers) {
  EXPECT_EQ(grouped(std::int64_t{0}), "0");
  EXPECT_EQ(grouped(std::int64_t{-12}), "-12");
  EXPECT_EQ(grouped(std::int64_t{999}), "999");
  EXPECT_EQ(grouped(std::int64_t{1000}), "1,000");
  EXPECT_EQ(grouped(std::int64_t{-541909}), "-541,909");
  EXPECT_EQ(grouped(std::numeric_limits<std::int64_t>::min()), "-9,223,372,036,854,775,808");
}

TEST(Text, GroupsDecimals) {
  EXPECT_EQ(grouped(8887208.894, 2), "8,887,208.89");
  EXPECT_EQ(grouped(-1234.5, 1), "-1,234.5");
  EXPECT_EQ(grouped(999.96, 1), "1,000.0");
  EXPECT_EQ(grouped(1234.0, 0), "1,234");
  EXPECT_EQ(grouped(-0.001, 2), "0.00");
  EXPECT_EQ(grouped(0.12345678, 5), "0.12346");
  EXPECT_EQ(grouped(std::numeric_limits<double>::infinity(), 2), "inf");
}

TEST(Text, TellsTimes) {
  EXPECT_EQ(human_seconds(0.0), "0.00 s");
  EXPECT_EQ(human_seconds(0.034), "0.03 s");
  EXPECT_EQ(human_seconds(0.2), "0.2 s");
  EXPECT_EQ(human_seconds(59.94), "59.9 s");
  EXPECT_EQ(human_seconds(59.96), "1 min 0 s");
  EXPECT_EQ(human_seconds(192), "3 min 12 s");
  EXPECT_EQ(human_seconds(3599.6), "1 h 0 min");
  EXPECT_EQ(human_seconds(3725), "1 h 2 min");
}

TEST(Text, TellsSizes) {
  EXPECT_EQ(human_bytes(0), "0 B");
  EXPECT_EQ(human_bytes(999), "999 B");
  EXPECT_EQ(human_bytes(1000), "1.0 kB");
  EXPECT_EQ(human_bytes(272'345'678), "272 MB");
  EXPECT_EQ(human_bytes(999'600), "1.0 MB");
  EXPECT_EQ(human_bytes(1'500'000'000), "1.5 GB");
  EXPECT_EQ(human_bytes(9'960'000'000), "10 GB");
}

TEST(Text, FindsTheWordThatWasMeant) {
  const std::vector<std::string> commands{"segment", "sweep", "fit", "predict", "cpu:avx2"};
  EXPECT_EQ(nearest_word("sgement", commands), "segment");
  EXPECT_EQ(nearest_word("SWEEP", commands), "sweep");
  EXPECT_EQ(nearest_word("predcit", commands), "predict");
  EXPECT_EQ(nearest_word("fti", commands), "fit");
  EXPECT_EQ(nearest_word("cpu:avx", commands), "cpu:avx2");
  EXPECT_EQ(nearest_word("banana", commands), "");
  EXPECT_EQ(nearest_word("x", commands), "");
  EXPECT_EQ(nearest_word("", commands), "");
  EXPECT_EQ(nearest_word("fit", {}), "");
}

TEST(Text, FoldsNames) {
  EXPECT_EQ(folded_name("Customer ID"), "customerid");
  EXPECT_EQ(folded_name("unit_price (GBP)"), "unitpricegbp");
  EXPECT_EQ(folded_name("Größe 2"), "größe2");
  EXPECT_EQ(folded_name(" -_"), "");
}

TEST(Text, SplitsAndJoins) {
  EXPECT_THAT(split_list(" a, b ,,c d,"), ElementsAre("a", "b", "c d"));
  EXPECT_THAT(split_list("1;2", ';'), ElementsAre("1", "2"));
  EXPECT_THAT(split_list(""), ElementsAre());
  EXPECT_EQ(join({"a", "b"}, ", "), "a, b");
  EXPECT_EQ(join({}, ", "), "");
}

// date -u -d @SECONDS +%FT%T (GNU coreutils 9.1)
TEST(Text, WritesAndReadsTimes) {
  const struct {
    std::int64_t seconds;
    const char* text;
  } known[] = {{0, "1970-01-01T00:00:00"},          {-1, "1969-12-31T23:59:59"},
               {1323435000, "2011-12-09T12:50:00"}, {951782400, "2000-02-29T00:00:00"},
               {4107542399, "2100-02-28T23:59:59"}, {-62135596800, "0001-01-01T00:00:00"}};
  for (const auto& time : known) {
    EXPECT_EQ(iso_time(time.seconds), time.text);
    EXPECT_EQ(iso_date(time.seconds), std::string(time.text).substr(0, 10));
    EXPECT_EQ(parse_iso_time(time.text), time.seconds);
  }
  EXPECT_EQ(parse_iso_time("2011-12-09"), 1323388800);
  EXPECT_EQ(parse_iso_time("2011-12-09 12:50"), 1323435000);
}

TEST(Text, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "2011", "2011-13-01", "2011-02-29", "2011-2-9", "2011-12-09T", "2011-12-09T24:00", "2011-12-09T12:60",
        "2011-12-09T12:50:61", "2011-12-09T12:50:00Z", "9/12/2011", "2011-12-0x", "2011-12-09T12:50:"}) {
    try {
      parse_iso_time(text);
      ADD_FAILURE() << text << " was taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::data);
    }
  }
}

TEST(Printable, EscapesWhatATerminalActsOn) {
  EXPECT_EQ(printable("Café ← 値 -5 %"), "Café ← 値 -5 %");
  EXPECT_EQ(printable("a\x1b[2J\x07\x7f"), "a\\u001b[2J\\u0007\\u007f");
  EXPECT_EQ(printable(std::string("\0\t\n\r", 4)), "\\u0000\\t\\n\\r");
  EXPECT_EQ(printable("\xc2\x9b\x31m\xc2\xa0"), "\\u009b1m\xc2\xa0");  // C1; no-break space stays
  EXPECT_EQ(printable("\xe2\x80\xae"
                      "abc\xe2\x81\xa9\xd8\x9c"),
            "\\u202eabc\\u2069\\u061c");  // directions
  EXPECT_EQ(printable("\xe2\x80\xa8"), "\\u2028");
  EXPECT_EQ(printable("\x9b\xff\xc3"), "\\x9b\\xff\\xc3");
  EXPECT_EQ(printable("\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80"), "\\xc0\\xaf\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80");
}

TEST(Printable, KeepsLinesWhereTheyAreMeant) { EXPECT_EQ(printable_lines("a\n\x1b\n"), "a\n\\u001b\n"); }

TEST(Printable, IsDoneOnce) {
  std::string every;
  for (int byte = 0; byte < 256; ++byte) every += static_cast<char>(byte);
  EXPECT_EQ(printable(printable(every)), printable(every));
}

TEST(ValidUtf8, ReplacesWhatIsNone) {
  EXPECT_EQ(valid_utf8("caf\xe9 \xc3\xa9"), "caf\xef\xbf\xbd \xc3\xa9");
  EXPECT_EQ(valid_utf8(""), "");
}

}  // namespace
}  // namespace shoal
