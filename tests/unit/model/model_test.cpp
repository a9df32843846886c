#include "shoal/model.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>

#include "base/json_seal.hpp"
#include "model/document.hpp"
#include "model/npy.hpp"
#include "oracle_device.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/kmeans.hpp"
#include "temporary_folder.hpp"

namespace shoal::test {
namespace {

namespace fs = std::filesystem;

FeatureTable sample_table() {
  FeatureTable table{{"id", {}, {"a", "b"}}, Matrix<double>(90, 2)};
  for (std::int64_t i = 0; i < 90; ++i) {
    table.doubles()(i, 0) = static_cast<double>(i % 3) * 10.0 + random_unit(1, Purpose::generate, i, 0);
    table.doubles()(i, 1) = static_cast<double>(i % 3) + random_unit(1, Purpose::generate, i, 1);
  }
  return table;
}

const Matrix<double>& centroids_of(const Model& model) { return std::get<CentroidModel>(model.kind).centroids; }

class ModelFolder : public testing::Test {
 protected:
  Model fitted(Scalar scalar) {
    Model model;
    model.scalar = scalar;
    model.preparation = Preparation::parse("winsorise:0.05@b,log1p,standardise");
    std::vector<std::int64_t> kept;
    const auto values = model.preparation.fit(table_, kept);
    const auto rounded = to_float(values);
    const auto points =
        device_->upload(threads_, scalar == Scalar::f32 ? HostView(rounded.view()) : HostView(values.view()));
    auto fit = fit_kmeans(context_, *points, {.k = 3, .initial = {}});
    labels_ = fit.labels;
    model.kind = CentroidModel{Metric::euclidean, fit.centroids};
    model.sizes = fit.sizes;
    model.segment_names = {"one", "zwei \xC3\xBC", "\"three\"\n"};
    model.seed = std::numeric_limits<std::uint64_t>::max();
    model.metrics = {{"inertia", fit.inertia}, {"silhouette", 1.0 / 3.0}};
    model.data_sha256 = sha256("data");
    model.from_transactions = true;
    model.cleaning.cancellations = false;
    model.reference = make_reference(context_, model, table_, table_.rows());
    model.reference.first_date = "2010-12-01";
    return model;
  }

  /// Into a folder that the test may have damaged.
  void save_anew(const Model& model) {
    fs::remove_all(folder_);
    save_model(model, folder_);
  }
  std::string load_error() {
    try {
      load_model(folder_);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::model) << error.what();
      EXPECT_FALSE(error.hint().empty()) << error.what();
      return error.what();
    }
    ADD_FAILURE() << "loaded";
    return {};
  }
  void rewrite(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ / name, std::ios::binary | std::ios::trunc) << bytes;
  }
  /// model.json with `from` replaced wherever it stands.
  void alter(const std::string& from, const std::string& to) {
    auto text = read_file(folder_ / "model.json");
    auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    for (; at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
    rewrite("model.json", text);
  }

  /// The same with a checksum that fits: only what the document says is wrong.
  void forge(const std::string& from, const std::string& to) {
    alter(from, to);
    auto text = read_file(folder_ / "model.json");
    text.resize(text.size() - detail::json_seal("").size());
    rewrite("model.json", text + detail::json_seal(text));
  }
  /// Other centroids under the model's document.
  void replace_centroids(const std::string& bytes) {
    const auto old = sha256(read_file(folder_ / "centroids.npy"));
    rewrite("centroids.npy", bytes);
    forge(old, sha256(bytes));
  }

  TemporaryFolder parent_;
  fs::path folder_ = parent_ / "model";
  FeatureTable table_ = sample_table();
  std::vector<std::int32_t> labels_;
  std::unique_ptr<Device> device_ = make_oracle_device();
  Cancellation cancellation_;
  ThreadPool threads_{1};
  Context context_{*device_, threads_, no_events(), cancellation_};
};

TEST_F(ModelFolder, ComesBackAsItWasSaved) {
  for (const Scalar scalar : {Scalar::f32, Scalar::f64}) {
    const auto model = fitted(scalar);
    save_model(model, folder_);
    const auto loaded = load_model(folder_);
    EXPECT_EQ(loaded.scalar, scalar);
    EXPECT_EQ(centroids_of(loaded), centroids_of(model));
    EXPECT_EQ(loaded.sizes, model.sizes);
    EXPECT_EQ(loaded.segment_names, model.segment_names);
    EXPECT_EQ(loaded.seed, model.seed);
    EXPECT_EQ(loaded.metrics, model.metrics);
    EXPECT_EQ(loaded.data_sha256, model.data_sha256);
    EXPECT_EQ(loaded.reference, model.reference);
    EXPECT_TRUE(loaded.from_transactions);
    EXPECT_FALSE(loaded.cleaning.cancellations);
    EXPECT_TRUE(loaded.cleaning.duplicates);
    EXPECT_EQ(loaded.preparation.text(), model.preparation.text());
    EXPECT_EQ(loaded.preparation.apply(table_), model.preparation.apply(table_));
  }
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder_)) files.push_back(entry.path().filename());
  std::sort(files.begin(), files.end());
  EXPECT_EQ(files, (std::vector<fs::path>{"MLmodel", "centroids.npy", "conda.yaml", "input_example.json", "model.json",
                                          "model.onnx", "python_env.yaml", "requirements.txt",
                                          "serving_input_example.json", "shoal.manifest"}));
}

