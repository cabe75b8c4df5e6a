// One I/O thread: its event loop, the connections that live on it, and one timer for all their deadlines.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <ctime>
#include <string>
#include <thread>

#include "api/http/backlog.hpp"
#include "api/http/server_context.hpp"
#include "api/http/waiting_list.hpp"
#include "api/log/request_id.hpp"

namespace ledger::api {

/// Something with a deadline that the worker's timer looks after. Only touched by the worker's thread.
class Guarded : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  /// Called a few times a second: ends whatever waits past its deadline.
  virtual void enforce_deadline(std::chrono::steady_clock::time_point now) = 0;

 protected:
  ~Guarded() = default;
};

/// A timer set for every read costs a tenth of the throughput; a sweep over all connections costs nothing that shows.
/// While there are none, nothing is swept.
class Worker {
 public:
  Worker();
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void start();
  /// Ends the event loop and waits for the thread; what is suspended is destroyed with the worker.
  void stop();

  [[nodiscard]] boost::asio::io_context& context() { return context_; }
  /// The time of the last sweep: at most 0.1 s old, and free. For whoever is guarded.
  [[nodiscard]] std::chrono::steady_clock::time_point now() const { return now_; }
  /// The value of the Date field, renewed with every sweep. For whoever is guarded.
  [[nodiscard]] const std::string& date() const { return date_; }
  /// Looks after `guarded` for as long as it lives. On the worker's thread.
  void guard(Guarded& guarded);
  /// Connections without a whole request.
  [[nodiscard]] WaitingList& waiting() { return waiting_; }
  /// The waiting connections beyond the maximum number of connections.
  [[nodiscard]] WaitingList& waiting_in_reserve() { return waiting_in_reserve_; }
  [[nodiscard]] Backlog& backlog() { return backlog_; }
  [[nodiscard]] RequestIds& request_ids() { return request_ids_; }
  /// Sweeps out of turn, from any thread.
  void sweep_soon();

 private:
  void sweep();
  void schedule_sweep();

  // Declared before the loop: destroying it destroys suspended connections, which leave the lists.
  WaitingList waiting_;
  WaitingList waiting_in_reserve_;
  boost::intrusive::list<Guarded, boost::intrusive::constant_time_size<false>> guarded_;
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  boost::asio::steady_timer timer_;
  /// True from the first guarded one until a sweep finds none.
  bool sweeps_ = false;
  std::chrono::steady_clock::time_point now_;
  std::time_t date_second_;
  std::string date_;
  Backlog backlog_;
  RequestIds request_ids_;
  std::thread thread_;
};

}  // namespace ledger::api
