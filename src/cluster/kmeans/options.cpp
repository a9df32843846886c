#include <cmath>
#include <string>

#include "cluster/kmeans/entry.hpp"
#include "cluster/kmeans/start.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::kmeans {
namespace {

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

void check_options(const KMeansOptions& options, const Rows& rows) {
  entry().options.check(options);
  if (options.k > rows.count()) {
    throw Error(ErrorCode::usage,
                "k = " + grouped(options.k) + " clusters cannot be made from " + grouped(rows.count()) + " rows",
                "ask for at most " + grouped(rows.count()) + " clusters");
  }
  if (options.init == KMeansInit::given) check_initial(options, rows.local());
}

}  // namespace shoal::kmeans
