package ledger.client;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** Makes attempts until one is answered or the deadline has passed. */
final class Retries {
  /** A little more than the 5 s in which the ledger answers, so that it can say itself what is wrong. */
  private static final Duration ATTEMPT = Duration.ofSeconds(7);

  private static final long FIRST_PAUSE_MS = 50;
  private static final long PAUSE_MS_MAX = 2_000;

  private final Duration deadline;

  Retries(Duration deadline) {
    this.deadline = deadline;
  }

  /** The attempt is told how much time it has. */
  <A> A run(Function<Duration, A> attempt) {
    long giveUpAt = System.nanoTime() + deadline.toNanos();
    for (long longestPauseMs = FIRST_PAUSE_MS; ; longestPauseMs = Math.min(2 * longestPauseMs, PAUSE_MS_MAX)) {
      try {
        long leftMs = Math.max(1, (giveUpAt - System.nanoTime()) / 1_000_000);
        return attempt.apply(Duration.ofMillis(Math.min(leftMs, ATTEMPT.toMillis())));
      } catch (StatusRuntimeException error) {
        if (!isUnanswered(error)) {
          throw error;
        }
        // Random, so that clients which failed together do not return together.
        long pauseMs = ThreadLocalRandom.current().nextLong(longestPauseMs);
        if (System.nanoTime() + pauseMs * 1_000_000 >= giveUpAt) {
          throw new LedgerUnavailable(error);
        }
        sleep(pauseMs, error);
      }
    }
  }

  /** False for answers: what the ledger has refused, it refuses again. */
  private static boolean isUnanswered(StatusRuntimeException error) {
    return switch (error.getStatus().getCode()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL -> true;
      // A server that stops cancels calls that come when it has begun to.
      case CANCELLED -> !Thread.currentThread().isInterrupted();
      default -> false;
    };
  }

  private static void sleep(long pauseMs, StatusRuntimeException last) {
    try {
      Thread.sleep(pauseMs);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new LedgerUnavailable(last);
    }
  }
}
