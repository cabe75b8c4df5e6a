# What `cpack -G DEB` puts into the Debian package. deploy/package says how to call it.
set(programs ledger-api ledger-projector ledger-outbox ledgerctl ledger-token)
set(from ${CMAKE_CURRENT_LIST_DIR})
# Tests are no part of a package, so that they need not be built for one.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)

install(TARGETS ${programs} RUNTIME DESTINATION bin)
install(FILES ${from}/ledger-api.service ${from}/ledger-projector.service ${from}/ledger-outbox.service
              ${from}/ledger-migrate.service
        DESTINATION lib/systemd/system)
# It applies to every unit whose name begins with ledger-.
install(FILES ${from}/confined.conf DESTINATION lib/systemd/system/ledger-.service.d)
install(FILES ${from}/ledger.env DESTINATION /etc/ledger)
install(FILES ${from}/../helm/roles.sql ${from}/../prometheus/alerts.yaml DESTINATION share/ledger)
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION share/doc/ledger-server RENAME copyright)
install(FILES ${CMAKE_SOURCE_DIR}/CHANGELOG.md DESTINATION share/doc/ledger-server)

# The revision makes a package for a newer Debian newer, so that an upgrade of Debian takes it.
file(STRINGS /etc/os-release debian_release REGEX "^VERSION_ID=")
string(REGEX REPLACE "[^0-9.]" "" debian_release "${debian_release}")
set(CPACK_GENERATOR DEB)
# "ledger" is another program's package in Debian.
set(CPACK_PACKAGE_NAME ledger-server)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
    WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1~deb${debian_release})
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "The ledger's maintainers <maintainers@example.com>")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "event-sourced ledger of prepaid balances
REST and gRPC in, PostgreSQL underneath, exactly-once Kafka events out. It has
ledger-api, ledger-projector and ledger-outbox with their systemd units,
ledgerctl and ledger-token.")
set(CPACK_DEBIAN_PACKAGE_SECTION database)
# The libraries that the programs are linked with, as dpkg-shlibdeps finds them.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, ca-certificates, openssl")
if(opentelemetry-cpp_FOUND)
  # Debian's libraries have no version in their names, so dpkg-shlibdeps passes over them.
  string(APPEND CPACK_DEBIAN_PACKAGE_DEPENDS ", opentelemetry-cpp")
endif()
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "postgresql (>= 15)")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${from}/conffiles ${from}/postinst ${from}/prerm ${from}/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
