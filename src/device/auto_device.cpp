#include "device/auto_device.hpp"

#include <algorithm>
#include <utility>

#include "device/places.hpp"
#include "shoal/kmeans_loops.hpp"
#include "shoal/label_passes.hpp"
#include "shoal/neighbour_passes.hpp"
#include "shoal/text.hpp"

namespace shoal::detail {
namespace {

/// A face of the two devices: every pass of it, where the points are.
template <class Face>
class PlacedPasses : public Face {
 public:
  PlacedPasses(Places& places, Face& (Device::*face)()) : places_(places), face_(face) {}

  void place(ThreadPool& threads, const Points& x, const char* what, const typename Passes<Face>::Work& work) override {
    places_.attempt(placed(x).on_gpu, what, [&](bool on_gpu) {
      passes(on_gpu).place(threads, places_.points(on_gpu, threads, x), what, work);
    });
  }

 protected:
  Face& passes(bool on_gpu) const { return (places_.device(on_gpu).*face_)(); }

  Places& places_;

 private:
  Face& (Device::*const face_)();
};

/// States remember where they are; runs are values that go on where they left off, or begin again at the other place.
class PlacedKMeans : public PlacedPasses<KMeansPasses> {
 public:
  explicit PlacedKMeans(Places& places) : PlacedPasses(places, &Device::kmeans) {}

  std::unique_ptr<KMeansState> begin_fit(ThreadPool& threads, const Points& x, std::span<const double> weights,
                                         const Quantisation& quantisation) override {
    return begin(placed(x).on_gpu, threads, x, weights, quantisation);
  }

  bool skips_inertia(const Points& x) const override {
    return passes(placed(x).on_gpu).skips_inertia(placed(x).placed());
  }
  bool takes_batches(const Points& x, std::int64_t k) const override {
    return passes(placed(x).on_gpu).takes_batches(placed(x).placed(), k);
  }
  SearchCounts search_counts(const Points& x) const override {
    return placed(x).search_counts(passes(true), passes(false));
  }

  void lloyd_runs(ThreadPool& threads, const Points& x, std::span<LloydRun> runs) override {
    for (const bool on_gpu : {true, false}) {
      std::vector<LloydRun*> here;
      for (LloydRun& run : runs) {
        if (run.end != LloydEnd::running) continue;
        if ((run.state ? placed(*run.state).on_gpu : placed(x).on_gpu) == on_gpu) here.push_back(&run);
      }
      if (!here.empty()) run_at(on_gpu, threads, x, here);
    }
  }

  void plus_plus_runs(ThreadPool& threads, const Points& x, std::span<SeedRun> runs) override {
    places_.attempt(placed(x).on_gpu, "the first centroids", [&](bool on_gpu) {
      std::vector<SeedRun> copies(runs.begin(), runs.end());
      const Points& points = places_.points(on_gpu, threads, x);
      passes(on_gpu).plus_plus_runs(threads, points, copies);
      // What the GPU had no memory for is not to meet it again.
      if (on_gpu != placed(x).on_gpu) plus_plus_by_passes(passes(on_gpu), threads, points, copies);
      std::ranges::move(copies, runs.begin());
    });
  }

  void place_state(ThreadPool& threads, const Points& x, KMeansState& state, const StateWork& work) override {
    const bool on_gpu = placed(state).on_gpu;
    passes(on_gpu).place_state(threads, places_.points(on_gpu, threads, x), *placed(state).state, work);
  }

 private:
  std::unique_ptr<PlacedState> begin(bool on_gpu, ThreadPool& threads, const Points& x, std::span<const double> weights,
                                     const Quantisation& quantisation) {
    std::shared_ptr<KMeansState> state;
    const bool where = places_.attempt(on_gpu, "a fit", [&](bool gpu) {
      state = passes(gpu).begin_fit(threads, places_.points(gpu, threads, x), weights, quantisation);
    });
    return std::make_unique<PlacedState>(where, std::move(state));
  }

  /// Runs that begin or go on at one place. Those that the GPU could not end begin again on the CPU.
  void run_at(bool on_gpu, ThreadPool& threads, const Points& x, const std::vector<LloydRun*>& runs) {
    places_.attempt(on_gpu, "the iterations", [&](bool gpu) {
      std::vector<LloydRun> copies;
      for (const LloydRun* run : runs) {
        copies.push_back(*run);
        auto& state = copies.back().state;
        const bool goes_on = state && placed(*state).on_gpu == gpu;
        state = goes_on ? placed(*state).state : nullptr;
      }
      passes(gpu).lloyd_runs(threads, places_.points(gpu, threads, x), copies);
      for (std::size_t i = 0; i < runs.size(); ++i) {
        std::shared_ptr<KMeansState>& state = copies[i].state;
        if (state) state = std::make_shared<PlacedState>(gpu, std::move(state));
        if (!state && on_gpu != gpu) {
          state = begin(gpu, threads, x, copies[i].terms->weights, copies[i].terms->quantisation);
        }
        *runs[i] = std::move(copies[i]);
      }
    });
  }
};

class AutoDevice : public Device {
 public:
  AutoDevice(std::unique_ptr<Device> gpu, std::unique_ptr<Device> cpu, std::int64_t least_values)
      : places_(std::move(gpu), std::move(cpu)), least_values_(least_values) {}

  DeviceInfo info() const override {
    const DeviceInfo gpu = places_.gpu().info(), cpu = places_.cpu().info();
    return {"auto", gpu.name + " " + gpu.description + ", or " + cpu.name + " " + cpu.description, true, ""};
  }

  std::vector<std::string> take_notes() override { return places_.take_notes(); }

  std::unique_ptr<Points> upload(ThreadPool& threads, HostView host) override {
    const std::int64_t values = std::visit([](const auto& view) { return view.size(); }, host);
    const bool enough = values >= least_values_;
    if (!enough)
      places_.note(places_.cpu().info().name + ": " + grouped(values) + " values are too few for the GPU to pay");
    std::unique_ptr<Points> points;
    const bool on_gpu =
        places_.attempt(enough, "the points", [&](bool gpu) { points = places_.device(gpu).upload(threads, host); });
    if (on_gpu) places_.note(places_.gpu().info().name + ": " + grouped(values) + " values");
    return std::make_unique<PlacedPoints>(host, on_gpu, std::move(points));
  }

  Device& for_few_rows() override { return places_.cpu(); }
  KMeansPasses& kmeans() override { return kmeans_; }
  LabelPasses& labels() override { return labels_; }
  NeighbourPasses& neighbours() override { return neighbours_; }

  void place(ThreadPool& threads, const Points& x, const char* what, const Work& work) override {
    places_.attempt(placed(x).on_gpu, what, [&](bool on_gpu) {
      places_.device(on_gpu).place(threads, places_.points(on_gpu, threads, x), what, work);
    });
  }

 private:
  Places places_;
  const std::int64_t least_values_;
  PlacedKMeans kmeans_{places_};
  PlacedPasses<LabelPasses> labels_{places_, &Device::labels};
  PlacedPasses<NeighbourPasses> neighbours_{places_, &Device::neighbours};
};

}  // namespace

std::unique_ptr<Device> make_auto_device(std::unique_ptr<Device> gpu, std::unique_ptr<Device> cpu,
                                         std::int64_t least_values) {
  return std::make_unique<AutoDevice>(std::move(gpu), std::move(cpu), least_values);
}

}  // namespace shoal::detail