/// What versions wrote that knew neither kinds nor lists of arrays nor references.
TEST_F(ModelFolder, OfAnOlderVersionIsReadToo) {
  const auto model = fitted(Scalar::f32);
  save_model(model, folder_);
  fs::remove(folder_ / k_manifest_name);
  for (const char* key : {"kind", "arrays", "reference"}) {
    forge("\"" + std::string(key) + "\":", "\"unknown_" + std::string(key) + "\":");
  }
  const auto loaded = load_model(folder_);
  EXPECT_EQ(centroids_of(loaded), centroids_of(model));
  EXPECT_TRUE(loaded.reference.empty());
  EXPECT_EQ(predict(context_, loaded, table_).labels, labels_);
  EXPECT_EQ(detail::model_files(folder_), (std::vector<std::string>{"model.json", "centroids.npy"}));
}

TEST_F(ModelFolder, IsTheSameBytesEachTime) {
  const auto model = fitted(Scalar::f32);
  save_model(model, folder_);
  save_model(model, parent_ / "again");
  for (const auto& entry : fs::directory_iterator(folder_)) {
    if (entry.path().filename() == k_manifest_name) continue;  // it has a random id
    EXPECT_EQ(read_file(entry.path()), read_file(parent_ / "again" / entry.path().filename().string())) << entry.path();
  }
}

TEST_F(ModelFolder, NeedsNothingOfWhatOthersReadInIt) {
  const auto model = fitted(Scalar::f32);
  save_model(model, folder_);
  for (const auto* other : {"MLmodel", "requirements.txt", "input_example.json"}) rewrite(other, "altered");
  EXPECT_EQ(centroids_of(load_model(folder_)), centroids_of(model));
  fs::remove(folder_ / "model.onnx");
  EXPECT_EQ(centroids_of(load_model(folder_)), centroids_of(model));
}

TEST_F(ModelFolder, ExportsTheGraphThatItHolds) {
  save_model(fitted(Scalar::f64), folder_);
  export_onnx(folder_, parent_ / "alone.onnx");
  EXPECT_EQ(read_file(parent_ / "alone.onnx"), read_file(folder_ / "model.onnx"));
  rewrite("centroids.npy", "altered");
  EXPECT_THROW(export_onnx(folder_, parent_ / "alone.onnx"), Error);
}

