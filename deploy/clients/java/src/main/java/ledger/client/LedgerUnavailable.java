package ledger.client;

/**
 * The deadline passed without an answer. A write may have been recorded or not: send the same request once more, with the
 * same uid, to find out.
 */
public final class LedgerUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  LedgerUnavailable(Throwable last) {
    super("no answer from the ledger in time: " + last.getMessage(), last);
  }
}
