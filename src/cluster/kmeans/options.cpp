#include <cmath>
#include <limits>
#include <string>

#include "cluster/kmeans/start.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::kmeans {
namespace {

void require(bool fine, const char* option, const std::string& found, const char* expected) {
  if (!fine) throw Error(ErrorCode::usage, std::string(option) + " = " + found + ": expected " + expected);
}

void check_initial(const KMeansOptions& options, const Points& points) {
  const auto& initial = options.initial;
  if (initial.rows() != options.k || initial.cols() != points.cols()) {
    throw Error(ErrorCode::usage,
                "the initial centroids are " + grouped(initial.rows()) + " x " + grouped(initial.cols()) +
                    ", not k x columns = " + grouped(options.k) + " x " + grouped(points.cols()),
                "give one row for each cluster and one column for each of the data");
  }
  for (std::int64_t c = 0; c < initial.rows(); ++c) {
    for (std::int64_t j = 0; j < initial.cols(); ++j) {
      if (std::isfinite(round_to(points.scalar(), initial(c, j)))) continue;
      throw Error(ErrorCode::data,
                  std::string("not a finite number") + (std::isfinite(initial(c, j)) ? " in single precision" : ""),
                  "give finite centroids", "initial centroids, row " + grouped(c + 1) + ", column " + grouped(j + 1),
                  std::to_string(initial(c, j)));
    }
  }
}

}  // namespace

void check_options(const KMeansOptions& options, const Points& points) {
  require(options.k >= 1, "k", std::to_string(options.k), "at least 1");
  if (options.k > std::numeric_limits<std::int32_t>::max()) {
    throw Error(ErrorCode::usage, "k = " + grouped(options.k) + ": labels are 32-bit numbers");
  }
  if (options.k > points.rows()) {
    throw Error(ErrorCode::usage,
                "k = " + grouped(options.k) + " clusters cannot be made from " + grouped(points.rows()) + " rows",
                "ask for at most " + grouped(points.rows()) + " clusters");
  }
  require(options.restarts >= 1, "restarts", std::to_string(options.restarts), "at least 1");
  require(options.max_iterations >= 1, "max iterations", std::to_string(options.max_iterations), "at least 1");
  require(std::isfinite(options.tolerance) && options.tolerance >= 0.0, "tolerance", std::to_string(options.tolerance),
          "a number not below 0");
  require(options.mini_batch_rows >= 1 && options.mini_batch_rows <= std::numeric_limits<std::uint32_t>::max(),
          "mini-batch rows", std::to_string(options.mini_batch_rows), "at least 1 and below 2^32");
  if (options.init == KMeansInit::given) check_initial(options, points);
}

}  // namespace shoal::kmeans
