#include "shoal/manifest.hpp"

#include <gtest/gtest.h>

#include <string>

#include "shoal/error.hpp"
#include "shoal/files.hpp"

namespace shoal {
namespace {

const std::string k_id(32, 'a'), k_one(64, '1'), k_two(64, '2');
const std::string k_head = "shoal run folder, format 1\nid " + k_id + "\n";

std::string sealed(const std::string& text) { return text + "checksum " + sha256(text) + "\n"; }

TEST(Manifest, TextAndBack) {
  const std::string text =
      sealed(k_head + k_one + " 7 run.json\n" + k_two + " 0 model/model.json\nreplaced " + k_two + " 12 run.json\n");
  const Manifest manifest = parse_manifest(text, "m");
  EXPECT_EQ(manifest_text(manifest), text);
  EXPECT_EQ(manifest.find("run.json")->bytes, 7);
  EXPECT_EQ(manifest.replaced.at(0).bytes, 12);
}

/// One that shoal would write otherwise was not written by shoal, whatever its checksum says.
TEST(Manifest, RefusesWhatIsNotWrittenSo) {
  const std::string file = k_one + " 7 run.json\n", earlier = "replaced " + k_two + " 12 run.json\n";
  EXPECT_NO_THROW(parse_manifest(sealed(k_head + file + earlier), "m"));
  for (const std::string& text : {
           sealed(k_head + k_one + " 007 run.json\n"),
           sealed(k_head + k_one + " -0 run.json\n"),
           sealed(k_head + earlier + file),
           sealed(k_head + file) + sealed(k_head + file),
           sealed(k_head + file) + "\n",
           sealed(k_head + file).substr(0, sealed(k_head + file).size() - 1),
           k_head + file + "checksum " + k_one + "\n",
       }) {
    EXPECT_THROW(parse_manifest(text, "m"), Error) << text;
  }
}

}  // namespace
}  // namespace shoal
