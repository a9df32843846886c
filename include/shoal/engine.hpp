// What computations run on, opened once and held: by a command, a server, or a program that links the library.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "shoal/context.hpp"

namespace shoal {

/// A device, the threads that feed it, and a way to stop both. Opening one costs what the device does: nothing to speak of on
/// a CPU, up to a second on a GPU. To be used from one thread at a time; contexts refer to it and must not outlive it.
/// Example:
///     Engine engine("cpu");
///     Context context = engine.context(42);
///     std::unique_ptr<Points> points = engine.device().upload(engine.threads(), std::as_const(prepared).view());
class Engine {
 public:
  /// `device` is a name that make_device() takes, `threads` 0 stands for all processors that the process may use. A raised
  /// `cancellation` (it must outlive the engine; nullptr: there is none) ends what runs by Error{cancelled}. Errors of
  /// make_device().
  explicit Engine(std::string_view device = "auto", int threads = 0, const Cancellation* cancellation = nullptr);

  /// To compute in, with progress told to `events`.
  Context context(std::uint64_t seed = k_default_seed, Events& events = no_events());
  Device& device() { return *device_; }
  ThreadPool& threads() { return threads_; }
  /// "cpu (AVX-512, 2 threads)".
  std::string description() const;

 private:
  Cancellation never_;
  const Cancellation& cancellation_;
  ThreadPool threads_;
  std::unique_ptr<Device> device_;
};

}  // namespace shoal
