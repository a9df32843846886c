#include "device/auto_device.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::detail {
namespace {

/// Points on the one device or the other; on the CPU too once the GPU had no memory for something.
class PlacedPoints : public Points {
 public:
  PlacedPoints(HostView host, bool on_gpu, std::unique_ptr<Points> points)
      : Points(host), on_gpu(on_gpu), points_(std::move(points)) {}

  const Points& placed() const { return *points_; }
  const Points& on_cpu(Device& cpu, ThreadPool& threads) const {
    if (!on_gpu) return *points_;
    const std::lock_guard lock(mutex_);
    if (!copy_) copy_ = cpu.upload(threads, host());
    return *copy_;
  }

  /// Of both devices.
  SearchCounts search_counts(const Device& gpu, const Device& cpu) const {
    SearchCounts counts = (on_gpu ? gpu : cpu).search_counts(*points_);
    const std::lock_guard lock(mutex_);
    if (copy_) {
      const SearchCounts more = cpu.search_counts(*copy_);
      counts.rows += more.rows;
      counts.rescored += more.rescored;
    }
    return counts;
  }

  const bool on_gpu;

 private:
  const std::unique_ptr<Points> points_;
  mutable std::mutex mutex_;
  mutable std::unique_ptr<Points> copy_;
};

struct PlacedState : KMeansState {
  PlacedState(bool on_gpu, std::shared_ptr<KMeansState> state) : on_gpu(on_gpu), state(std::move(state)) {}

  bool on_gpu;
  std::shared_ptr<KMeansState> state;
};

const PlacedPoints& own(const Points& x) { return static_cast<const PlacedPoints&>(x); }
PlacedState& own(KMeansState& state) { return static_cast<PlacedState&>(state); }
const PlacedState& own(const KMeansState& state) { return static_cast<const PlacedState&>(state); }

class AutoDevice : public Device {
 public:
  AutoDevice(std::unique_ptr<Device> gpu, std::unique_ptr<Device> cpu, std::int64_t least_values)
      : gpu_(std::move(gpu)), cpu_(std::move(cpu)), least_values_(least_values) {}

  DeviceInfo info() const override {
    const DeviceInfo gpu = gpu_->info(), cpu = cpu_->info();
    return {"auto", gpu.name + " " + gpu.description + ", or " + cpu.name + " " + cpu.description, true, ""};
  }

  std::vector<std::string> take_notes() override {
    const std::lock_guard lock(mutex_);
    return std::exchange(notes_, {});
  }

  SearchCounts search_counts(const Points& x) const override { return own(x).search_counts(*gpu_, *cpu_); }

  std::unique_ptr<Points> upload(ThreadPool& threads, HostView host) override {
    const std::int64_t values = std::visit([](const auto& view) { return view.size(); }, host);
    bool on_gpu = values >= least_values_;
    if (!on_gpu) note(cpu_->info().name + ": " + grouped(values) + " values are too few for the GPU to pay");
    std::unique_ptr<Points> points;
    attempt(on_gpu, "the points", [&](Device& device) { points = device.upload(threads, host); });
    if (on_gpu) note(gpu_->info().name + ": " + grouped(values) + " values");
    return std::make_unique<PlacedPoints>(host, on_gpu, std::move(points));
  }

  ColumnStats column_stats(ThreadPool& threads, const Points& x, std::span<const double> weights) override {
    ColumnStats stats;
    with_points(threads, x, "the statistics of the columns",
                [&](Device& device, const Points& points) { stats = device.column_stats(threads, points, weights); });
    return stats;
  }

  std::unique_ptr<KMeansState> begin_fit(ThreadPool& threads, const Points& x, std::span<const double> weights,
                                         const Quantisation& quantisation) override {
    std::shared_ptr<KMeansState> state;
    const bool on_gpu = with_points(threads, x, "a fit", [&](Device& device, const Points& points) {
      state = device.begin_fit(threads, points, weights, quantisation);
    });
    return std::make_unique<PlacedState>(on_gpu, std::move(state));
  }

  void lloyd_step(ThreadPool& threads, const Points& x, KMeansState& state, MatrixView<const double> centroids,
                  RowRange rows, ClusterSums& sums) override {
    device_of(state).lloyd_step(threads, points_of(threads, x, state), *own(state).state, centroids, rows, sums);
  }

  void lloyd_runs(ThreadPool& threads, const Points& x, std::span<LloydRun> runs) override {
    for (const bool on_gpu : {true, false}) {
      std::vector<LloydRun*> own_runs;
      for (LloydRun& run : runs) {
        if ((run.state ? own(*run.state).on_gpu : own(x).on_gpu) == on_gpu) own_runs.push_back(&run);
      }
      if (!own_runs.empty()) run_on(on_gpu, threads, x, own_runs);
    }
  }

  /// A run is a value: what the GPU could not finish begins again on the CPU.
  void plus_plus_runs(ThreadPool& threads, const Points& x, std::span<SeedRun> runs) override {
    with_points(threads, x, "the first centroids", [&](Device& device, const Points& points) {
      std::vector<SeedRun> copies(runs.begin(), runs.end());
      device.plus_plus_runs(threads, points, copies);
      std::ranges::move(copies, runs.begin());
    });
  }

