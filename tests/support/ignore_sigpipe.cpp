// Writing to a peer that is gone fails with an error instead of ending the tests. A static object, as main is Catch's.
#include <csignal>

namespace {

struct IgnoreSigpipe {
  IgnoreSigpipe() { std::signal(SIGPIPE, SIG_IGN); }  // NOLINT(cert-err33-c): it cannot fail for a valid signal
};
const IgnoreSigpipe ignore_sigpipe;

}  // namespace
