package dev.tidings.server.admin;

import dev.tidings.core.accept.Router;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.endpoint.SigningSecret;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.QueryStore;
import dev.tidings.core.text.BlankText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps where channels reach recipients. Read and write of a change happen together on the writer's thread; addresses
 * leave as their channel shows them.
 */
public final class Endpoints {
    /** How long an old key signs beside the new one. */
    public static final Duration ROTATION = Duration.ofHours(24);

    private static final int RECIPIENT_CHARS = 512;
    private static final int COUNTED_AT_MOST = 100_000;

    private final EndpointStore store;
    private final QueryStore query;
    private final Map<String, Channel> channels;
    private final StoreThreads threads;
    private final InstantSource clock;

    /**
     * What a put came to.
     *
     * @param newSecrets keys made by it, to be shown this once
     * @param skipped what was skipped while it was disabled or not there; null unless this enabled it and there is some
     */
    public record Put(
            Endpoint endpoint,
            boolean created,
            List<Secret> newSecrets,
            @Nullable Skipped skipped) {
        public Put {
            newSecrets = List.copyOf(newSecrets);
        }
    }

    /** How many deliveries a filter for a replay matches. */
    public record Skipped(int count, DeliveryFilter filter) {}

    public Endpoints(
            EndpointStore store,
            QueryStore query,
            Map<String, Channel> channels,
            StoreThreads threads,
            InstantSource clock) {
        this.store = store;
        this.query = query;
        this.channels = Map.copyOf(channels);
        this.threads = threads;
        this.clock = clock;
    }

    public CompletableFuture<Put> put(EndpointPut put) {
        Channel channel = channel(put.key());
        checkRecipient(put.key().recipient());
        return threads.write(() -> write(put, channel));
    }

    private Put write(EndpointPut put, Channel channel) {
        Endpoint present = store.find(put.key()).orElse(null);
        Endpoint wanted = put.over(present, clock.instant());
        if (present != null && put.address().equals(channel.shownAddress(present.address()))) {
            wanted = wanted.withAddress(present.address());
        }
        channel.checkAddress("address", wanted.address());
        List<SigningSecret> made = wanted.secrets().isEmpty() ? channel.newSecrets() : List.of();
        if (!made.isEmpty()) {
            wanted = withSecrets(wanted, made);
        }
        channel.checkEndpoint(wanted);
        if (present != null && wanted.saysTheSameAs(present)) {
            return new Put(shown(present), false, List.of(), null);
        }
        Endpoint stored = store.put(wanted);
        boolean enabled = stored.enabled() && (present == null || !present.enabled());
        return new Put(shown(stored), present == null, texts(made), enabled ? skipped(put.key()) : null);
    }

    /** What could not be sent for want of an enabled endpoint; null when there is nothing. */
    private @Nullable Skipped skipped(EndpointKey key) {
        DeliveryFilter filter = new DeliveryFilter(
                key.tenant(),
                Set.of(DeliveryStatus.SKIPPED),
                Set.of(key.channel(), Router.NO_CHANNEL),
                key.recipient(),
                null,
                Set.of(Router.ENDPOINT_DISABLED, Router.RECIPIENT_MISSING),
                null,
                null,
                null);
        int count = query.count(filter, COUNTED_AT_MOST);
        return count == 0 ? null : new Skipped(count, filter);
    }

    public CompletableFuture<Endpoint> find(EndpointKey key) {
        return threads.read(() -> shown(require(key)));
    }

    public CompletableFuture<List<Endpoint>> ofRecipient(String tenant, String recipient) {
        return threads.read(
                () -> store.ofRecipients(tenant, List.of(recipient)).getOrDefault(recipient, List.of()).stream()
                        .map(this::shown)
                        .toList());
    }

    /** The endpoint with its address as the channel shows it. */
    private Endpoint shown(Endpoint endpoint) {
        Channel channel = channels.get(endpoint.key().channel());
        return channel == null ? endpoint : endpoint.withAddress(channel.shownAddress(endpoint.address()));
    }

    public CompletableFuture<EndpointKey> delete(EndpointKey key) {
        return threads.write(() -> {
            if (!store.delete(key)) {
                throw unknown(key);
            }
            return key;
        });
    }

    /** Makes deliveries wait until then, or no longer with null. */
    public CompletableFuture<Endpoint> pause(EndpointKey key, @Nullable Instant until) {
        return threads.write(() -> {
            if (!store.pause(key, until)) {
                throw unknown(key);
            }
            return shown(require(key));
        });
    }

    /** @param given null has a key made */
    public CompletableFuture<Put> rotateSecret(EndpointKey key, @Nullable Secret given) {
        Channel channel = channel(key);
        return threads.write(() -> {
            Endpoint present = require(key);
            List<SigningSecret> made = given == null ? channel.newSecrets() : List.of(new SigningSecret(given, null));
            if (made.isEmpty()) {
                throw Problem.of(ProblemCode.ILLEGAL_STATE, "the channel " + key.channel() + " does not sign")
                        .exception();
            }
            Instant now = clock.instant();
            List<SigningSecret> secrets = new ArrayList<>(made);
            for (SigningSecret old : present.secrets()) {
                Instant end = old.validUntil() == null ? now.plus(ROTATION) : old.validUntil();
                if (now.isBefore(end)) {
                    secrets.add(new SigningSecret(old.secret(), end));
                }
            }
            Endpoint wanted = withSecrets(present, secrets);
            channel.checkEndpoint(wanted);
            Endpoint stored = store.put(wanted);
            return new Put(shown(stored), false, given == null ? texts(made) : List.of(), null);
        });
    }

    Channel channel(EndpointKey key) {
        Channel channel = channels.get(key.channel());
        if (channel == null) {
            throw Problem.invalid(
                            "channel", key.channel(), "one of " + String.join(", ", new TreeSet<>(channels.keySet())))
                    .exception();
        }
        return channel;
    }

    Endpoint require(EndpointKey key) {
        return store.find(key).orElseThrow(() -> unknown(key));
    }

    private static void checkRecipient(String recipient) {
        if (BlankText.isBlank(recipient) || recipient.length() > RECIPIENT_CHARS) {
            throw Problem.invalid("recipient", "'" + recipient + "'", "1 to " + RECIPIENT_CHARS + " characters")
                    .exception();
        }
    }

    private static Endpoint withSecrets(Endpoint endpoint, List<SigningSecret> secrets) {
        return new Endpoint(
                endpoint.key(),
                endpoint.address(),
                endpoint.enabled(),
                endpoint.disabledReason(),
                endpoint.pausedUntil(),
                secrets,
                endpoint.auth(),
                endpoint.settings(),
                endpoint.failures(),
                endpoint.lastTest(),
                endpoint.createdAt(),
                endpoint.updatedAt());
    }

    private static List<Secret> texts(List<SigningSecret> secrets) {
        return secrets.stream().map(SigningSecret::secret).toList();
    }

    private static RuntimeException unknown(EndpointKey key) {
        return Problem.notFound("endpoint", key.recipient() + "/" + key.channel())
                .exception();
    }
}
