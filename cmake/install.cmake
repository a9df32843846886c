# cmake --install build/release --prefix DIR: the program, its manual pages and completions, and beside it the Arrow libraries where they came from a wheel.

include(GNUInstallDirs)

set(shoal_private_libdir ${CMAKE_INSTALL_LIBDIR}/shoal)
install(TARGETS shoal RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY include/shoal ${shoal_generated_dir}/include/shoal DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.hpp")
install(DIRECTORY ${PROJECT_BINARY_DIR}/share/ DESTINATION ${CMAKE_INSTALL_DATADIR})
install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

if(SHOAL_ARROW_WHEEL)
  # They find each other by their own $ORIGIN; the program finds them here.
  foreach(name arrow arrow_compute arrow_acero parquet)
    install(PROGRAMS ${SHOAL_ARROW_WHEEL}/lib${name}.so.${shoal_arrow_wheel_so} DESTINATION ${shoal_private_libdir})
  endforeach()
  file(RELATIVE_PATH shoal_bin_to_lib ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR}/shoal)
  set_target_properties(shoal PROPERTIES INSTALL_RPATH "$ORIGIN/${shoal_bin_to_lib}")
endif()
