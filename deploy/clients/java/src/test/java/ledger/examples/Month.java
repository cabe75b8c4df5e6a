package ledger.examples;

import com.google.protobuf.Timestamp;
import io.grpc.InsecureChannelCredentials;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import ledger.client.LedgerClient;
import ledger.client.Uids;
import ledger.v1.Account;
import ledger.v1.Balance;
import ledger.v1.ConfirmHoldRequest;
import ledger.v1.GetBalanceRequest;
import ledger.v1.LedgerGrpc.LedgerBlockingStub;
import ledger.v1.ListTransactionsRequest;
import ledger.v1.ListTransactionsResponse;
import ledger.v1.OpenAccountRequest;
import ledger.v1.PaymentRequest;
import ledger.v1.PlaceHoldRequest;

/**
 * A customer's month: opens an account, tops it up, pays 30.00 of it, and prints the month's statement.
 *
 * <p>LEDGER_GRPC is the ledger, 127.0.0.1:50051 without it; LEDGER_TOKEN a token of role `service`, if auth is on.
 */
public final class Month {
  public static void main(String[] arguments) {
    String address = Objects.requireNonNullElse(System.getenv("LEDGER_GRPC"), "127.0.0.1:50051");
    try (var ledger =
        LedgerClient.connect(
            address,
            System.getenv("LEDGER_TOKEN"),
            InsecureChannelCredentials.create(),
            Duration.ofSeconds(30))) {
      pay(ledger);
    }
  }

  private static void pay(LedgerClient ledger) {
    var newAccount = OpenAccountRequest.newBuilder().setName("Ann Example").setCurrency("USD").build();
    Account account = ledger.call(LedgerBlockingStub::openAccount, newAccount).getAccount();
    System.out.printf(
        "opened an account with %s %s%n", account.getState().getBalance(), account.getState().getCurrency());

    var topUp =
        PaymentRequest.newBuilder().setUid(Uids.newUid()).setAccountId(account.getId()).setAmount("100.00").build();
    var toppedUp = ledger.call(LedgerBlockingStub::deposit, topUp).getTransaction();
    System.out.printf("topped up, balance %s%n", toppedUp.getState().getBalance());

    // A shop holds the money while it prepares the order, and takes it when it sends the goods.
    var order =
        PlaceHoldRequest.newBuilder()
            .setUid(Uids.newUid())
            .setAccountId(account.getId())
            .setServiceId("shop")
            .setAmount("50.00")
            .setTimeoutSeconds(600)
            .build();
    System.out.printf("held %s%n", ledger.call(LedgerBlockingStub::placeHold, order).getHold().getAmount());
    var confirmation = ConfirmHoldRequest.newBuilder().setUid(order.getUid()).setAmount("30.00").build();
    var paid = ledger.call(LedgerBlockingStub::confirmHold, confirmation);
    System.out.printf(
        "paid %s, available %s%n", paid.getHold().getCapturedAmount(), paid.getState().getAvailable());

    printStatement(ledger, account.getId(), YearMonth.now(ZoneOffset.UTC));
  }

  /** Asks for what moved in the month, and for the balances right before it and at its end. */
  private static void printStatement(LedgerClient ledger, long account, YearMonth month) {
    Instant from = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant before = month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    Balance closing = ledger.call(LedgerBlockingStub::getBalance, balanceBefore(account, before).build());
    // The position of one answer makes the others tell of the same state of the ledger.
    var asClosingKnew = balanceBefore(account, from).setKnownAtPosition(closing.getPosition()).build();
    Balance opening = ledger.call(LedgerBlockingStub::getBalance, asClosingKnew);
    System.out.printf("statement of %s: opening %s%n", month, opening.getState().getBalance());
    String pageToken = "";
    do {
      var request =
          ListTransactionsRequest.newBuilder()
              .setAccountId(account)
              .setFrom(timestamp(from))
              .setBefore(timestamp(before))
              .addAllTypes(List.of("DEPOSIT", "WITHDRAW", "TRANSFER", "CONFIRM", "REVERSAL"))
              .setPageToken(pageToken)
              .build();
      ListTransactionsResponse page = ledger.call(LedgerBlockingStub::listTransactions, request);
      for (var entry : page.getTransactionsList()) {
        System.out.printf("%s %s %s%n", entry.getType(), entry.getAmount(), entry.getState().getBalance());
      }
      pageToken = page.getNextPageToken();
    } while (!pageToken.isEmpty());
    System.out.printf("closing %s%n", closing.getState().getBalance());
  }

  /** The balance right before a time: a date includes its own instant, and a microsecond is the finest. */
  private static GetBalanceRequest.Builder balanceBefore(long account, Instant when) {
    return GetBalanceRequest.newBuilder().setAccountId(account).setDate(timestamp(when.minusNanos(1_000)));
  }

  private static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).setNanos(instant.getNano()).build();
  }
}
