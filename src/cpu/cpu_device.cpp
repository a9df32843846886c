#include "cpu/cpu_device.hpp"

#include <algorithm>
#include <thread>

#include "cpu/kernels/processor.hpp"
#include "cpu/kernels/targets.hpp"
#include "cpu/passes/passes.hpp"
#include "cpu/passes/silhouette_sums.hpp"
#include "shoal/error.hpp"

namespace shoal::cpu {
namespace {

const CpuPoints& cpu_points(const Points& x) { return static_cast<const CpuPoints&>(x); }
CpuKMeansState& cpu_state(KMeansState& state) { return static_cast<CpuKMeansState&>(state); }

class CpuKMeans : public KMeansPasses {
 public:
  explicit CpuKMeans(const Kernels& kernels) : kernels_(kernels) {}

  std::unique_ptr<KMeansState> begin_fit(ThreadPool&, const Points& x, std::span<const double> weights,
                                         const Quantisation& quantisation) override {
    return std::make_unique<CpuKMeansState>(cpu_points(x), weights, quantisation);
  }

  bool skips_inertia(const Points& x) const override { return has_label_step(cpu_points(x)); }

  SearchCounts search_counts(const Points& x) const override { return cpu_points(x).search_counts(); }

 protected:
  void do_lloyd_step(ThreadPool& threads, const Points& x, KMeansState& state, MatrixView<const double> centroids,
                     RowRange rows, ClusterSums& sums) override {
    cpu::lloyd_step(kernels_, threads, cpu_points(x), cpu_state(state), centroids, rows, sums);
  }

  void do_label_step(ThreadPool& threads, const Points& x, KMeansState& state, MatrixView<const double> centroids,
                     ClusterSums& sums) override {
    if (!skips_inertia(x)) return KMeansPasses::do_label_step(threads, x, state, centroids, sums);
    cpu::label_step(kernels_, threads, cpu_points(x), cpu_state(state), centroids, sums);
  }

  void do_labels(KMeansState& state, std::span<std::int32_t> out) override {
    std::copy_n(cpu_state(state).labels.data(), out.size(), out.data());
  }

  void do_min_update(ThreadPool& threads, const Points& x, KMeansState& state, MatrixView<const double> chosen,
                     MatrixView<const double> candidates, std::span<Int128> masses) override {
    cpu::min_update(kernels_, threads, cpu_points(x), cpu_state(state), chosen, candidates, masses);
  }

  void do_rows_at_mass(ThreadPool& threads, const Points& x, KMeansState& state, std::span<const Int128> targets,
                       std::span<std::int64_t> out) override {
    cpu::rows_at_mass(kernels_, threads, cpu_points(x), cpu_state(state), targets, out);
  }

 private:
  const Kernels& kernels_;
};

class CpuLabels : public LabelPasses {
 public:
  explicit CpuLabels(const Kernels& kernels) : kernels_(kernels) {}

 protected:
  void do_silhouette_sums(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels, std::int64_t k,
                          std::span<double> mean_own, std::span<double> mean_nearest) override {
    cpu::silhouette_sums(kernels_, threads, cpu_points(x), labels, k, mean_own, mean_nearest);
  }

  void do_label_sums(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                     const Quantisation& quantisation, ClusterSums& sums) override {
    cpu::label_sums(kernels_, threads, cpu_points(x), labels, quantisation, sums);
  }

  void do_label_spreads(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                        const ScaledMeans& means, std::span<double> sq, std::span<double> lengths) override {
    cpu::label_spreads(threads, cpu_points(x), labels, means, sq, lengths);
  }

 private:
  const Kernels& kernels_;
};

class CpuNeighbours : public NeighbourPasses {
 public:
  explicit CpuNeighbours(const Kernels& kernels) : kernels_(kernels) {}

 protected:
  void do_range_count(ThreadPool& threads, const Points& x, double eps, RowRange rows,
                      std::span<std::int64_t> counts) override {
    cpu::range_count(kernels_, threads, cpu_points(x), eps, rows, counts);
  }

 private:
  const Kernels& kernels_;
};

class CpuDevice : public Device {
 public:
  CpuDevice(std::string name, const Target& target) : name_(std::move(name)), kernels_(target.kernels) {}

  DeviceInfo info() const override {
    return {
        name_,
        processor_name() + ", " + std::to_string(std::thread::hardware_concurrency()) + " cores, " + kernels_.target(),
        true, ""};
  }

  std::unique_ptr<Points> upload(ThreadPool& threads, HostView host) override {
    return std::make_unique<CpuPoints>(threads, host, kernels_);
  }

  std::unique_ptr<Points> upload_again(ThreadPool& threads, HostView host, std::unique_ptr<Points> earlier) override {
    return std::make_unique<CpuPoints>(threads, host, kernels_, static_cast<CpuPoints*>(earlier.get()));
  }

  KMeansPasses& kmeans() override { return kmeans_; }
  LabelPasses& labels() override { return labels_; }
  NeighbourPasses& neighbours() override { return neighbours_; }

 protected:
  ColumnStats do_column_stats(ThreadPool& threads, const Points& x, std::span<const double> weights) override {
    return cpu::column_stats(threads, cpu_points(x), weights);
  }

  void do_assign(ThreadPool& threads, const Points& x, MatrixView<const double> centroids, RowRange rows,
                 const Assignment& out) override {
    cpu::assign(kernels_, threads, cpu_points(x), centroids, rows, out);
  }

 private:
  const std::string name_;
  const Kernels kernels_;
  CpuKMeans kmeans_{kernels_};
  CpuLabels labels_{kernels_};
  CpuNeighbours neighbours_{kernels_};
};

std::string joined(const std::vector<Target>& targets) {
  std::string names;
  for (const Target& target : targets) names += (names.empty() ? "" : ", ") + std::string(target.name);
  return names;
}

}  // namespace

std::unique_ptr<Device> make_cpu_device(std::string_view target) {
  const std::vector<Target> targets = runnable_targets();
  if (target.empty()) return std::make_unique<CpuDevice>("cpu", targets.front());
  for (const Target& candidate : targets) {
    if (candidate.name == target) return std::make_unique<CpuDevice>("cpu:" + std::string(target), candidate);
  }
  throw Error(ErrorCode::usage, "this processor has no SIMD target \"" + std::string(target) + "\"",
              "choose one of them, or leave it out for the best", "device cpu:" + std::string(target), joined(targets));
}

std::vector<std::string> supported_targets() {
  std::vector<std::string> names;
  for (const Target& target : runnable_targets()) names.emplace_back(target.name);
  return names;
}

}  // namespace shoal::cpu