TEST_F(ModelFolder, PredictsTheTrainingLabels) {
  for (const Scalar scalar : {Scalar::f32, Scalar::f64}) {
    save_model(fitted(scalar), folder_);
    const auto prediction = predict(context_, load_model(folder_), table_);
    EXPECT_EQ(prediction.labels, labels_);
  }
}

TEST_F(ModelFolder, PredictsDistanceAndMargin) {
  Model model;
  model.scalar = Scalar::f64;
  std::vector<std::int64_t> kept;
  FeatureTable table{{"", {}, {"a", "b"}}, Matrix<double>(2, 2)};
  table.doubles().values() = {0, 0, 3, 4};
  model.preparation.fit(table, kept);
  model.kind = CentroidModel{Metric::euclidean, Matrix<double>(2, 2, {0, 0, 3, 0})};
  model.sizes = {1, 1};
  auto prediction = predict(context_, model, table);
  EXPECT_EQ(prediction.labels, (std::vector<std::int32_t>{0, 1}));
  EXPECT_EQ(prediction.distance, (std::vector<double>{0, 4}));
  EXPECT_EQ(prediction.margin, (std::vector<double>{3, 1}));
  model.kind = CentroidModel{Metric::euclidean, Matrix<double>(1, 2)};
  model.sizes = {2};
  prediction = predict(context_, model, table);
  EXPECT_EQ(prediction.distance, (std::vector<double>{0, 5}));
  EXPECT_EQ(prediction.margin, std::vector<double>(2, std::numeric_limits<double>::infinity()));
}

/// Two centroids and rows beside the second, all times `unit`: the squares of their distances overflow or vanish in the
/// chain's type for the units below.
TEST_F(ModelFolder, PredictsTheNearestCentroidAtAnyScale) {
  const auto check = [&](Scalar scalar, double unit) {
    Model model;
    model.scalar = scalar;
    std::vector<std::int64_t> kept;
    FeatureTable table{{"", {}, {"a"}}, Matrix<double>(3, 1)};
    table.doubles().values() = {30 * unit, -30 * unit, 20 * unit};
    model.preparation.fit(table, kept);
    const auto rounded = [&](double x) { return round_to(scalar, x); };
    const std::vector<double> centroids{0, rounded(unit)};
    model.kind = CentroidModel{Metric::euclidean, Matrix<double>(2, 1, centroids)};
    model.sizes = {1, 2};
    const auto prediction = predict(context_, model, table);
    EXPECT_EQ(prediction.labels, (std::vector<std::int32_t>{1, 0, 1})) << unit;
    for (std::size_t i = 0; i < 3; ++i) {
      const double x = rounded(table.doubles().values()[i]),
                   to = std::abs(x - centroids[static_cast<std::size_t>(prediction.labels[i])]);
      EXPECT_NEAR(prediction.distance[i] / to, 1.0, 1e-14) << unit;
      EXPECT_NEAR(prediction.margin[i] / unit, 1.0, 1e-6) << unit;
    }
  };
  for (const double unit : {1e18, 1e19, 1e36, 1e-24, 1e-30, 1e-36}) check(Scalar::f32, unit);
  for (const double unit : {1e19, 1e160, 1e306, 1e-165, 1e-300}) check(Scalar::f64, unit);
}

TEST_F(ModelFolder, RefusesADistanceBeyondDoublePrecision) {
  Model model;
  model.scalar = Scalar::f64;
  std::vector<std::int64_t> kept;
  FeatureTable table{{"", {}, {"a"}}, Matrix<double>(2, 1)};
  table.doubles().values() = {1.0, 1.5e308};
  model.preparation.fit(table, kept);
  model.kind = CentroidModel{Metric::euclidean, Matrix<double>(2, 1, {1.0, -1e308})};
  model.sizes = {1, 1};
  try {
    predict(context_, model, table);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.where(), "row 2");
    EXPECT_FALSE(error.hint().empty());
  }
}

