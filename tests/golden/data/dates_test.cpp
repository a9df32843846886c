// Dates as eight languages write them, by Babel (make_dates.py).
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "data/input/written_date.hpp"

namespace shoal::data {
namespace {

TEST(WrittenDates, AsTheLanguagesOfEuropeWriteThem) {
  std::ifstream file(std::string(SHOAL_SOURCE_DIR) + "/tests/golden/data/files/cldr_dates.tsv");
  std::string line;
  int dates = 0;
  while (std::getline(file, line)) {
    if (line.starts_with('#')) continue;
    const std::size_t tab = line.find('\t');
    std::istringstream numbers(line.substr(0, tab));
    std::int64_t year = 0, month = 0, day = 0, hour = 0, minute = 0;
    numbers >> year >> month >> day >> hour >> minute;
    const auto time = parse_written(line.substr(tab + 1), DateOrder::day_first, true);
    ASSERT_TRUE(time) << line;
    EXPECT_EQ(time->seconds, *days_since_1970(year, month, day) * 86400 + hour * 3600 + minute * 60) << line;
    ++dates;
  }
  EXPECT_GT(dates, 600);
}

}  // namespace
}  // namespace shoal::data
