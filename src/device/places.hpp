// Two devices beside each other: what is where, and what people are told about it.
#pragma once

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "shoal/device.hpp"
#include "shoal/error.hpp"
#include "shoal/kmeans_passes.hpp"
#include "shoal/label_passes.hpp"
#include "shoal/neighbour_passes.hpp"

namespace shoal::detail {

/// Points on the one device or the other; on the CPU too once the GPU could not do something.
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
  SearchCounts search_counts(const KMeansPasses& gpu, const KMeansPasses& cpu) const {
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

inline const PlacedPoints& placed(const Points& x) { return static_cast<const PlacedPoints&>(x); }
inline PlacedState& placed(KMeansState& state) { return static_cast<PlacedState&>(state); }

/// What a pass of the GPU throws in place of running by its definition on the host.
struct NoOwnWay {
  const char* what;
};

/// The two devices, which of them makes what, and what people are told about it.
class Places {
 public:
  Places(std::unique_ptr<Device> gpu, std::unique_ptr<Device> cpu) : gpu_(std::move(gpu)), cpu_(std::move(cpu)) {
    const auto refuse = [](const char* what) { throw NoOwnWay{what}; };
    gpu_->when_by_definition(refuse);
    gpu_->kmeans().when_by_definition(refuse);
    gpu_->labels().when_by_definition(refuse);
    gpu_->neighbours().when_by_definition(refuse);
  }

  Device& gpu() const { return *gpu_; }
  Device& cpu() const { return *cpu_; }
  Device& device(bool on_gpu) const { return on_gpu ? *gpu_ : *cpu_; }
  const Points& points(bool on_gpu, ThreadPool& threads, const Points& x) const {
    return on_gpu ? placed(x).placed() : placed(x).on_cpu(*cpu_, threads);
  }

  void note(std::string text) {
    const std::lock_guard lock(mutex_);
    if (std::ranges::find(notes_, text) == notes_.end()) notes_.push_back(std::move(text));
  }
  std::vector<std::string> take_notes() {
    const std::lock_guard lock(mutex_);
    return std::exchange(notes_, {});
  }

  /// work(on_gpu), first with `on_gpu` as given, on the CPU when the GPU has no memory or no way of its own for it. Returns
  /// where it was done.
  template <class Work>
  bool attempt(bool on_gpu, const char* what, const Work& work) {
    if (on_gpu) {
      try {
        work(true);
        return true;
      } catch (const Error& error) {
        if (error.code() != ErrorCode::memory) throw;
        note(cpu_->info().name + ": " + error.message() + " for " + what);
      } catch (const NoOwnWay& none) {
        note(cpu_->info().name + ": " + gpu_->info().name + " has no way of its own for " + none.what);
      }
    }
    work(false);
    return false;
  }

 private:
  const std::unique_ptr<Device> gpu_, cpu_;
  std::mutex mutex_;
  std::vector<std::string> notes_;
};

}  // namespace shoal::detail
