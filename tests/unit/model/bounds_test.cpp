// Models that nobody made in good faith, and models that could not be read again.
#include <gtest/gtest.h>

#include <limits>

#include "base/json_seal.hpp"
#include "errors.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/model.hpp"
#include "temporary_folder.hpp"

namespace shoal::test {
namespace {

/// Sealed by somebody else. With a parser that looks through all keys for each of them a megabyte took twenty seconds.
TEST(ModelDocument, ThatIsLargerThanAnyIsRefusedAtOnce) {
  std::string keys = "{\"format\": 1";
  for (int i = 0; i < 100'000; ++i) keys += ",\"" + std::to_string(i) + "\":1";
  const std::string deep = "{\"format\": 1, \"x\": " + std::string(1'000'000, '[');
  for (const std::string& text : {keys, deep, std::string(1'000'000, '[')}) {
    const auto read = [&](const std::string&, std::uintmax_t) { return text + detail::json_seal(text); };
    EXPECT_EQ(error_of([&] { load_model(read, "m"); }).code(), ErrorCode::model);
  }
}

TEST(ModelDocument, IsNotWrittenWhenItCouldNotBeRead) {
  const TemporaryFolder folder;
  for (const double value : {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    Model model;
    model.kind = CentroidModel{Metric::euclidean, Matrix<double>(1, 1)};
    std::get<CentroidModel>(model.kind).centroids(0, 0) = value;
    const Error error = error_of([&] { save_model(model, folder / "m"); });
    EXPECT_EQ(error.code(), ErrorCode::data);
    EXPECT_FALSE(error.hint().empty());
    EXPECT_FALSE(std::filesystem::exists(folder / "m"));
  }
}

TEST(ModelDocument, IsReadFromWhereverItsFilesAre) {
  const TemporaryFolder folder;
  Model model;
  model.preparation = Preparation::restore({"a"}, {});
  model.kind = CentroidModel{Metric::euclidean, Matrix<double>(1, 1)};
  model.sizes = {1};
  save_model(model, folder / "m");
  std::vector<std::string> asked;
  const auto read = [&](const std::string& name, std::uintmax_t largest) {
    asked.push_back(name);
    return read_file(folder / "m" / name, largest);
  };
  EXPECT_EQ(load_model(read, "elsewhere").k(), 1);
  EXPECT_EQ(asked, (std::vector<std::string>{"model.json", "centroids.npy"}));
}

}  // namespace
}  // namespace shoal::test
