package dev.tidings.core.intent;

import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.IntentLabels;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.core.text.BlankText;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Validates intents, regardless of the protocol that submitted them. */
public final class IntentRules {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]*");
    private static final String NAME_EXPECTED = "letters, digits and . _ : / -, starting with a letter or digit";
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]*");
    private static final String TOPIC_EXPECTED = "letters, digits and . _ : -, starting with a letter or digit";

    private static final int MOST_EXCEPT = 1_000;
    private static final int MOST_TAGS = 16;
    private static final int TAG_CHARS = 64;

    private final IntentLimits limits;
    private final Set<String> channels;
    private final AddressCheck addresses;

    /** @param channels the channels of this server */
    public IntentRules(IntentLimits limits, Collection<String> channels) {
        this(limits, channels, AddressCheck.NONE);
    }

    /**
     * @param channels the channels of this server
     * @param addresses validates the addresses in an intent
     */
    public IntentRules(IntentLimits limits, Collection<String> channels, AddressCheck addresses) {
        this.limits = limits;
        this.channels = new TreeSet<>(channels);
        this.addresses = addresses;
    }

    /** Throws a ProblemException for the first violated rule. */
    public void check(Intent intent) {
        name("producer", intent.producer(), limits.keyChars());
        name("type", intent.type(), limits.keyChars());
        id("idempotency_key", intent.idempotencyKey(), limits.keyChars());
        keys(intent);
        labels(intent.keys().labels());
        optionalId("request_id", intent.requestId(), limits.keyChars());
        channels(intent.channels());
        audience(intent.audience());
        reached(intent);
        if (intent.content() != null) {
            content(intent.content());
        }
        if (intent.payload() != null && intent.payload().size() > limits.payloadBytes()) {
            throw Problem.overLimit(
                            "payload",
                            intent.payload().size() + " bytes",
                            "at most " + limits.payloadBytes() + " bytes")
                    .exception();
        }
        if (intent.notBefore() != null
                && intent.expiresAt() != null
                && !intent.notBefore().isBefore(intent.expiresAt())) {
            throw Problem.invalid("expires_at", intent.expiresAt(), "a time after not_before " + intent.notBefore())
                    .exception();
        }
    }

    private void keys(Intent intent) {
        IntentKeys keys = intent.keys();
        optionalId("dedupe_key", keys.dedupe(), limits.keyChars());
        optionalId("ordering_key", keys.ordering(), limits.keyChars());
        optionalId("concurrency_key", keys.concurrency(), limits.keyChars());
        if (keys.halts() && keys.ordering() == null) {
            throw Problem.invalid("ordering_on_dead", keys.onDead(), "an ordering_key with it")
                    .exception();
        }
        if (keys.ordering() != null && intent.notBefore() != null) {
            // It would hold up all later deliveries of its key, or lose its place in their order.
            throw Problem.invalid("not_before", intent.notBefore(), "no not_before together with an ordering_key")
                    .exception();
        }
    }

    private void labels(IntentLabels labels) {
        if (labels.none()) {
            return;
        }
        optionalId("cancel_key", labels.cancelKey(), limits.keyChars());
        if (labels.replaces() && labels.cancelKey() == null) {
            throw Problem.invalid("replaces", "true", "a cancel_key with it").exception();
        }
        List<String> tags = labels.tags();
        if (tags.size() > MOST_TAGS) {
            throw Problem.overLimit("tags", tags.size() + " entries", "at most " + MOST_TAGS)
                    .exception();
        }
        for (int i = 0; i < tags.size(); i++) {
            checkTag("tags[" + i + "]", tags.get(i));
            if (tags.indexOf(tags.get(i)) < i) {
                throw Problem.invalid("tags[" + i + "]", tags.get(i), "each tag at most once")
                        .exception();
            }
        }
    }

    /** Throws a ProblemException if a text cannot be a tag. */
    public static void checkTag(String field, String tag) {
        name(field, tag, TAG_CHARS);
    }

    /** Throws a ProblemException if a text cannot be a key of an intent. */
    public static void checkKey(String field, String key) {
        id(field, key, IntentLimits.DEFAULT.keyChars());
    }

    /** Throws a ProblemException if a text cannot be the type of an intent. */
    public static void checkType(String field, String type) {
        name(field, type, IntentLimits.DEFAULT.keyChars());
    }

    /** Throws a ProblemException if a text cannot be the id of a topic. */
    public static void checkTopic(String field, String topic) {
        text(field, topic, IntentLimits.DEFAULT.keyChars());
        if (!TOPIC.matcher(topic).matches()) {
            throw Problem.invalid(field, topic, TOPIC_EXPECTED).exception();
        }
    }

    /** Throws a ProblemException if a text cannot be a recipient. */
    public static void checkRecipient(String field, String recipient) {
        id(field, recipient, IntentLimits.DEFAULT.recipientChars());
    }

    private void channels(List<String> named) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < named.size(); i++) {
            channel("channels[" + i + "]", named.get(i));
            if (!seen.add(named.get(i))) {
                throw Problem.invalid("channels[" + i + "]", named.get(i), "each channel at most once")
                        .exception();
            }
        }
    }

    private void audience(Audience audience) {
        switch (audience) {
            case Audience.Recipients recipients -> {
                size("audience.recipients", recipients.ids().size());
                distinct("audience.recipients", recipients.ids());
            }
            case Audience.Topic topic -> {
                checkTopic("audience.topic", topic.id());
                if (topic.except().size() > MOST_EXCEPT) {
                    throw Problem.overLimit(
                                    "audience.except", topic.except().size() + " entries", "at most " + MOST_EXCEPT)
                            .exception();
                }
                distinct("audience.except", topic.except());
            }
            case Audience.Addresses outright -> {
                List<Audience.Address> given = outright.addresses();
                Set<Audience.Address> seen = new HashSet<>();
                size("audience.addresses", given.size());
                for (int i = 0; i < given.size(); i++) {
                    String field = "audience.addresses[" + i + "]";
                    channel(field + ".channel", given.get(i).channel());
                    id(field + ".address", given.get(i).address(), limits.recipientChars() * 4);
                    addresses.check(
                            given.get(i).channel(),
                            field + ".address",
                            given.get(i).address());
                    // A delivery is one notification, one recipient, one channel.
                    if (!seen.add(given.get(i))) {
                        throw Problem.invalid(field, given.get(i).address(), "each address of a channel once")
                                .exception();
                    }
                }
            }
        }
    }

    /** Only addresses on the named channels are used; an intent that reaches no address is an error. */
    private static void reached(Intent intent) {
        if (intent.audience() instanceof Audience.Addresses outright
                && !intent.channels().isEmpty()) {
            Set<String> reachable = new TreeSet<>();
            outright.addresses().forEach(address -> reachable.add(address.channel()));
            if (intent.channels().stream().noneMatch(reachable::contains)) {
                throw Problem.invalid(
                                "channels",
                                String.join(", ", intent.channels()),
                                "a channel of audience.addresses: " + String.join(" or ", reachable))
                        .exception();
            }
        }
    }

    private void distinct(String field, List<String> ids) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < ids.size(); i++) {
            id(field + "[" + i + "]", ids.get(i), limits.recipientChars());
            if (!seen.add(ids.get(i))) {
                throw Problem.invalid(field + "[" + i + "]", ids.get(i), "each recipient at most once")
                        .exception();
            }
        }
    }

    private void content(Content content) {
        text("content.title", content.title(), limits.textChars());
        text("content.summary", content.summary(), limits.textChars());
        if (content.fallback() != null) {
            text("content.fallback", content.fallback(), limits.textChars());
        }
        optionalId("content.target_url", content.targetUrl(), limits.textChars());
    }

    private void size(String field, int size) {
        if (size == 0) {
            throw Problem.invalid(field, "empty", "at least one").exception();
        }
        if (size > limits.recipients()) {
            throw Problem.overLimit(field, size + " entries", "at most " + limits.recipients())
                    .exception();
        }
    }

    private void channel(String field, String channel) {
        if (!channels.contains(channel)) {
            throw Problem.invalid(field, channel, "one of " + String.join(", ", channels))
                    .exception();
        }
    }

    private static void name(String field, String value, int maxChars) {
        text(field, value, maxChars);
        if (!NAME.matcher(value).matches()) {
            throw Problem.invalid(field, value, NAME_EXPECTED).exception();
        }
    }

    private void optionalId(String field, @Nullable String value, int maxChars) {
        if (value != null) {
            id(field, value, maxChars);
        }
    }

    private static void id(String field, String value, int maxChars) {
        text(field, value, maxChars);
        TextCheck.id(field, value);
    }

    private static void text(String field, String value, int maxChars) {
        if (BlankText.isBlank(value)) {
            throw Problem.invalid(field, "'" + value + "'", "text that is not blank")
                    .exception();
        }
        TextCheck.atMost(field, value, maxChars);
        TextCheck.plain(field, value);
    }
}
