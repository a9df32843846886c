// A row of weight 3 is measured as three rows are.
#include <gtest/gtest.h>

#include "errors.hpp"
#include "oracle_device.hpp"
#include "shoal/metrics.hpp"
#include "shoal/random.hpp"

namespace shoal {
namespace {

class WeightedMeasures : public testing::Test {
 protected:
  static constexpr std::int64_t k_rows = 150, k_clusters = 4;

  WeightedMeasures() {
    for (std::int64_t i = 0; i < k_rows; ++i) {
      const auto place = static_cast<std::uint64_t>(i);
      labels_.push_back(static_cast<std::int32_t>(i % 5) - 1);  // noise too
      weights_.push_back(static_cast<double>(random_below(4, 2, Purpose::sample, place)));
      for (std::int64_t j = 0; j < 3; ++j) {
        x_(i, j) = k_offset + 3.0 * static_cast<double>(i % 5 * (j + 1)) +
                   random_unit(1, Purpose::generate, 3 * place + static_cast<std::uint64_t>(j));
      }
      for (double copies = 0.0; copies < weights_.back(); ++copies) {
        copies_.push_back(i);
        copied_labels_.push_back(labels_.back());
      }
    }
    copied_ = rows_of<double>(std::as_const(x_).view(), copies_);
    points_ = device_->upload(threads_, x_.view());
    copied_points_ = device_->upload(threads_, copied_.view());
  }

  static constexpr double k_offset = 1e6;
  Matrix<double> x_{k_rows, 3}, copied_;
  std::vector<std::int32_t> labels_, copied_labels_;
  std::vector<double> weights_;
  std::vector<std::int64_t> copies_;
  std::unique_ptr<Device> device_ = test::make_oracle_device();
  ThreadPool threads_{1};
  Cancellation cancellation_;
  Context context_{*device_, threads_, no_events(), cancellation_};
  std::unique_ptr<Points> points_, copied_points_;
};

TEST_F(WeightedMeasures, AreThoseOfRepeatedRows) {
  const Silhouette weighted = silhouette(context_, *points_, labels_, k_clusters, weights_);
  const Silhouette plain = silhouette(context_, *copied_points_, copied_labels_, k_clusters);
  EXPECT_EQ(weighted.mean, plain.mean);
  EXPECT_EQ(weighted.share_negative, plain.share_negative);
  for (std::size_t c = 0; c < plain.clusters.size(); ++c) {
    EXPECT_EQ(weighted.clusters[c].mean, plain.clusters[c].mean);
    EXPECT_EQ(weighted.clusters[c].size, plain.clusters[c].size);
  }
  for (std::size_t i = 0; i < copies_.size(); ++i) {
    EXPECT_EQ(weighted.widths[static_cast<std::size_t>(copies_[i])], plain.widths[i]);
  }
  const double ratio = calinski_harabasz(context_, *copied_points_, copied_labels_, k_clusters);
  EXPECT_NEAR(calinski_harabasz(context_, *points_, labels_, k_clusters, weights_), ratio, 1e-12 * ratio);
  const double overlap = davies_bouldin(context_, *copied_points_, copied_labels_, k_clusters);
  EXPECT_NEAR(davies_bouldin(context_, *points_, labels_, k_clusters, weights_), overlap, 1e-12 * overlap);
}

TEST_F(WeightedMeasures, OfASampleAreThoseOfTheSameRows) {
  const SampledSilhouette some = sampled_silhouette(context_, *points_, labels_, k_clusters, 80, weights_);
  const SampledSilhouette same = sampled_silhouette(context_, *copied_points_, copied_labels_, k_clusters, 80);
  EXPECT_EQ(some.sample.mean, same.sample.mean);
  EXPECT_EQ(some.standard_error, same.standard_error);
  const SampledSilhouette all = sampled_silhouette(context_, *points_, labels_, k_clusters, 10'000, weights_);
  EXPECT_EQ(all.standard_error, 0.0);
  EXPECT_NEAR(all.sample.mean, silhouette(context_, *points_, labels_, k_clusters, weights_).mean, 1e-12);
}

TEST_F(WeightedMeasures, OfAnySizeGiveTheSameOverlap) {
  const double wanted = davies_bouldin(context_, *points_, labels_, k_clusters, weights_);
  for (const double unit : {1e-300, 0.3, 1e300}) {
    std::vector<double> scaled;
    for (const double weight : weights_) scaled.push_back(weight * unit);
    EXPECT_NEAR(davies_bouldin(context_, *points_, labels_, k_clusters, scaled), wanted, 1e-12 * wanted) << unit;
  }
}

TEST_F(WeightedMeasures, ThatCountRowsRefuseOtherWeights) {
  weights_[7] = 0.5;
  for (const auto& measure : std::initializer_list<std::function<void()>>{
           [&] { silhouette(context_, *points_, labels_, k_clusters, weights_); },
           [&] { sampled_silhouette(context_, *points_, labels_, k_clusters, 20, weights_); },
           [&] { calinski_harabasz(context_, *points_, labels_, k_clusters, weights_); }}) {
    EXPECT_EQ(test::error_of(measure).code(), ErrorCode::data);
  }
  weights_[7] = 1e12;
  const auto many = test::error_of([&] { silhouette(context_, *points_, labels_, k_clusters, weights_); });
  EXPECT_EQ(many.code(), ErrorCode::memory);
}

/// Clusters without weight are as good as empty.
TEST_F(WeightedMeasures, NeedTwoClustersWithWeight) {
  for (std::size_t i = 0; i < weights_.size(); ++i) weights_[i] = labels_[i] == 2 ? 1.0 : 0.0;
  const auto error = test::error_of([&] { davies_bouldin(context_, *points_, labels_, k_clusters, weights_); });
  EXPECT_EQ(error.code(), ErrorCode::data);
  EXPECT_THROW(silhouette(context_, *points_, labels_, k_clusters, weights_), Error);
}

}  // namespace
}  // namespace shoal