  Device& for_few_rows() override { return *cpu_; }

  void labels(const KMeansState& state, std::span<std::int32_t> out) override {
    device_of(state).labels(*own(state).state, out);
  }

  void assign(ThreadPool& threads, const Points& x, MatrixView<const double> centroids, RowRange rows,
              const Assignment& out) override {
    with_points(threads, x, "an assignment",
                [&](Device& device, const Points& points) { device.assign(threads, points, centroids, rows, out); });
  }

  void range_count(ThreadPool& threads, const Points& x, double eps, RowRange rows,
                   std::span<std::int64_t> counts) override {
    cpu_->range_count(threads, own(x).on_cpu(*cpu_, threads), eps, rows, counts);
  }

  void min_update(ThreadPool& threads, const Points& x, KMeansState& state, MatrixView<const double> chosen,
                  MatrixView<const double> candidates, std::span<Int128> masses) override {
    device_of(state).min_update(threads, points_of(threads, x, state), *own(state).state, chosen, candidates, masses);
  }

  void rows_at_mass(ThreadPool& threads, const Points& x, const KMeansState& state, std::span<const Int128> targets,
                    std::span<std::int64_t> out) override {
    device_of(state).rows_at_mass(threads, points_of(threads, x, state), *own(state).state, targets, out);
  }

  void label_sums(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                  const Quantisation& quantisation, ClusterSums& sums) override {
    with_points(threads, x, "the sums of clusters", [&](Device& device, const Points& points) {
      device.label_sums(threads, points, labels, quantisation, sums);
    });
  }

  void label_spreads(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                     const ScaledMeans& means, std::span<double> sq, std::span<double> lengths) override {
    with_points(threads, x, "the spreads of clusters", [&](Device& device, const Points& points) {
      device.label_spreads(threads, points, labels, means, sq, lengths);
    });
  }

  void silhouette_sums(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels, std::int64_t k,
                       std::span<double> mean_own, std::span<double> mean_nearest) override {
    with_points(threads, x, "the silhouettes", [&](Device& device, const Points& points) {
      device.silhouette_sums(threads, points, labels, k, mean_own, mean_nearest);
    });
  }

 private:
  void note(std::string text) {
    const std::lock_guard lock(mutex_);
    notes_.push_back(std::move(text));
  }

  Device& device(bool on_gpu) { return on_gpu ? *gpu_ : *cpu_; }
  Device& device_of(const KMeansState& state) { return device(own(state).on_gpu); }
  const Points& points_of(ThreadPool& threads, const Points& x, const KMeansState& state) {
    return own(state).on_gpu ? own(x).placed() : own(x).on_cpu(*cpu_, threads);
  }

  /// work(device), on the CPU when the GPU has no memory for it; `on_gpu` becomes where it was done.
  template <class Work>
  void attempt(bool& on_gpu, const char* what, const Work& work) {
    if (on_gpu) {
      try {
        work(*gpu_);
        return;
      } catch (const Error& error) {
        if (error.code() != ErrorCode::memory) throw;
        note(cpu_->info().name + ": " + error.message() + " for " + what);
        on_gpu = false;
      }
    }
    work(*cpu_);
  }

  /// The same with the points where the device has them. Returns whether it was the GPU.
  template <class Work>
  bool with_points(ThreadPool& threads, const Points& x, const char* what, const Work& work) {
    bool on_gpu = own(x).on_gpu;
    attempt(on_gpu, what, [&](Device& device) {
      work(device, &device == gpu_.get() ? own(x).placed() : own(x).on_cpu(*cpu_, threads));
    });
    return on_gpu;
  }

  /// Runs that begin or go on at one place. A run is a value: what the GPU could not finish begins again from it.
  void run_on(bool on_gpu, ThreadPool& threads, const Points& x, const std::vector<LloydRun*>& runs) {
    attempt(on_gpu, "the iterations", [&](Device& device) {
      const bool gpu = &device == gpu_.get();
      std::vector<LloydRun> copies;
      for (const LloydRun* run : runs) {
        copies.push_back(*run);
        auto& state = copies.back().state;
        const bool goes_on = state && own(*state).on_gpu == gpu;
        state = goes_on ? own(*state).state : nullptr;
      }
      device.lloyd_runs(threads, gpu ? own(x).placed() : own(x).on_cpu(*cpu_, threads), copies);
      for (std::size_t i = 0; i < runs.size(); ++i) {
        copies[i].state = std::make_shared<PlacedState>(gpu, std::move(copies[i].state));
        *runs[i] = std::move(copies[i]);
      }
    });
  }

  const std::unique_ptr<Device> gpu_, cpu_;
  const std::int64_t least_values_;
  std::mutex mutex_;
  std::vector<std::string> notes_;
};

}  // namespace

std::unique_ptr<Device> make_auto_device(std::unique_ptr<Device> gpu, std::unique_ptr<Device> cpu,
                                         std::int64_t least_values) {
  return std::make_unique<AutoDevice>(std::move(gpu), std::move(cpu), least_values);
}

}  // namespace shoal::detail
