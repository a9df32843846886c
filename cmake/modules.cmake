# shoal_add_module(name [SOURCES globs-relative-to-here] [EXCLUDE regex] [ALONE regex] [DEPENDS public...] [PRIVATE_DEPENDS...])
#
# A module is a folder of src/ and a static library shoal_<name> (alias shoal::<name>) of every .cpp below it. Public
# headers are "shoal/x.hpp", internal ones "<module>/x.hpp". A module may be empty: it then holds one generated file.
# With SHOAL_UNITY its files are compiled together, up to shoal_unity_files at a time; those that match ALONE are not: they
# are compiled once for each SIMD target, or take long by themselves.

set(shoal_unity_files 20)

# Indices are checked where files, tables and answers of servers are read, not in the engine: its widest passes would take 28 %
# more instructions.
set(shoal_unchecked_modules base device registry cpu cluster metrics select)

set(shoal_placeholder ${PROJECT_BINARY_DIR}/generated/placeholder.cpp)
file(CONFIGURE OUTPUT ${shoal_placeholder} CONTENT "// Keeps a module without sources a library.\n")

# With SHOAL_UNITY the target's files are compiled together.
function(shoal_allow_unity target)
  if(SHOAL_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${shoal_unity_files})
    # GCC takes the files that a unit includes for headers, whose anonymous namespaces would differ from unit to unit.
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
  endif()
endfunction()

function(shoal_add_module name)
  cmake_parse_arguments(arg "" "EXCLUDE;ALONE" "SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
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
  if(NOT name IN_LIST shoal_unchecked_modules)
    target_compile_definitions(shoal_${name} PRIVATE _GLIBCXX_ASSERTIONS)
    if(SHOAL_SANITIZE)
      target_compile_options(shoal_${name} PRIVATE -O0) # tests of these modules wait for compilers, not for what they compile
    endif()
  endif()
  shoal_allow_unity(shoal_${name})
  if(arg_ALONE)
    list(FILTER sources INCLUDE REGEX ${arg_ALONE})
    set_source_files_properties(${sources} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  endif()
endfunction()
