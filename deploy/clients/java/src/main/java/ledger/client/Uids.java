package ledger.client;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;

/** Names for transactions. */
public final class Uids {
  private static final NoArgGenerator GENERATOR = Generators.timeBasedEpochGenerator();

  private Uids() {}

  /**
   * Returns a uid for one transaction: a UUID of version 7, which keeps the ledger's indexes small. Store it before the
   * first call, beside what is paid, and it survives the caller's crash as well.
   */
  public static String newUid() {
    return GENERATOR.generate().toString();
  }

  /** Returns the request, with a uid if it may have one and has none. Queries name what they ask for. */
  @SuppressWarnings("unchecked")
  static <Q extends Message> Q withUid(Q request) {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName("uid");
    if (field == null || !field.hasPresence() || request.hasField(field)) {
      return request;
    }
    return (Q) request.toBuilder().setField(field, newUid()).build();
  }
}
