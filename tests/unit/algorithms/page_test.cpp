// docs/formats/algorithms.md is made from the table. After a change of the table, write it anew:
//   SHOAL_UPDATE_DOCS=1 build/release/bin/unit_algorithms --gtest_filter='AlgorithmsPage.*'
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "shoal/algorithm.hpp"

namespace shoal {
namespace {

const char* const k_page = SHOAL_SOURCE_DIR "/docs/formats/algorithms.md";

/// A cell of a table must not hold its bars.
std::string cell(const std::string& text) {
  std::string safe;
  for (const char c : text) safe += c == '|' ? std::string("\\|") : std::string(1, c);
  return safe;
}

std::string section(const AlgorithmInfo& algorithm) {
  std::string text = "\n## " + algorithm.title + " (`" + algorithm.name + "`)\n\n" + algorithm.summary +
                     "\n\nFrom: " + algorithm.paper +
                     ".\n\n| option | values | default | |\n| --- | --- | --- | --- |\n";
  for (const OptionInfo& option : algorithm.options) {
    text += "| `" + option.name + "` | " + cell(describe_values(option)) + " | `" + cell(option.standard) + "` | " +
            cell(option.help) + " |\n";
  }
  return text;
}

std::string page() {
  std::string text =
      "# Algorithms and their options\n\n"
      "Made from the table of algorithms (`include/shoal/algorithm.hpp`); a test holds it equal. `shoal fit "
      "--algorithm NAME` "
      "chooses one;\nan option is `--NAME` on the command line (`k` is `-k`), a key of a file of options\n"
      "([command-line.md](../guide/command-line.md)), a key of `options` in [run.json](run.md) and a parameter of a "
      "tracked run.\n";
  for (const AlgorithmInfo& algorithm : algorithms()) text += section(algorithm);
  return text;
}

TEST(AlgorithmsPage, IsThatOfTheTable) {
  if (std::getenv("SHOAL_UPDATE_DOCS") != nullptr) std::ofstream(k_page, std::ios::binary) << page();
  std::ifstream in(k_page, std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), page()) << "write it anew: see the head of this file";
}

}  // namespace
}  // namespace shoal
