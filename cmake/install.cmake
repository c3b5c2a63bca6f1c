# Where the plugin goes, and the pkg-config file that tells others.
pkg_get_variable(gstreamer_prefix gstreamer-1.0 prefix)
pkg_get_variable(gstreamer_plugins gstreamer-1.0 pluginsdir)
if(FACEREC_PLUGIN_DIR)
  set(plugin_dir ${FACEREC_PLUGIN_DIR})
elseif(CMAKE_INSTALL_PREFIX STREQUAL gstreamer_prefix)
  set(plugin_dir ${gstreamer_plugins})
else()
  set(plugin_dir ${CMAKE_INSTALL_LIBDIR}/gstreamer-1.0)
endif()

# Paths below the prefix stay relative to it, so that an installed tree can be moved.
function(facerec_prefixed variable directory)
  set(path "\${prefix}")
  cmake_path(APPEND path ${directory})
  set(${variable} ${path} PARENT_SCOPE)
endfunction()

facerec_prefixed(PLUGINS_DIR ${plugin_dir})
facerec_prefixed(BIN_DIR ${CMAKE_INSTALL_BINDIR})
set(PREFIX ${CMAKE_INSTALL_PREFIX})
set(VERSION ${PROJECT_VERSION})
configure_file(cmake/gstfacerecazure.pc.in gstfacerecazure.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/gstfacerecazure.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
