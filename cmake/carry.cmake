# The engine's libraries from the folder of scripts/gpu-carry.sh, as the targets that dependencies.cmake finds elsewhere:
#   fmt/  hwy/          headers (and Highway's targets.cc)
#   googletest/         the source tree
# Nothing of the system is looked for, so what builds here builds on a bare machine.

cmake_path(ABSOLUTE_PATH SHOAL_CARRY BASE_DIRECTORY ${PROJECT_SOURCE_DIR} NORMALIZE OUTPUT_VARIABLE shoal_carry)
foreach(needed fmt/core.h hwy/targets.cc googletest/CMakeLists.txt)
  if(NOT EXISTS ${shoal_carry}/${needed})
    message(FATAL_ERROR "${shoal_carry}/${needed} is missing.\n"
                        "  do  run scripts/gpu-carry.sh on a machine with network, and bring the folder along")
  endif()
endforeach()

add_library(shoal_carried_fmt INTERFACE)
add_library(fmt::fmt ALIAS shoal_carried_fmt)
target_include_directories(shoal_carried_fmt SYSTEM INTERFACE ${shoal_carry})
target_compile_definitions(shoal_carried_fmt INTERFACE FMT_HEADER_ONLY)

add_library(shoal_carried_hwy STATIC ${shoal_carry}/hwy/targets.cc)
add_library(hwy::hwy ALIAS shoal_carried_hwy)
target_include_directories(shoal_carried_hwy SYSTEM PUBLIC ${shoal_carry})

if(SHOAL_BUILD_TESTS)
  set(INSTALL_GTEST OFF)
  add_subdirectory(${shoal_carry}/googletest ${PROJECT_BINARY_DIR}/googletest EXCLUDE_FROM_ALL)
endif()
