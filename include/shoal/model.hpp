// A fitted model as a value: save, load, predict.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "shoal/context.hpp"
#include "shoal/features.hpp"
#include "shoal/metric.hpp"
#include "shoal/preparation.hpp"
#include "shoal/reference.hpp"
#include "shoal/transactions.hpp"

namespace shoal {

/// Clusters that are points: a row belongs to the nearest of them.
struct CentroidModel {
  Metric metric = Metric::euclidean;
  Matrix<double> centroids;  ///< k x d in the prepared space, each value exact in the model's scalar type
};

/// What a model of each kind is made of. A new kind is an alternative here and its functions in src/model/kinds.
using ModelKind = std::variant<CentroidModel>;

/// Everything that scoring needs: what all models share, and their kind.
struct Model {
  std::string algorithm = "kmeans";
  Scalar scalar = Scalar::f32;
  bool approximate = false;
  Preparation preparation;  ///< fitted; its columns are the model's inputs
  ModelKind kind;
  std::vector<std::int64_t> sizes;         ///< k, training rows
  std::vector<std::string> segment_names;  ///< k, or empty
  std::uint64_t seed = 0;
  std::map<std::string, double> metrics;  ///< inertia, silhouette ...
  std::string data_sha256;                ///< fingerprint of the training input
  /// How features came from transactions, when they did (a prediction on transactions does the same).
  bool from_transactions = false;
  CleanOptions cleaning;
  Returns returns = Returns::net;  ///< models of older versions: gross
  Reference reference;             ///< what the training data looked like; empty in models of older versions

  /// Clusters.
  std::int64_t k() const { return std::ssize(sizes); }
};

class OutputFolder;

/// Writes a model folder: model.json and the arrays with checksums, which is all that load_model reads, and beside them the
/// files that make it a model folder of MLflow, with an ONNX graph of the whole pipeline (docs/formats/model.md). The same
/// bytes for the same model but for the manifest, which has a random id. Errors of OutputFolder.
void save_model(const Model& model, const std::filesystem::path& folder);
/// The same into a folder that is open, and commits it.
void save_model(const Model& model, OutputFolder& folder);
/// Stages the model as the sub-folder `name` of a run folder, which is for the caller to commit.
void save_model(const Model& model, OutputFolder& run, const std::string& name);
/// The names of all files that a model folder may get, its manifest left out.
std::vector<std::string> model_file_names();
/// Error{model} with the reason for a missing, truncated, altered or newer file, also of model.onnx where the folder has a
/// manifest and that file. Runs no code from the folder.
/// Example:
///     Model model = load_model(folder);
///     save_model(model, folder.parent_path() / "copy");
Model load_model(const std::filesystem::path& folder);

/// Gives a file of a model folder by its plain name, such as model.json; one of more than `largest` bytes is an Error.
using ReadPart = std::function<std::string(const std::string& name, std::uintmax_t largest)>;
/// The same from wherever the files are; `where` is what errors call the folder.
Model load_model(const ReadPart& read, const std::filesystem::path& where);

/// Writes a model folder's ONNX graph alone, anew from what load_model reads; equal to the folder's model.onnx if the
/// same shoal wrote that. Error{model} as load_model; Error{data} where the file cannot be written.
void export_onnx(const std::filesystem::path& folder, const std::filesystem::path& file);

/// The reference of a fitted model, of a sample of its training table of `rows` rows (reference_sample()). Sampled rows that the
/// model refuses to score are left out. O(sample k d).
Reference make_reference(Context& context, const Model& model, FeatureTable sample, std::int64_t rows);

struct Prediction {
  std::vector<std::int32_t> labels;
  std::vector<double> distance;  ///< to the nearest centroid, in the prepared space
  std::vector<double> margin;    ///< second nearest distance minus nearest; +infinity for k = 1
};

/// Scores rows: on the training table it gives the training labels, bit for bit. Work in blocks of rows, O(block)
/// memory beside the result. A Scorer (scorer.hpp) keeps what this makes anew for each call.
/// Example:
///     Engine engine("cpu");
///     Context context = engine.context();
///     Prediction prediction = predict(context, model, read_table(path, {}));
Prediction predict(Context& context, const Model& model, const FeatureTable& table);

}  // namespace shoal
