// Texts and tables laid out in a width.
#include "cli/layout.hpp"

#include <gmock/gmock.h>

#include "cli/progress_line.hpp"
#include "cli/table.hpp"

namespace shoal::cli {
namespace {

using testing::ElementsAre;

TEST(Wrapped, BreaksBetweenWordsAlone) {
  EXPECT_EQ(wrapped("the quick brown fox", 9, 2), "the quick\n  brown fox");
  EXPECT_EQ(wrapped("a incomprehensibilities b", 5, 0), "a\nincomprehensibilities\nb");
  EXPECT_EQ(wrapped("nothing to do", k_no_limit, 0), "nothing to do");
  EXPECT_EQ(wrapped("", 10, 2), "");
}

TEST(Wrapped, KeepsBlanksThatArePartOfTheText) {
  EXPECT_EQ(wrapped("  sizes: 10  20  30", 15, 9), "  sizes: 10  20\n         30");
  EXPECT_EQ(wrapped("a  b", 10, 0), "a  b");
}

TEST(Wrapped, CountsCharactersAndNotBytes) { EXPECT_EQ(wrapped("äöü äöü", 7, 0), "äöü äöü"); }

TextTable people() {
  constexpr auto k_right = TextTable::Align::right;
  constexpr auto k_roomy = TextTable::Keep::if_there_is_room;
  TextTable table(
      {{"#"}, {"name", TextTable::Align::left}, {"size"}, {"age", k_right, k_roomy}, {"pay", k_right, k_roomy}});
  table.add({"0", "people of the first floor", "12", "33", "1,200"});
  return table;
}

TEST(TextTable, IsWholeWhereThereIsRoom) {
  EXPECT_THAT(people().lines(), ElementsAre("  #  name                       size  age    pay",
                                            "  0  people of the first floor    12   33  1,200"));
  EXPECT_EQ(people().lines(48), people().lines());
}

TEST(TextTable, BreaksItsTextsFirst) {
  EXPECT_THAT(people().lines(40), ElementsAre("  #  name               size  age    pay",
                                              "  0  people of the        12   33  1,200", "     first floor"));
}

TEST(TextTable, ThenLeavesOutWhatItCanDoWithoutAndSaysSo) {
  EXPECT_THAT(people().lines(23), ElementsAre("  #  name     size  age", "  0  people     12   33", "     of the",
                                              "     first", "     floor", "  for want of width", "  without pay"));
}

TEST(ProgressText, HasWhatThereIsRoomFor) {
  EXPECT_EQ(progress_text("Read", 50, 200, "MB", 2.0, 30), "Read        50/200 MB  25/s");
  EXPECT_EQ(progress_text("Read", 50, 200, "MB", 2.0, 100),
            "Read        50/200 MB  6.0 s left  25/s  ━━━━━───────────────");
  EXPECT_EQ(progress_text("Prepare", 0, 0, "", 3.0, 80), "Prepare     3.0 s");
}

}  // namespace
}  // namespace shoal::cli
