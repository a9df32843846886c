// Runs one pass of a device once to warm up and TIMES times to be counted (bench/instructions.py):
//   shoal_bench_passes DEVICE PASS N D K TIMES
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "pass_setup.hpp"

namespace {

using shoal::bench::PassSetup;

using Pass = std::function<void(PassSetup&, std::vector<std::int32_t>& labels)>;

void silhouette(PassSetup& setup, std::vector<std::int32_t>& labels) {
  std::vector<double> own(labels.size()), nearest(labels.size());
  setup.device->labels().silhouette_sums(setup.threads, *setup.x, labels, setup.centroids.rows(), own, nearest);
}

void assign(PassSetup& setup, std::vector<std::int32_t>& labels) {
  std::vector<double> sq(labels.size()), second(labels.size());
  setup.device->assign(setup.threads, *setup.x, setup.centroids.view(), {0, setup.x->rows()}, {labels, sq, second});
}

const std::map<std::string, Pass>& passes() {
  static const std::map<std::string, Pass> all = {
      {"lloyd", [](PassSetup& setup, auto&) { setup.iterate(); }},
      {"seeding", [](PassSetup& setup, auto&) { setup.seed(); }},
      {"assign", assign},
      {"silhouette", silhouette},
      {"upload", [](PassSetup& setup, auto&) { setup.device->upload(setup.threads, setup.points.view()); }},
  };
  return all;
}

}  // namespace

/// The part that is counted: a function with a name that tools can be told.
extern "C" [[gnu::noinline]] void shoal_counted_passes(const Pass& pass, PassSetup& setup,
                                                       std::vector<std::int32_t>& labels, int times) {
  for (int i = 0; i < times; ++i) pass(setup, labels);
}

int main(int count, char** arguments) {
  if (count != 7 || !passes().contains(arguments[2])) {
    std::fprintf(stderr, "usage: %s DEVICE lloyd|seeding|assign|silhouette|upload N D K TIMES\n", arguments[0]);
    return 2;
  }
  PassSetup setup(arguments[1], std::atoll(arguments[3]), std::atoll(arguments[4]), std::atoll(arguments[5]));
  std::vector<std::int32_t> labels(static_cast<std::size_t>(setup.x->rows()));
  assign(setup, labels);
  const Pass& pass = passes().at(arguments[2]);
  pass(setup, labels);
  shoal_counted_passes(pass, setup, labels, std::atoi(arguments[6]));
  return 0;
}
