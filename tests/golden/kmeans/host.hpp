// The CPU device and what a fit on it needs.
#pragma once

#include <memory>

#include "shoal/context.hpp"
#include "shoal/device.hpp"

namespace shoal::test {

struct Host {
  Cancellation cancellation;
  std::unique_ptr<Device> device = make_device("cpu");
  ThreadPool threads{0, &cancellation};
  Context context{*device, threads, no_events(), cancellation};
};

}  // namespace shoal::test
