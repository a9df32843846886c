// reference/labels_metrics.csv of Online Retail: scikit-learn 1.2.1's scores of the labels of
// reference/labels_b_log1p_std.csv on reference/matrix_b_log1p_std.csv.gz, nine digits. Noise (-1) counts as one more
// cluster in silhouette_all_rows and is left out of the others; labellings with one cluster have no scores.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "number_file.hpp"
#include "retail_recipes.hpp"
#include "shared_data.hpp"
#include "shoal/metrics.hpp"
#include "shoal/preparation.hpp"

namespace shoal {
namespace {

using Labels = std::vector<std::int32_t>;

struct Scored {
  std::string name;
  std::int64_t clusters = 0;
  double all_rows = 0, silhouette = 0, calinski_harabasz = 0, davies_bouldin = 0;
};

Matrix<double> read_matrix() {
  const auto rows =
      test::read_numbers(test::shared_data_dir() / test::k_retail_reference / "matrix_b_log1p_std.csv.gz", 1);
  // The first column is the customer.
  Matrix<double> x(std::ssize(rows), 3);
  for (std::int64_t i = 0; i < x.rows(); ++i) {
    const auto& row = rows[static_cast<std::size_t>(i)];
    std::copy(row.end() - 3, row.end(), x.row(i));
  }
  return x;
}

std::map<std::string, Labels> read_labellings() {
  const auto cells = test::read_cells(test::shared_data_dir() / test::k_retail_reference / "labels_b_log1p_std.csv");
  std::map<std::string, Labels> out;
  for (std::size_t column = 1; column < cells.front().size(); ++column) {
    Labels& labels = out[cells.front()[column]];
    for (std::size_t i = 1; i < cells.size(); ++i) labels.push_back(std::stoi(cells[i][column]));
  }
  return out;
}

/// The sizes in the middle of a line are of no fixed number, the scores are its last four cells.
std::vector<Scored> read_scores() {
  auto cells = test::read_cells(test::shared_data_dir() / test::k_retail_reference / "labels_metrics.csv");
  std::vector<Scored> out;
  for (std::size_t i = 1; i < cells.size(); ++i) {
    const auto& row = cells[i];
    if (row[1] == "1") continue;
    const auto score = [&](std::size_t from_end) { return std::stod(row[row.size() - from_end]); };
    out.push_back({row[0], std::stoll(row[1]), score(4), score(3), score(2), score(1)});
  }
  return out;
}

Labels with_noise_as_cluster(Labels labels, std::int64_t clusters) {
  std::replace(labels.begin(), labels.end(), -1, static_cast<std::int32_t>(clusters));
  return labels;
}

template <class T>
void expect_reference_scores(const Matrix<T>& x) {
  const auto device = make_device("cpu");
  ThreadPool threads(2);
  const Cancellation cancellation;
  Context context{*device, threads, no_events(), cancellation};
  const auto points = device->upload(threads, x.view());
  const auto labellings = read_labellings();
  const auto scores = read_scores();
  EXPECT_EQ(scores.size(), 13u);
  // Eight of the nine printed digits hold the value; the widths of mixed clusters cancel to a mean near zero, so their
  // error is that of the single widths.
  const auto near = [](double found, double expected, double size) {
    EXPECT_NEAR(found, expected, 1e-6 * std::max(size, std::abs(expected)));
  };
  for (const Scored& scored : scores) {
    SCOPED_TRACE(scored.name);
    const Labels& labels = labellings.at(scored.name);
    const std::int64_t k = scored.clusters;
    near(silhouette(context, *points, labels, k).mean, scored.silhouette, 0.1);
    near(silhouette(context, *points, with_noise_as_cluster(labels, k), k + 1).mean, scored.all_rows, 0.1);
    near(calinski_harabasz(context, *points, labels, k), scored.calinski_harabasz, 0.0);
    near(davies_bouldin(context, *points, labels, k), scored.davies_bouldin, 0.0);
  }
}

TEST(OnlineRetailScores, DoubleData) {
  SHOAL_NEEDS_SHARED_DATA("online-retail/reference/labels_metrics.csv");
  expect_reference_scores(read_matrix());
}

TEST(OnlineRetailScores, FloatData) {
  SHOAL_NEEDS_SHARED_DATA("online-retail/reference/labels_metrics.csv");
  expect_reference_scores(to_float(read_matrix()));
}

}  // namespace
}  // namespace shoal