TEST_F(ModelFolder, PredictsNothingForNoRowsAndEveryBlockOfMany) {
  const auto model = fitted(Scalar::f32);
  FeatureTable many{{"", {}, {"b", "a"}}, Matrix<double>(140000, 2)};
  for (std::int64_t i = 0; i < many.rows(); ++i) {
    many.doubles()(i, 0) = table_.doubles()(i % 90, 1);
    many.doubles()(i, 1) = table_.doubles()(i % 90, 0);
  }
  const auto prediction = predict(context_, model, many);
  for (std::size_t i = 0; i < prediction.labels.size(); ++i) ASSERT_EQ(prediction.labels[i], labels_[i % 90]);
  many.doubles()(139999, 0) = std::nan("");
  try {
    predict(context_, model, many);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.where(), "row 140,000, column b");
  }
  many.values = Matrix<double>(0, 2);
  EXPECT_TRUE(predict(context_, model, many).labels.empty());
  many.names = {"b", "A"};
  try {
    predict(context_, model, many);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::model);
    EXPECT_EQ(error.message(), "the model needs the column \"a\"");
    EXPECT_EQ(error.found(), "b, A");
  }
}

TEST_F(ModelFolder, IsRefusedWhenPartsAreMissing) {
  EXPECT_NE(load_error().find("no model folder"), std::string::npos);
  fs::create_directories(folder_);
  EXPECT_NE(load_error().find("model.json: the file is missing"), std::string::npos);
  save_model(fitted(Scalar::f32), folder_);
  fs::remove(folder_ / "centroids.npy");
  EXPECT_NE(load_error().find("centroids.npy: the file is missing"), std::string::npos);
}

TEST_F(ModelFolder, IsRefusedWhenCutAnywhere) {
  save_model(fitted(Scalar::f32), folder_);
  for (const std::string name : {"model.json", "centroids.npy"}) {
    const auto whole = read_file(folder_ / name);
    for (std::size_t length = 0; length + 1 < whole.size(); length += 7) {
      rewrite(name, whole.substr(0, length));
      EXPECT_NE(load_error().find(name), std::string::npos) << length;
    }
    rewrite(name, whole);
  }
  load_model(folder_);
}

TEST_F(ModelFolder, IsRefusedWhenAnyByteDiffers) {
  save_model(fitted(Scalar::f32), folder_);
  const auto array = read_file(folder_ / "centroids.npy");
  for (std::size_t i = 0; i < array.size(); i += 3) {
    auto altered = array;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    rewrite("centroids.npy", altered);
    load_error();
  }
  rewrite("centroids.npy", array);
  const auto text = read_file(folder_ / "model.json");
  for (std::size_t i = 0; i < text.size(); i += 3) {
    // A digit or letter that becomes another one: the document stays well-formed.
    if (!std::isalnum(static_cast<unsigned char>(text[i]))) continue;
    auto altered = text;
    altered[i] = text[i] == '1' ? '2' : '1';
    rewrite("model.json", altered);
    load_error();
  }
}

