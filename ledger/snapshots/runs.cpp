#include "ledger/domain/event.hpp"
