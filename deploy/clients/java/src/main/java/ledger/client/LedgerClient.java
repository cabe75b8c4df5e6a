package ledger.client;

import com.google.protobuf.Message;
import io.grpc.CallCredentials;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import ledger.v1.LedgerGrpc;
import ledger.v1.LedgerGrpc.LedgerBlockingStub;

/**
 * The ledger's client for Java: the calls of ledger.proto, each sent again until it is answered.
 *
 * <pre>{@code ledger.call(LedgerBlockingStub::deposit, payment)}</pre>
 */
public final class LedgerClient implements AutoCloseable {
  private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(30);

  private final ManagedChannel channel;
  private final LedgerBlockingStub stub;
  private final Retries retries;

  private LedgerClient(ManagedChannel channel, LedgerBlockingStub stub, Retries retries) {
    this.channel = channel;
    this.stub = stub;
    this.retries = retries;
  }

  /** A ledger without TLS whose auth is off, such as one on loopback. */
  public static LedgerClient connect(String address) {
    return connect(address, null, InsecureChannelCredentials.create(), DEFAULT_DEADLINE);
  }

  /**
   * @param address such as 127.0.0.1:50051
   * @param token a JSON Web Token, or null
   * @param security TlsChannelCredentials.create() or InsecureChannelCredentials.create()
   * @param deadline within which each call is answered or throws LedgerUnavailable
   */
  public static LedgerClient connect(
      String address, String token, ChannelCredentials security, Duration deadline) {
    ManagedChannel channel = Grpc.newChannelBuilder(address, security).build();
    LedgerBlockingStub stub = LedgerGrpc.newBlockingStub(channel);
    if (token != null) {
      stub = stub.withCallCredentials(new Bearer(token));
    }
    return new LedgerClient(channel, stub, new Retries(deadline));
  }

  /**
   * Sends a request until it is answered. One that leaves its uid out gets one before it is first sent, so that it cannot
   * count twice.
   *
   * @throws io.grpc.StatusRuntimeException what the ledger refuses
   * @throws LedgerUnavailable if no answer came before the deadline
   */
  public <Q extends Message, A> A call(BiFunction<LedgerBlockingStub, Q, A> call, Q request) {
    Q sent = Uids.withUid(request);
    return retries.run(
        timeLeft -> call.apply(stub.withDeadlineAfter(timeLeft.toMillis(), TimeUnit.MILLISECONDS), sent));
  }

  /** The generated calls as they are, without retries, for the stream `watch`. */
  public LedgerBlockingStub stub() {
    return stub;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private static final class Bearer extends CallCredentials {
    private static final Metadata.Key<String> AUTHORIZATION =
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final String token;

    Bearer(String token) {
      this.token = token;
    }

    @Override
    public void applyRequestMetadata(RequestInfo request, Executor executor, MetadataApplier applier) {
      Metadata headers = new Metadata();
      headers.put(AUTHORIZATION, "Bearer " + token);
      applier.apply(headers);
    }
  }
}
