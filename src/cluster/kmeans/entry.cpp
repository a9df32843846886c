#include "cluster/kmeans/entry.hpp"

#include <limits>

namespace shoal::kmeans {
namespace {

cluster::OptionTable<KMeansOptions> option_table() {
  cluster::OptionTable<KMeansOptions> table;
  table.whole("k", &KMeansOptions::k, 1, std::numeric_limits<std::int32_t>::max(), "Clusters")
      .word("init", &KMeansOptions::init,
            {{"k-means++", KMeansInit::plus_plus}, {"k-means||", KMeansInit::scalable}, {"random", KMeansInit::random}},
            "First centroids: k-means++, k-means||, random")
      .word("variant", &KMeansOptions::algorithm,
            {{"lloyd", KMeansAlgorithm::lloyd}, {"mini-batch", KMeansAlgorithm::mini_batch}},
            "lloyd, or mini-batch (approximate)")
      .word("metric", &KMeansOptions::metric, {{"euclidean", Metric::euclidean}, {"cosine", Metric::cosine}},
            "euclidean or cosine (spherical)")
      .whole("restarts", &KMeansOptions::restarts, 1, 1'000'000, "Starts; the best counts")
      .whole("max-iterations", &KMeansOptions::max_iterations, 1, 1'000'000'000, "Updates at most")
      .real("tolerance", &KMeansOptions::tolerance, {.low = 0.0},
            "Stop when the summed squared centroid shift is at most this times the mean column variance; 0: when no "
            "label "
            "changes")
      .whole("batch-rows", &KMeansOptions::mini_batch_rows, 1, std::numeric_limits<std::uint32_t>::max(),
             "Rows of a mini-batch");
  return table;
}

}  // namespace

const cluster::Algorithm<KMeansOptions>& entry() {
  static const cluster::Algorithm<KMeansOptions> k_entry{
      .name = "kmeans",
      .title = "k-means",
      .summary =
          "k clusters around centroids, so that the squared distances of the rows to the nearest centroid sum up to "
          "little.",
      .paper =
          "Lloyd 1982, IEEE Transactions on Information Theory 28(2); starts: Arthur and Vassilvitskii 2007 "
          "(k-means++), "
          "Bahmani et al. 2012 (k-means||); mini-batches: Sculley 2010",
      .options = option_table(),
      .fit = [](Context& context, const Points& points, const KMeansOptions& options, std::span<const double> weights)
          -> AlgorithmResult { return fit_kmeans(context, points, options, weights); }};
  return k_entry;
}

}  // namespace shoal::kmeans
