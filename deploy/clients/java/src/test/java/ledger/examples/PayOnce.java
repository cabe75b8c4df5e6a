package ledger.examples;

import io.grpc.InsecureChannelCredentials;
import java.io.IOException;
import java.time.Duration;
import ledger.client.LedgerClient;
import ledger.client.LedgerUnavailable;
import ledger.v1.GetBalanceRequest;
import ledger.v1.LedgerGrpc.LedgerBlockingStub;
import ledger.v1.PaymentRequest;

/**
 * Pays UID's AMOUNT into ACCOUNT, once, whatever happens to the ledger meanwhile: PayOnce ACCOUNT UID AMOUNT SECONDS.
 *
 * <p>It connects, prints `connected`, waits for a line of input and pays; tests kill the ledger then. It prints
 * `recorded`, `replayed` when an earlier attempt had been recorded, or after SECONDS `unknown`.
 */
public final class PayOnce {
  public static void main(String[] arguments) throws IOException {
    long account = Long.parseLong(arguments[0]);
    Duration deadline = Duration.ofMillis((long) (1_000 * Double.parseDouble(arguments[3])));
    try (var ledger =
        LedgerClient.connect(
            System.getenv("LEDGER_GRPC"),
            System.getenv("LEDGER_TOKEN"),
            InsecureChannelCredentials.create(),
            deadline)) {
      ledger.call(LedgerBlockingStub::getBalance, GetBalanceRequest.newBuilder().setAccountId(account).build());
      System.out.println("connected");
      System.in.read();
      var payment =
          PaymentRequest.newBuilder().setAccountId(account).setUid(arguments[1]).setAmount(arguments[2]).build();
      boolean replayed = ledger.call(LedgerBlockingStub::deposit, payment).getReplayed();
      System.out.println(replayed ? "replayed" : "recorded");
    } catch (LedgerUnavailable unavailable) {
      System.out.println("unknown");
    }
  }
}
