package dev.tidings.admin;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.endpoint.SigningSecret;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.id.Ids;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.core.routing.Router;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.EndpointHealthStore;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.QueryStore;
import dev.tidings.core.text.BlankText;
import dev.tidings.http.Failures;
import dev.tidings.http.IfMatch;
import dev.tidings.http.StoreThreads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Manages endpoints. Changes are written with compare-and-set and repeated on a conflict. Returned addresses and
 * settings are masked.
 */
public final class EndpointService {
    /** How long the previous key keeps signing after a rotation. */
    public static final Duration ROTATION = Duration.ofHours(24);

    private static final Logger LOG = LoggerFactory.getLogger(EndpointService.class);
    private static final int RECIPIENT_CHARS = 512;
    /** The maximum number of compare-and-set attempts. */
    private static final int TRIES = 10;

    private final EndpointStore store;
    private final EndpointHealthStore health;
    private final EndpointRecovery recovery;
    private final QueryStore query;
    private final Map<String, Channel> channels;
    private final RetrySchedules schedules;
    private final StoreThreads threads;
    private final InstantSource clock;
    private final Ids ids;
    private final int limit;

    /**
     * The result of a put.
     *
     * @param newSecrets the generated keys, which are shown only once
     * @param retrying the number of waiting deliveries that are made due
     * @param skipped the deliveries that were skipped while the endpoint was disabled or missing; null unless
     * this put enabled it and there are any
     */
    public record Put(
            EndpointView endpoint,
            boolean created,
            List<Secret> newSecrets,
            int retrying,
            @Nullable Skipped skipped) {
        public Put {
            newSecrets = List.copyOf(newSecrets);
        }
    }

    /**
     * The result of a resume or unblock.
     *
     * @param retrying the number of waiting deliveries that are made due
     * @param skipped the deliveries that were skipped while the endpoint was disabled or missing; null if it is
     * disabled or there are none
     */
    public record Resumed(
            EndpointView endpoint, int retrying, @Nullable Skipped skipped) {}

    /** The number of deliveries that a replay filter matches. */
    public record Skipped(int count, DeliveryFilter filter) {}

    public EndpointService(
            EndpointStore store,
            EndpointHealthStore health,
            EndpointRecovery recovery,
            QueryStore query,
            Map<String, Channel> channels,
            RetrySchedules schedules,
            AdminEnvironment environment) {
        this.store = store;
        this.health = health;
        this.recovery = recovery;
        this.query = query;
        this.channels = Map.copyOf(channels);
        this.schedules = schedules;
        this.threads = environment.stores();
        this.clock = environment.clock();
        this.ids = environment.ids();
        this.limit = environment.endpointsPerRecipient();
    }

    public CompletableFuture<Put> put(EndpointPut put, IfMatch match) {
        Channel channel = channel(put.key());
        checkRecipient(put.key().recipient());
        EndpointLimits.check(put);
        return threads.write(() -> untilWritten(() -> write(put, channel, match)))
                .thenCompose(written -> {
                    Endpoint stored = written.endpoint();
                    CompletableFuture<Integer> retrying =
                            written.changed() ? recovery.begin(stored) : CompletableFuture.completedFuture(0);
                    CompletableFuture<Optional<Skipped>> skipped = written.enabled()
                            ? skipped(stored.key())
                            : CompletableFuture.completedFuture(Optional.empty());
                    return retrying.thenCompose(waiting -> skipped.thenCompose(offer -> threads.read(() -> new Put(
                            view(store.find(stored.key()).orElse(stored)),
                            written.created(),
                            written.newSecrets(),
                            waiting,
                            offer.orElse(null)))));
                });
    }

    /** Repeats a change while it returns null because of a conflicting change. */
    private static <T> T untilWritten(Supplier<@Nullable T> change) {
        for (int i = 0; i < TRIES; i++) {
            T written = change.get();
            if (written != null) {
                return written;
            }
        }
        throw Problem.of(ProblemCode.ILLEGAL_STATE, "the endpoint is being changed by other requests; retry")
                .exception();
    }

