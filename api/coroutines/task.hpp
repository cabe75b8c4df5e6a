// Coroutines of this program: Asio's, bound to the event loop's own executor type instead of a type-erased one.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ledger::api {

using Executor = boost::asio::io_context::executor_type;

/// The return type of a coroutine, which runs on one event loop, and so on one thread, from beginning to end.
template <class Value>
using Task = boost::asio::awaitable<Value, Executor>;

/// Completion token for co_await.
constexpr boost::asio::use_awaitable_t<Executor> use_task;

}  // namespace ledger::api
