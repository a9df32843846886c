# shoal_add_module(name [SOURCES globs-relative-to-here] [EXCLUDE regex] [DEPENDS public...] [PRIVATE_DEPENDS...])
#
# A module is a folder of src/ and a static library shoal_<name> (alias shoal::<name>) of every .cpp below it. Public
# headers are "shoal/x.hpp", internal ones "<module>/x.hpp". A module may be empty: it then holds one generated file.

set(shoal_placeholder ${PROJECT_BINARY_DIR}/generated/placeholder.cpp)
file(CONFIGURE OUTPUT ${shoal_placeholder} CONTENT "// Keeps a module without sources a library.\n")

function(shoal_add_module name)
  cmake_parse_arguments(arg "" "EXCLUDE" "SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
  if(arg_SOURCES)
    list(TRANSFORM arg_SOURCES PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
    file(GLOB sources CONFIGURE_DEPENDS ${arg_SOURCES})
  else()
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  endif()
  if(arg_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX ${arg_EXCLUDE})
  endif()
  if(NOT sources)
    set(sources ${shoal_placeholder})
  endif()
  add_library(shoal_${name} STATIC ${sources})
  add_library(shoal::${name} ALIAS shoal_${name})
  shoal_set_flags(shoal_${name})
  target_include_directories(
    shoal_${name}
    PUBLIC ${PROJECT_SOURCE_DIR}/include ${shoal_generated_dir}/include
    PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(shoal_${name} PUBLIC ${arg_DEPENDS} PRIVATE ${arg_PRIVATE_DEPENDS})
endfunction()
