// A place to compute: makes points resident and makes passes over them, each a read or two of the data, so that a back end
// can fuse all that belongs to the pass. What every user of points needs is here; the passes of one kind of algorithm
// stand behind a face each (kmeans_passes.hpp, label_passes.hpp, neighbour_passes.hpp). No loop of an algorithm is in
// here. Algorithms (cluster/, metrics/) know no back end; only src/device/registry.cpp names both.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shoal/matrix.hpp"
#include "shoal/passes.hpp"
#include "shoal/points.hpp"
#include "shoal/quantisation.hpp"
#include "shoal/threads.hpp"

namespace shoal {

class KMeansPasses;
class LabelPasses;
class NeighbourPasses;

/// Where assign() puts its results, each as long as the row range or empty (not wanted).
struct Assignment {
  std::span<std::int32_t> labels;
  std::span<double> sq_distance;  ///< canonical, to the nearest centroid
  std::span<double> sq_second;    ///< canonical, to the second nearest centroid; +infinity for k = 1
};

struct DeviceInfo {
  std::string name;         ///< "cpu", "cpu:avx2", "cuda:0"
  std::string description;  ///< "AMD EPYC, 2 cores, AVX-512"
  bool ready = false;
  std::string reason;  ///< why it is not ready
};

/// All passes are deterministic: the same bits for any thread count, row cut, SIMD target or device. Passes over the same
/// Points may run at the same time from several threads. Centroids are k x d doubles whose values are exactly
/// representable in the points' scalar type. Every pass has a definition, which a device runs that has no way of its own.
class Device : public Passes<Device> {
 public:
  Device();
  ~Device() override;
  virtual DeviceInfo info() const = 0;

  /// What the device decided by itself since the last call, in words for people: where it placed the work and why.
  /// Empty for a device that has no choice.
  virtual std::vector<std::string> take_notes() { return {}; }

  /// Makes a host matrix resident; the view must outlive the Points. Error{data} at "row 3, column 2" (counted from 1)
  /// for the first value, row by row, that is NaN or infinite. O(n d).
  virtual std::unique_ptr<Points> upload(ThreadPool& threads, HostView host);
  /// The same, in the memory of points that are no longer needed where the device can. `earlier` comes from this device and
  /// may be null; the host matrix that it was made of need not be there any more.
  virtual std::unique_ptr<Points> upload_again(ThreadPool& threads, HostView host, std::unique_ptr<Points> earlier);

  /// One read of the data. `weights`: n values >= 0, or empty. Without rows min is +infinity, max -infinity, the rest 0
  /// (max_weight 1).
  ColumnStats column_stats(ThreadPool& threads, const Points& x, std::span<const double> weights);

  /// Nearest (and second nearest) centroid of each row of `rows`, without a fit. O(rows k d).
  void assign(ThreadPool& threads, const Points& x, MatrixView<const double> centroids, RowRange rows,
              const Assignment& out);

  /// The device for a handful of rows: this one, or one that answers sooner (with the same bits).
  virtual Device& for_few_rows() { return *this; }

  /// The faces; where a device has none of its own, the definitions.
  virtual KMeansPasses& kmeans() { return *kmeans_; }
  virtual LabelPasses& labels() { return *labels_; }
  virtual NeighbourPasses& neighbours() { return *neighbours_; }

 protected:
  virtual ColumnStats do_column_stats(ThreadPool& threads, const Points& x, std::span<const double> weights);
  virtual void do_assign(ThreadPool& threads, const Points& x, MatrixView<const double> centroids, RowRange rows,
                         const Assignment& out);

 private:
  const std::unique_ptr<KMeansPasses> kmeans_;
  const std::unique_ptr<LabelPasses> labels_;
  const std::unique_ptr<NeighbourPasses> neighbours_;
};

/// A device by name: "auto", "cpu", or "cpu:TARGET" with a SIMD target that devices() lists (scalar, sse4, avx2,
/// avx512, avx512vnni, amx, ...). Error{device} says what is missing, Error{usage} lists the names.
std::unique_ptr<Device> make_device(std::string_view name);
/// What can compute here, and why not: the cpu, each of its SIMD targets, cuda.
std::vector<DeviceInfo> devices();

}  // namespace shoal
