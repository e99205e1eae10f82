package dev.tidings.server.admin;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.endpoint.SigningSecret;
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
 * Keeps where channels reach recipients. A change is written if what it was made from is still there, or else made again
 * from what is; addresses and settings leave as they may be shown.
 */
public final class EndpointService {
    /** How long an old key signs beside the new one. */
    public static final Duration ROTATION = Duration.ofHours(24);

    private static final Logger LOG = LoggerFactory.getLogger(EndpointService.class);
    private static final int RECIPIENT_CHARS = 512;
    /** How often a change is made again because others were first. */
    private static final int TRIES = 10;

    private final EndpointStore store;
    private final EndpointHealthStore health;
    private final EndpointRecovery recovery;
    private final QueryStore query;
    private final Map<String, Channel> channels;
    private final RetrySchedules schedules;
    private final StoreThreads threads;
    private final InstantSource clock;

    /**
     * What a put came to.
     *
     * @param newSecrets keys made by it, to be shown this once
     * @param retrying how many deliveries wait for it and are made due
     * @param skipped what was skipped while it was disabled or not there; null unless this enabled it and there is some
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
     * What ending a pause or a block came to.
     *
     * @param retrying how many deliveries wait for it and are made due
     * @param skipped what was skipped while it was disabled or not there; null when it is disabled, and when there is none
     */
    public record Resumed(
            EndpointView endpoint, int retrying, @Nullable Skipped skipped) {}

    /** How many deliveries a filter for a replay matches. */
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

    /** Makes a change again as long as it comes out null, because what it was made from has changed. */
    private static <T> T untilWritten(Supplier<@Nullable T> change) {
        for (int i = 0; i < TRIES; i++) {
            T written = change.get();
            if (written != null) {
                return written;
            }
        }
        throw Problem.of(ProblemCode.ILLEGAL_STATE, "others change this endpoint all the time; try again")
                .exception();
    }

    /**
     * What was written.
     *
     * @param changed whether anything of it is new, or what had to follow an earlier change was left undone
     * @param enabled whether deliveries can be sent to it now that could not before
     */
    private record Written(
            Endpoint endpoint, boolean created, boolean changed, boolean enabled, List<Secret> newSecrets) {}

    private @Nullable Written write(EndpointPut put, Channel channel, IfMatch match) {
        Endpoint present = store.find(put.key()).orElse(null);
        match.check(present);
        Endpoint wanted = put.over(present, clock.instant());
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
        Endpoint stored = store.replace(wanted, present == null ? Endpoint.NEW : present.version())
                .orElse(null);
        if (stored == null) {
            return null;
        }
        boolean enabled = stored.enabled() && (present == null || !present.enabled());
        return new Written(stored, present == null, true, enabled, texts(made));
    }

    /** What could not be sent for want of an enabled endpoint; empty when there is nothing, or it cannot be counted now. */
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
                            "what was skipped for want of the {} endpoint of {} could not be counted: {}",
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

    /** Of one recipient. */
    private List<EndpointView> views(List<Endpoint> endpoints) {
        if (endpoints.isEmpty()) {
            return List.of();
        }
        EndpointKey any = endpoints.getFirst().key();
        Map<EndpointKey, EndpointCircuit> troubles = health.circuitsOf(any.tenant(), List.of(any.recipient())).stream()
                .collect(Collectors.toMap(EndpointCircuit::key, Function.identity()));
        Instant now = clock.instant();
        return endpoints.stream()
                .map(endpoint -> {
                    EndpointCircuit trouble = troubles.get(endpoint.key());
                    return new EndpointView(
                            shown(endpoint),
                            trouble == null ? null : EndpointView.Block.of(trouble, now),
                            schedules.of(endpoint));
                })
                .toList();
    }

    /** The endpoint with its address as the channel shows it. */
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

    /** Makes deliveries wait until then. */
    public CompletableFuture<EndpointView> pause(EndpointKey key, Instant until, IfMatch match) {
        return threads.write(() -> setPause(key, until, match)).thenCompose(paused -> threads.read(() -> view(paused)));
    }

    /** Ends a pause of the owner, and what Tidings itself holds against the endpoint. */
    public CompletableFuture<Resumed> resume(EndpointKey key, IfMatch match) {
        return threads.write(() -> setPause(key, null, match)).thenCompose(this::recover);
    }

    /** Ends what Tidings holds against the endpoint; a pause of the owner stays. */
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

    /** Does it to the version that is asked for, or to whichever is there when none is. */
    private boolean onMatch(EndpointKey key, IfMatch match, LongPredicate ofVersion, BooleanSupplier ofAny) {
        if (!match.given()) {
            return ofAny.getAsBoolean();
        }
        for (int i = 0; i < TRIES; i++) {
            Endpoint present = store.find(key).orElse(null);
            match.check(present);
            if (present != null && ofVersion.test(present.version())) {
                return true;
            }
        }
        return false;
    }

    /** @param given null has a key made */
    public CompletableFuture<Put> rotateSecret(EndpointKey key, @Nullable Secret given, IfMatch match) {
        Channel channel = channel(key);
        EndpointLimits.secret(given);
        if (given != null) {
            var _ = MaskedSecrets.meant("secret", given, null);
        }
        return threads.write(() -> untilWritten(() -> rotate(channel, require(key), given, match)));
    }

    private @Nullable Put rotate(Channel channel, Endpoint present, @Nullable Secret given, IfMatch match) {
        match.check(present);
        List<SigningSecret> made = given == null ? channel.newSecrets() : List.of(new SigningSecret(given, null));
        if (made.isEmpty()) {
            throw Problem.of(
                            ProblemCode.ILLEGAL_STATE,
                            "the channel " + present.key().channel() + " does not sign")
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
        return Problem.notFound("endpoint", key.recipient() + "/" + key.channel())
                .exception();
    }
}
