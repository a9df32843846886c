// The passes of the CPU device, most with a source file of their own. device.hpp and the faces in include/shoal say what
// they do.
#pragma once

#include <span>

#include "cpu/fit/cpu_kmeans_state.hpp"
#include "cpu/kernels/kernels.hpp"
#include "cpu/points/cpu_points.hpp"
#include "shoal/device.hpp"
#include "shoal/kmeans_passes.hpp"
#include "shoal/label_passes.hpp"
#include "shoal/neighbour_passes.hpp"

namespace shoal::cpu {

ColumnStats column_stats(ThreadPool& threads, const CpuPoints& x, std::span<const double> weights);

void lloyd_step(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x, CpuKMeansState& state,
                MatrixView<const double> centroids, RowRange rows, ClusterSums& sums);

/// True for float points of at most k_max_float_chain_cols columns.
bool has_label_step(const CpuPoints& x);

/// Only where has_label_step(). The bounds of the state (RowBounds) stay as they are, though labels change: a row's bound is
/// at most its distance to any centroid but the one it was labelled with then, so it cannot prove a new label.
void label_step(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x, CpuKMeansState& state,
                MatrixView<const double> centroids, ClusterSums& sums);

void assign(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x, MatrixView<const double> centroids,
            RowRange rows, const Assignment& out);

void range_count(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x, double eps, RowRange rows,
                 std::span<std::int64_t> counts);

void min_update(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x, CpuKMeansState& state,
                MatrixView<const double> chosen, MatrixView<const double> candidates, std::span<Int128> masses);

void rows_at_mass(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x, const CpuKMeansState& state,
                  std::span<const Int128> targets, std::span<std::int64_t> out);

void label_sums(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x, std::span<const std::int32_t> labels,
                const Quantisation& quantisation, ClusterSums& sums);

void label_spreads(ThreadPool& threads, const CpuPoints& x, std::span<const std::int32_t> labels,
                   const ScaledMeans& means, std::span<double> sq, std::span<double> lengths);

}  // namespace shoal::cpu
