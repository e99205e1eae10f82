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
 * A request to notify an audience. Each method returns a changed copy.
 *
 * {@snippet class="Samples" region="intent"}
 *
 * @param message as it is sent
 */
public record Intent(dev.tidings.v1.Intent message) {
    /**
     * Creates an intent.
     *
     * @param type dotted, such as {@code build.failed}
     * @param producer the service that sends it
     */
    public static Intent of(String type, String producer) {
        return new Intent(dev.tidings.v1.Intent.newBuilder()
                .setType(type)
                .setProducer(producer)
                .build());
    }

    /**
     * Adds recipients by the producer's own ids.
     *
     * @throws IllegalStateException when the intent has a topic or addresses: it has only one kind of audience
     */
    public Intent to(String... recipients) {
        refuse(Audience.KindCase.RECIPIENTS, "to");
        return with(intent -> intent.getAudienceBuilder().getRecipientsBuilder().addAllIds(List.of(recipients)));
    }

    /**
     * Adds an explicit address.
     *
     * @throws IllegalStateException when the intent has recipients or a topic: it has only one kind of audience
     */
    public Intent toAddress(String channel, String address) {
        refuse(Audience.KindCase.ADDRESSES, "toAddress");
        return with(intent -> intent.getAudienceBuilder()
                .getAddressesBuilder()
                .addAddresses(Audience.Address.newBuilder().setChannel(channel).setAddress(address)));
    }

    /**
     * Sends to everybody who is subscribed to a topic at acceptance; the deliveries follow in the background.
     *
     * @param except recipients that are left out
     * @throws IllegalStateException when the intent has recipients or addresses: it has only one kind of audience
     */
    public Intent toTopic(String topic, String... except) {
        refuse(Audience.KindCase.TOPIC, "toTopic");
        return with(intent -> intent.getAudienceBuilder()
                .getTopicBuilder()
                .setId(topic)
                .clearExcept()
                .addAllExcept(List.of(except)));
    }

    /** Protobuf would silently replace one with the other. */
    private void refuse(Audience.KindCase wanted, String method) {
        Audience.KindCase present = message.getAudience().getKindCase();
        if (present != wanted && present != Audience.KindCase.KIND_NOT_SET) {
            throw new IllegalStateException(method + "(..) was called on an intent with "
                    + present.name().toLowerCase(java.util.Locale.ROOT)
                    + "; expected only one of to(..), toTopic(..) and toAddress(..): submit one intent for each");
        }
    }

    /** Selects channels; otherwise the type's rule or the recipients' endpoints do. */
    public Intent over(String... channels) {
        return with(intent -> intent.clearChannels().addAllChannels(List.of(channels)));
    }

    /**
     * Sets the event's data: one JSON value, kept byte for byte.
     *
     * @throws IllegalArgumentException when it has an unpaired surrogate, which cannot be encoded
     */
    public Intent payload(String json) {
        String flaw = WireText.flaw(json);
        if (flaw != null) {
            throw new IllegalArgumentException(
                    "payload is " + flaw + "; expected whole Unicode characters without NUL");
        }
        return with(intent -> intent.setPayloadJson(ByteString.copyFromUtf8(json)));
    }

    /** Sets the text that people read. */
    public Intent content(String title, String summary) {
        return with(
                intent -> intent.setContent(Content.newBuilder().setTitle(title).setSummary(summary)));
    }

    /** Sets the idempotency key, unique per event of a producer; otherwise one is generated at submission. */
    public Intent key(String idempotencyKey) {
        return with(intent -> intent.setIdempotencyKey(idempotencyKey));
    }

    /**
     * Sets a key that deduplicates: a second intent with the same producer, type and key makes no second delivery to a
     * recipient on the same channel.
     */
    public Intent dedupe(String dedupeKey) {
        return with(intent -> intent.setDedupeKey(dedupeKey));
    }

    /**
     * Sends deliveries with this key to the same endpoint one at a time, in the order of acceptance. Such an intent has
     * no {@link #notBefore}.
     */
    public Intent inOrder(String orderingKey) {
        return with(intent -> intent.setOrderingKey(orderingKey));
    }

    /**
     * Like {@link #inOrder(String)}, but a dead delivery holds up the later ones until an operator replays or releases
     * it.
     */
    public Intent inOrderHaltingOnDead(String orderingKey) {
        return with(intent -> intent.setOrderingKey(orderingKey).setOrderingOnDead("halt"));
    }

    /**
     * Sends at most as many deliveries with this key at the same time as the limit in the server's settings allows, over all channels
     * and endpoints.
     */
    public Intent limitedBy(String concurrencyKey) {
        return with(intent -> intent.setConcurrencyKey(concurrencyKey));
    }

    /** Sets words by which the notification is found and canceled. */
    public Intent tagged(String... tags) {
        return with(intent -> intent.clearTags().addAllTags(List.of(tags)));
    }

    /** Sets a key that names what the intent is about: notifications with this key are canceled together. */
    public Intent cancelKey(String key) {
        return with(intent -> intent.setCancelKey(key));
    }

    /**
     * Like {@link #cancelKey}, and replaces earlier notifications with this key: what they have not sent yet is canceled
     * when this intent is accepted.
     */
    public Intent replacing(String cancelKey) {
        return with(intent -> intent.setCancelKey(cancelKey).setReplaces(true));
    }

    /** Delays deliveries until this time. */
    public Intent notBefore(Instant time) {
        return with(intent -> intent.setNotBefore(timestamp(time)));
    }

    /** Sets the time after which an unsent delivery is dead. */
    public Intent expiresAt(Instant time) {
        return with(intent -> intent.setExpiresAt(timestamp(time)));
    }

    /** Sets a request id that correlates logs. */
    public Intent requestId(String id) {
        return with(intent -> intent.setRequestId(id));
    }

    /** Sets any other field of the message. */
    public Intent with(Consumer<dev.tidings.v1.Intent.Builder> change) {
        dev.tidings.v1.Intent.Builder builder = message.toBuilder();
        change.accept(builder);
        return new Intent(builder.build());
    }

    /** Returns the idempotency key; empty when there is none. */
    public String idempotencyKey() {
        return message.getIdempotencyKey();
    }

    private static Timestamp.Builder timestamp(Instant time) {
        return Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano());
    }
}
