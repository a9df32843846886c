// The clustering algorithms as a table: what each is called, where it comes from, which options it has; and one way to run any
// of them. The command line, its checks, run.json, tracking and docs/formats/algorithms.md are made from it.
//
// A new algorithm brings a folder of src/cluster with its entry (cluster/option_table.hpp) and its public header, and adds its
// structs to the two variants below and one line to src/cluster/registry.hpp.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "shoal/clustering.hpp"
#include "shoal/context.hpp"
#include "shoal/kmeans.hpp"
#include "shoal/numbers.hpp"

namespace shoal {

struct OptionInfo {
  enum class Type : std::uint8_t { whole, real, word };
  std::string name;  ///< "max-iterations"; on the command line "--max-iterations", of one letter "-k"
  Type type = Type::whole;
  std::string help;
  std::string standard;            ///< the default as text
  std::int64_t low = 0, high = 0;  ///< of whole numbers, both included
  RealRange range;                 ///< of real numbers
  std::vector<std::string> words;  ///< all values of words
};
/// "a whole number from 1 to 10", "one of lloyd, mini-batch".
std::string describe_values(const OptionInfo& option);

struct AlgorithmInfo {
  std::string name;     ///< as --algorithm takes it: "kmeans"
  std::string title;    ///< as people write it: "k-means"
  std::string summary;  ///< one sentence
  std::string paper;    ///< where it comes from
  std::vector<OptionInfo> options;
};

/// The options of one algorithm; which one, says the type.
using AlgorithmOptions = std::variant<KMeansOptions>;
/// What that algorithm found: a Clustering, and what is its own.
using AlgorithmResult = std::variant<KMeansResult>;
/// What every algorithm finds.
const Clustering& clustering_of(const AlgorithmResult& result);

/// Every algorithm, in the order of AlgorithmOptions. Lives as long as the program.
const std::vector<AlgorithmInfo>& algorithms();
const AlgorithmInfo& info_of(const AlgorithmOptions& options);
/// The option of that name; nullptr where the algorithm has none.
const OptionInfo* find_option(const AlgorithmInfo& algorithm, std::string_view name);

/// The options of the algorithm of that name, all at their defaults. Error{usage} with the nearest name for an unknown one.
AlgorithmOptions default_options(std::string_view algorithm, const std::string& place = {});
/// Sets one option from a text. `place` is what an error names. Error{usage} for an unknown name, with the nearest one, and for
/// a value that is none of the option's.
void set_option(AlgorithmOptions& options, std::string_view name, std::string_view text, const std::string& place);
/// Every option with its value as text, the defaults included, in the order of the table. What only a program can set, such as
/// first centroids, reads "given".
std::vector<std::pair<std::string, std::string>> option_values(const AlgorithmOptions& options);
/// Error{usage} for the first option outside its range.
void check_options(const AlgorithmOptions& options);

/// Runs the algorithm. Cost, determinism and errors are those of its own function, as of fit_kmeans().
AlgorithmResult fit_algorithm(Context& context, const Points& points, const AlgorithmOptions& options,
                              std::span<const double> weights = {});

}  // namespace shoal
