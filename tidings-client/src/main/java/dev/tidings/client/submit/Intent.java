package dev.tidings.client.submit;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.tidings.client.WireText;
import dev.tidings.v1.Audience;
import dev.tidings.v1.Content;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * "Tell this audience about this." Each method answers a changed copy.
 *
 * {@snippet class="Samples" region="intent"}
 *
 * @param message as it goes over the wire
 */
public record Intent(dev.tidings.v1.Intent message) {
    /**
     * What happened, and who says it.
     *
     * @param type dotted, as {@code build.failed}
     * @param producer the service that says it
     */
    public static Intent of(String type, String producer) {
        return new Intent(dev.tidings.v1.Intent.newBuilder()
                .setType(type)
                .setProducer(producer)
                .build());
    }

    /**
     * To recipients, by the producer's own ids; in addition to those that are there.
     *
     * @throws IllegalStateException when there are addresses: an intent has recipients or addresses
     */
    public Intent to(String... recipients) {
        refuse(Audience.KindCase.ADDRESSES, "to", "addresses");
        return with(intent -> intent.getAudienceBuilder().getRecipientsBuilder().addAllIds(List.of(recipients)));
    }

    /**
     * To an address given outright; in addition to those that are there.
     *
     * @throws IllegalStateException when there are recipients: an intent has recipients or addresses
     */
    public Intent toAddress(String channel, String address) {
        refuse(Audience.KindCase.RECIPIENTS, "toAddress", "recipients");
        return with(intent -> intent.getAudienceBuilder()
                .getAddressesBuilder()
                .addAddresses(Audience.Address.newBuilder().setChannel(channel).setAddress(address)));
    }

    /** On the wire the one would replace the other without a word. */
    private void refuse(Audience.KindCase other, String method, String there) {
        if (message.getAudience().getKindCase() == other) {
            throw new IllegalStateException(method + "(..) on an intent that has " + there
                    + "; expected to(..) or toAddress(..), not both: submit an intent for each");
        }
    }

    /** Over these channels; otherwise the type's rule or the recipients' endpoints decide. */
    public Intent over(String... channels) {
        return with(intent -> intent.clearChannels().addAllChannels(List.of(channels)));
    }

    /**
     * The event's own data: one JSON value, kept byte for byte.
     *
     * @throws IllegalArgumentException when it has half a surrogate pair, which has no bytes
     */
    public Intent payload(String json) {
        String flaw = WireText.flaw(json);
        if (flaw != null) {
            throw new IllegalArgumentException(
                    "payload is " + flaw + "; expected whole Unicode characters without NUL");
        }
        return with(intent -> intent.setPayloadJson(ByteString.copyFromUtf8(json)));
    }

    /** What a person reads. */
    public Intent content(String title, String summary) {
        return with(
                intent -> intent.setContent(Content.newBuilder().setTitle(title).setSummary(summary)));
    }

    /** Unique for each thing that a producer says; otherwise one is made for the submission. */
    public Intent key(String idempotencyKey) {
        return with(intent -> intent.setIdempotencyKey(idempotencyKey));
    }

    /** A second intent of this producer and type with it makes no second delivery to a recipient on the same channel. */
    public Intent dedupe(String dedupeKey) {
        return with(intent -> intent.setDedupeKey(dedupeKey));
    }

    /** Deliveries wait until then. */
    public Intent notBefore(Instant time) {
        return with(intent -> intent.setNotBefore(timestamp(time)));
    }

    /** A delivery that is not sent by then is dead. */
    public Intent expiresAt(Instant time) {
        return with(intent -> intent.setExpiresAt(timestamp(time)));
    }

    /** Joins logs. */
    public Intent requestId(String id) {
        return with(intent -> intent.setRequestId(id));
    }

    /** Whatever else the wire allows. */
    public Intent with(Consumer<dev.tidings.v1.Intent.Builder> change) {
        dev.tidings.v1.Intent.Builder builder = message.toBuilder();
        change.accept(builder);
        return new Intent(builder.build());
    }

    /** Empty when it has none. */
    public String idempotencyKey() {
        return message.getIdempotencyKey();
    }

    private static Timestamp.Builder timestamp(Instant time) {
        return Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano());
    }
}