    /**
     * The result of a write.
     *
     * @param changed whether anything changed, or the unblocking after an earlier change is missing
     * @param enabled whether the endpoint became enabled
     */
    private record Written(
            Endpoint endpoint, boolean created, boolean changed, boolean enabled, List<Secret> newSecrets) {}

    private @Nullable Written write(EndpointPut put, Channel channel, IfMatch match) {
        Endpoint present = store.find(put.key()).orElse(null);
        match.check("endpoint", present == null ? null : present.version());
        Instant now = clock.instant();
        Endpoint wanted = put.over(present, present == null ? ids.endpoint(now) : present.id(), now);
        if (present != null && put.address().equals(channel.shownAddress(present.address()))) {
            wanted = wanted.withAddress(present.address());
        }
        TextCheck.id("address", wanted.address());
        channel.checkAddress("address", wanted.address());
        List<SigningSecret> made = wanted.secrets().isEmpty() ? channel.newSecrets() : List.of();
        if (!made.isEmpty()) {
            wanted = wanted.withSecrets(made);
        }
        channel.checkEndpoint(wanted);
        if (present != null && wanted.sameConfigurationAs(present)) {
            return new Written(present, false, recovery.unfinished(present), false, List.of());
        }
        Endpoint stored =
                (present == null ? store.create(wanted, limit) : store.replace(wanted, present.version())).orElse(null);
        if (stored == null) {
            return null;
        }
        boolean enabled = stored.enabled() && (present == null || !present.enabled());
        return new Written(stored, present == null, true, enabled, texts(made));
    }

    /**
     * Counts the deliveries that were skipped for lack of an enabled endpoint; empty if there are none or they
     * cannot be counted now.
     */
    private CompletableFuture<Optional<Skipped>> skipped(EndpointKey key) {
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
        return new DeliveryCount(query, threads, filter, BulkRuns.MOST)
                .count()
                .thenApply(count -> count == 0 ? Optional.<Skipped>empty() : Optional.of(new Skipped(count, filter)))
                .exceptionally(failure -> {
                    LOG.warn(
                            "counting skipped deliveries failed; channel={} recipient={} cause={}",
                            key.channel(),
                            key.recipient(),
                            Failures.problem(failure).message());
                    return Optional.empty();
                });
    }

    public CompletableFuture<EndpointView> find(EndpointKey key) {
        return threads.read(() -> view(require(key)));
    }

    public CompletableFuture<List<EndpointView>> ofRecipient(String tenant, String recipient) {
        checkRecipient(recipient);
        return threads.read(
                () -> views(store.ofRecipients(tenant, List.of(recipient)).getOrDefault(recipient, List.of())));
    }

    private EndpointView view(Endpoint endpoint) {
        return views(List.of(endpoint)).getFirst();
    }

    /** The endpoints of one recipient. */
    private List<EndpointView> views(List<Endpoint> endpoints) {
        if (endpoints.isEmpty()) {
            return List.of();
        }
        Map<TargetKey, EndpointCircuit> circuits =
                health.circuitsOf(endpoints.stream().map(Endpoint::target).toList()).stream()
                        .collect(Collectors.toMap(EndpointCircuit::key, Function.identity()));
        Instant now = clock.instant();
        return endpoints.stream()
                .map(endpoint -> {
                    EndpointCircuit circuit = circuits.get(endpoint.target());
                    return new EndpointView(
                            shown(endpoint),
                            circuit == null ? null : EndpointView.Block.of(circuit, now),
                            schedules.of(endpoint));
                })
                .toList();
    }

    /** The endpoint with masked address and settings. */
    private Endpoint shown(Endpoint endpoint) {
        Channel channel = channels.get(endpoint.key().channel());
        Endpoint shown = endpoint.withSettings(MaskedSecrets.shown(endpoint.settings()));
        return channel == null ? shown : shown.withAddress(channel.shownAddress(endpoint.address()));
    }

