// A model folder under its manifest.
#include <gtest/gtest.h>

#include <fstream>

#include "errors.hpp"
#include "shoal/files.hpp"
#include "shoal/model.hpp"
#include "temporary_folder.hpp"

namespace shoal::test {
namespace {

namespace fs = std::filesystem;

/// Clusters at 0 and at `second` on one axis.
Model small_model(double second) {
  Model model;
  model.scalar = Scalar::f64;
  std::vector<std::int64_t> kept;
  FeatureTable table{{"", {}, {"a"}}, Matrix<double>(2, 1, {0, second})};
  model.preparation.fit(table, kept);
  model.kind = CentroidModel{Metric::euclidean, Matrix<double>(2, 1, {0, second})};
  model.sizes = {1, 1};
  return model;
}

double second_of(const fs::path& folder) { return std::get<CentroidModel>(load_model(folder).kind).centroids(1, 0); }

void rewrite(const fs::path& file, const std::string& bytes) { std::ofstream(file, std::ios::binary) << bytes; }

TEST(ModelFolderManifest, AnAlteredGraphIsRefused) {
  const TemporaryFolder scratch;
  save_model(small_model(3), scratch / "m");
  rewrite(scratch / "m/model.onnx", "altered");
  const Error error = error_of([&] { load_model(scratch / "m"); });
  EXPECT_EQ(error.code(), ErrorCode::model);
  EXPECT_EQ(fs::path(error.where()).filename(), "model.onnx");
}

TEST(ModelFolderManifest, AlteredFilesAreNotOverwritten) {
  const TemporaryFolder scratch;
  save_model(small_model(3), scratch / "m");
  save_model(small_model(4), scratch / "m");
  rewrite(scratch / "m/MLmodel", "by hand");
  EXPECT_EQ(error_of([&] { save_model(small_model(5), scratch / "m"); }).code(), ErrorCode::usage);
  EXPECT_EQ(second_of(scratch / "m"), 4);
  EXPECT_EQ(read_file(scratch / "m/MLmodel"), "by hand");
}

/// As a run that was cut off leaves it: the manifest of the next model over the files of the last one.
TEST(ModelFolderManifest, FilesOfAnotherModelAreRefused) {
  const TemporaryFolder scratch;
  save_model(small_model(3), scratch / "m");
  save_model(small_model(4), scratch / "next");
  rewrite(scratch / "m" / k_manifest_name, read_file(scratch / "next" / k_manifest_name));
  const Error error = error_of([&] { load_model(scratch / "m"); });
  EXPECT_EQ(error.code(), ErrorCode::model);
  EXPECT_NE(error.message().find("not the one that shoal.manifest names"), std::string::npos);
}

TEST(ModelFolderManifest, AFileInThePlaceOfTheFolderStays) {
  const TemporaryFolder scratch;
  rewrite(scratch / "m", "a file stands where the folder should be");
  EXPECT_THROW(save_model(small_model(3), scratch / "m"), Error);
  EXPECT_TRUE(fs::is_regular_file(scratch / "m"));
}

}  // namespace
}  // namespace shoal::test