TEST_F(ModelFolder, IsRefusedWhenItContradictsItself) {
  const auto model = fitted(Scalar::f32);
  struct Forgery {
    std::string from, to, reason;
  };
  for (const auto& [from, to, reason] :
       std::vector<Forgery>{{"\"rows\": 3", "\"rows\": 0", "an array of 0 x 2 values cannot be"},
                            {"\"rows\": 3", "\"rows\": 9000000000000000000", "an array of 9000000000000000000 x 2"},
                            {"\"rows\": 3", "\"rows\": -1", "an array of -1 x 2 values"},
                            {"\"rows\": 3", "\"rows\": 2147483647", "one size for each cluster"},
                            {"\"rows\": 3", "\"rows\": 3.5", "wrong type"},
                            {"\"columns\": 2", "\"columns\": 3", "one column for each input"},
                            {"\"sizes\": [", "\"sizes\": [-5,", "one size for each cluster"},
                            {"\"sizes\": [", "\"sizes\": [0.5,", "wrong type"},
                            {"\"rows\": 3", "\"rows\": 18446744073709551615", "wrong type"},
                            {"\"one\",", "", "one name for each cluster"},
                            {"\"algorithm\": \"kmeans\"", "\"algorithm\": \"dbscan\"", "not known"},
                            {"\"metric\": \"euclidean\"", "\"metric\": \"cosinus\"", "does not know"},
                            {"\"scalar\": \"float32\"", "\"scalar\": 32", "wrong type"},
                            {"\"file\": \"centroids.npy\"", "\"file\": \"/etc/passwd\"", "centroids.npy"},
                            {"\"kind\": \"centroids\"", "\"kind\": \"tree\"", "of the kind \"tree\" is not known"},
                            {"\"name\": \"centroids\"", "\"name\": \"../centroids\"", "an array cannot have the name"},
                            {"\"name\": \"centroids\"", "\"name\": \"others\"", "not in others.npy"},
                            {"\"arrays\": [", "\"arrays\": [], \"others\": [", "lists no centroids"},
                            {"\"centroids\": {", "\"centroids\": {\"x\": 1,", "two things of its centroids"},
                            {"winsorise:0.05@b,log1p", "winsorise:0.05@c,log1p", "column that is not there"},
                            {"winsorise:0.05@b,log1p", "log1p", "numbers of every step"},
                            {"winsorise:0.05@b,log1p", "winsorise:7@b,log1p", "winsorise:7"},
                            {"\"seed\": 18446744073709551615", "\"seed\": -1", "wrong type"},
                            {"\"duplicates\": true", "\"duplicates\": 1", "wrong type"},
                            {"\"silhouette\": 0.", "\"silhouette\": \"x\", \"x\": 0.", "wrong type"}}) {
    save_anew(model);
    forge(from, to);
    EXPECT_NE(load_error().find(reason), std::string::npos) << to;
  }
}

TEST_F(ModelFolder, IsRefusedWhenItsCentroidsAreImpossible) {
  auto model = fitted(Scalar::f32);
  for (const double wrong : {std::nan(""), std::numeric_limits<double>::infinity(), 0.1}) {
    save_anew(model);
    Matrix<double> centroids = centroids_of(model);
    centroids(1, 1) = wrong;
    replace_centroids(detail::npy_bytes(centroids.view()));
    EXPECT_NE(load_error().find("a centroid is not"), std::string::npos);
  }
  save_anew(model);
  const auto bytes = read_file(folder_ / "centroids.npy");
  replace_centroids(bytes + std::string(8, '\0'));
  EXPECT_NE(load_error().find("the file has 184 bytes, not 176"), std::string::npos);
  save_anew(model);
  auto big_endian = bytes;
  big_endian[big_endian.find('<')] = '>';
  replace_centroids(big_endian);
  EXPECT_NE(load_error().find("not a .npy file of 3 x 2 float64 values"), std::string::npos);
}

TEST_F(ModelFolder, OfANewerFormatIsRefused) {
  save_model(fitted(Scalar::f32), folder_);
  alter("\"format\": 1", "\"format\": 2");
  EXPECT_NE(load_error().find("newer shoal (format 2"), std::string::npos);
}

TEST_F(ModelFolder, IsRefusedWhenItIsNoModel) {
  save_model(fitted(Scalar::f32), folder_);
  for (const std::string& text :
       {std::string("null"), std::string("[]"), std::string("{}"), std::string("{\"format\": \"1\"}"),
        std::string(1000000, '['), std::string("{\"format\": 1}"), std::string("\xFF\xFE")}) {
    rewrite("model.json", text);
    EXPECT_NE(load_error().find("model.json"), std::string::npos);
  }
}

}  // namespace
}  // namespace shoal::test
