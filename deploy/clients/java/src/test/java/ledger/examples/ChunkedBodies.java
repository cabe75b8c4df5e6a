package ledger.examples;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * Pays 1.00 into ACCOUNT as Java's HTTP clients do when they do not know how long a body will be: in chunks, without
 * Content-Length. Prints a line for each: its name and the status.
 */
public final class ChunkedBodies {
  public static void main(String[] arguments) throws Exception {
    long account = Long.parseLong(arguments[0]);
    for (HttpClient.Version version : HttpClient.Version.values()) {
      for (boolean expectsContinue : new boolean[] {false, true}) {
        int status = payByJdk(account, version, expectsContinue);
        System.out.printf("JDK %s%s %d%n", version, expectsContinue ? " 100-continue" : "", status);
      }
    }
    System.out.printf("Spring simple %d%n", payBySpring(new SimpleClientHttpRequestFactory(), account));
    System.out.printf("Spring JDK %d%n", payBySpring(new JdkClientHttpRequestFactory(), account));
  }

  private static URI newTransaction() {
    return URI.create(System.getenv("LEDGER_URL") + "/v1/transactions/" + ledger.client.Uids.newUid());
  }

  private static Map<String, Object> payment(long account) {
    return Map.of("type", "DEPOSIT", "amount", "1.00", "user_id", account);
  }

  private static int payByJdk(long account, HttpClient.Version version, boolean expectsContinue)
      throws Exception {
    byte[] body =
        new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(payment(account))
            .getBytes(StandardCharsets.UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(newTransaction())
            .version(version)
            .expectContinue(expectsContinue)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode();
  }

  private static int payBySpring(ClientHttpRequestFactory factory, long account) {
    return RestClient.builder()
        .requestFactory(factory)
        .build()
        .put()
        .uri(newTransaction())
        .contentType(MediaType.APPLICATION_JSON)
        .body(payment(account))
        .retrieve()
        .toBodilessEntity()
        .getStatusCode()
        .value();
  }
}