    public CompletableFuture<EndpointKey> delete(EndpointKey key, IfMatch match) {
        return threads.write(() -> {
            if (!onMatch(key, match, version -> store.delete(key, version), () -> store.delete(key))) {
                throw unknown(key);
            }
            return key;
        });
    }

    /** Pauses an endpoint until the given time. */
    public CompletableFuture<EndpointView> pause(EndpointKey key, Instant until, IfMatch match) {
        return threads.write(() -> setPause(key, until, match)).thenCompose(paused -> threads.read(() -> view(paused)));
    }

    /** Ends the owner's pause, and unblocks the endpoint. */
    public CompletableFuture<Resumed> resume(EndpointKey key, IfMatch match) {
        return threads.write(() -> setPause(key, null, match)).thenCompose(this::recover);
    }

    /** Unblocks the endpoint; the owner's pause stays. */
    public CompletableFuture<Resumed> unblock(EndpointKey key) {
        return threads.read(() -> require(key)).thenCompose(this::recover);
    }

    private Endpoint setPause(EndpointKey key, @Nullable Instant until, IfMatch match) {
        if (!onMatch(key, match, version -> store.pause(key, until, version), () -> store.pause(key, until))) {
            throw unknown(key);
        }
        return require(key);
    }

    private CompletableFuture<Resumed> recover(Endpoint endpoint) {
        CompletableFuture<Integer> waiting = recovery.begin(endpoint);
        CompletableFuture<Optional<Skipped>> skipped =
                endpoint.enabled() ? skipped(endpoint.key()) : CompletableFuture.completedFuture(Optional.empty());
        return waiting.thenCompose(retrying -> skipped.thenCompose(offer ->
                threads.read(() -> new Resumed(view(require(endpoint.key())), retrying, offer.orElse(null)))));
    }

    /** Applies a change to the requested version, or to any version if none is requested. */
    private boolean onMatch(EndpointKey key, IfMatch match, LongPredicate ofVersion, BooleanSupplier ofAny) {
        if (!match.given()) {
            return ofAny.getAsBoolean();
        }
        for (int i = 0; i < TRIES; i++) {
            Endpoint present = store.find(key).orElse(null);
            match.check("endpoint", present == null ? null : present.version());
            if (present != null && ofVersion.test(present.version())) {
                return true;
            }
        }
        return false;
    }

    /**
     * @param given null to generate a key
     */
    public CompletableFuture<Put> rotateSecret(EndpointKey key, @Nullable Secret given, IfMatch match) {
        Channel channel = channel(key);
        EndpointLimits.secret(given);
        if (given != null) {
            var _ = MaskedSecrets.meant("secret", given, null);
        }
        return threads.write(() -> untilWritten(() -> rotate(channel, require(key), given, match)));
    }

    private @Nullable Put rotate(Channel channel, Endpoint present, @Nullable Secret given, IfMatch match) {
        match.check("endpoint", present == null ? null : present.version());
        List<SigningSecret> made = given == null ? channel.newSecrets() : List.of(new SigningSecret(given, null));
        if (made.isEmpty()) {
            throw Problem.of(
                            ProblemCode.ILLEGAL_STATE,
                            "the channel " + present.key().channel() + " does not sign messages")
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
        Endpoint wanted = present.withSecrets(secrets);
        channel.checkEndpoint(wanted);
        return store.replace(wanted, present.version())
                .map(stored -> new Put(view(stored), false, given == null ? texts(made) : List.of(), 0, null))
                .orElse(null);
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
        if (BlankText.isBlank(recipient) || recipient.codePointCount(0, recipient.length()) > RECIPIENT_CHARS) {
            throw Problem.invalid("recipient", "'" + recipient + "'", "1 to " + RECIPIENT_CHARS + " characters")
                    .exception();
        }
        TextCheck.id("recipient", recipient);
    }

    private static List<Secret> texts(List<SigningSecret> secrets) {
        return secrets.stream().map(SigningSecret::secret).toList();
    }

    private static RuntimeException unknown(EndpointKey key) {
        return Problem.notFound("endpoint", key.shown()).exception();
    }
}
