package dev.tidings.admin;

import dev.tidings.core.audit.AuditAction;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.endpoint.SigningSecret;
import dev.tidings.core.id.Ids;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.EndpointFilter;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.Page;
import dev.tidings.core.text.BlankText;
import dev.tidings.http.CompareAndSet;
import dev.tidings.http.IfMatch;
import dev.tidings.http.Paging;
import dev.tidings.http.RequestOrigin;
import dev.tidings.http.StoreThreads;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Manages endpoints. Changes are written with compare-and-set and repeated on a conflict. Returned addresses and
 * settings are masked.
 */
public final class EndpointService {
    private static final String NOUN = "endpoint";
    private static final int RECIPIENT_CHARS = 512;
    private static final int NAME_CHARS = 100;

    private final EndpointStore store;
    private final EndpointRecovery recovery;
    private final SkippedDeliveries skipped;
    private final EndpointViews views;
    private final Map<String, Channel> channels;
    private final StoreThreads threads;
    private final InstantSource clock;
    private final SecretRotation rotation;
    private final Ids ids;
    private final TenantRules tenants;

    /**
     * The result of a change of an endpoint's fields.
     *
     * @param newSecrets the generated keys, which are shown only once
     * @param retrying the number of waiting deliveries that are made due
     * @param skipped the deliveries that were skipped while the endpoint was disabled or missing; null unless
     * this change enabled it and there are any
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
            EndpointRecovery recovery,
            SkippedDeliveries skipped,
            EndpointViews views,
            Map<String, Channel> channels,
            AdminEnvironment environment) {
        this.store = store;
        this.recovery = recovery;
        this.skipped = skipped;
        this.views = views;
        this.channels = Map.copyOf(channels);
        this.threads = environment.stores();
        this.clock = environment.clock();
        this.ids = environment.ids();
        this.rotation = new SecretRotation(ids);
        this.tenants = environment.tenants();
    }

    /** Creates the endpoint of a key, or replaces it. */
    public CompletableFuture<Put> put(EndpointPut put, IfMatch match) {
        check(put);
        return change(() -> {
            Endpoint present = store.find(put.key()).orElse(null);
            match.check(NOUN, present == null ? null : present.version());
            return write(wanted(put, present), present);
        });
    }

    /** Creates an endpoint; refuses the name of another one. */
    public CompletableFuture<Put> create(EndpointPut put) {
        check(put);
        checkAddress(channel(put.key()), put.address());
        return change(() -> {
            Endpoint present = store.find(put.key()).orElse(null);
            if (present != null) {
                throw Problem.at(
                                ProblemCode.ILLEGAL_STATE,
                                "name",
                                put.key().name(),
                                "another name, because " + present.id() + " of "
                                        + put.key().recipient() + " on "
                                        + put.key().channel() + " has it")
                        .exception();
            }
            return write(wanted(put, null), null);
        });
    }

    /** Changes some fields of an endpoint. */
    public CompletableFuture<Put> patch(EndpointRef ref, EndpointPatch patch, IfMatch match) {
        checkChannel(ref);
        return change(() -> {
            Endpoint present = matched(ref, match);
            EndpointPut put = patch.over(present);
            check(put);
            return write(wanted(put, present).withDisabledReason(patch.disabledReason(present)), present);
        });
    }

    /** Repeats a change until it is written, then lets waiting deliveries go on. */
    private CompletableFuture<Put> change(Supplier<@Nullable Written> change) {
        return threads.write(() -> CompareAndSet.<Written>repeat(NOUN, change)).thenCompose(written -> {
            Endpoint stored = written.endpoint();
            CompletableFuture<Integer> retrying =
                    written.changed() ? recovery.begin(stored) : CompletableFuture.completedFuture(0);
            CompletableFuture<Optional<Skipped>> offers = written.enabled()
                    ? skipped.count(stored.key())
                    : CompletableFuture.completedFuture(Optional.empty());
            return retrying.thenCompose(waiting -> offers.thenCompose(offer -> threads.read(() -> new Put(
                    views.of(store.find(stored.key()).orElse(stored)),
                    written.created(),
                    written.newSecrets(),
                    waiting,
                    offer.orElse(null)))));
        });
    }

    /**
     * The result of a write.
     *
     * @param changed whether anything changed, or the unblocking after an earlier change is missing
     * @param enabled whether the endpoint became enabled
     */
    private record Written(
            Endpoint endpoint, boolean created, boolean changed, boolean enabled, List<Secret> newSecrets) {}

    private Endpoint wanted(EndpointPut put, @Nullable Endpoint present) {
        Instant now = clock.instant();
        return put.over(
                present,
                present == null ? ids.endpoint(now) : present.id(),
                secret -> rotation.fresh(secret, now),
                now);
    }

    private @Nullable Written write(Endpoint put, @Nullable Endpoint present) {
        Channel channel = channel(put.key());
        Endpoint wanted = put;
        if (present != null && wanted.address().equals(channel.shownAddress(present.address()))) {
            wanted = wanted.withAddress(present.address());
        }
        checkAddress(channel, wanted.address());
        List<SigningSecret> made = wanted.secrets().isEmpty() ? rotation.made(channel, clock.instant()) : List.of();
        if (!made.isEmpty()) {
            wanted = wanted.withSecrets(made);
        }
        channel.checkEndpoint(wanted);
        if (present != null && wanted.sameConfigurationAs(present)) {
            return new Written(present, false, recovery.unfinished(present), false, List.of());
        }
        Endpoint stored = stored(wanted, present).orElse(null);
        if (stored == null) {
            return null;
        }
        boolean enabled = stored.enabled() && (present == null || !present.enabled());
        return new Written(stored, present == null, true, enabled, texts(made));
    }

    private Optional<Endpoint> stored(Endpoint wanted, @Nullable Endpoint present) {
        return present == null
                ? RequestOrigin.audited(
                        EndpointAudit.created(channel(wanted.key()), wanted),
                        () -> store.create(
                                wanted, tenants.endpointRoom(wanted.key().tenant())))
                : replace(AuditAction.ENDPOINT_CHANGED, wanted, present);
    }

    private Optional<Endpoint> replace(AuditAction action, Endpoint wanted, Endpoint present) {
        return RequestOrigin.audited(
                EndpointAudit.changed(action, channel(wanted.key()), present, wanted),
                () -> store.replace(wanted, present.version()));
    }

    public CompletableFuture<EndpointView> find(EndpointRef ref) {
        return threads.read(() -> views.of(ref.require(store)));
    }

    public CompletableFuture<Page<EndpointView>> list(EndpointFilter filter, Paging paging) {
        if (filter.recipient() != null) {
            checkRecipient(filter.recipient());
        }
        if (filter.channel() != null) {
            TextCheck.atMost("channel", filter.channel(), NAME_CHARS);
        }
        return threads.list(() -> {
            Page<Endpoint> page = store.list(filter, paging.cursor(), paging.limit());
            return new Page<>(views.all(page.items()), page.next());
        });
    }

    public CompletableFuture<List<EndpointView>> ofRecipient(String tenant, String recipient) {
        checkRecipient(recipient);
        return threads.read(
                () -> views.all(store.ofRecipients(tenant, List.of(recipient)).getOrDefault(recipient, List.of())));
    }

    public CompletableFuture<EndpointKey> delete(EndpointRef ref, IfMatch match) {
        return threads.write(() -> ofVersion(
                        ref,
                        match,
                        present -> RequestOrigin.audited(
                                EndpointAudit.deleted(channel(present.key()), present),
                                () -> store.delete(present.key(), present.version())))
                .key());
    }

    /** Pauses an endpoint until the given time. */
    public CompletableFuture<EndpointView> pause(EndpointRef ref, Instant until, IfMatch match) {
        return threads.write(() -> setPause(ref, until, match))
                .thenCompose(paused -> threads.read(() -> views.of(paused)));
    }

    /** Ends the owner's pause, and unblocks the endpoint. */
    public CompletableFuture<Resumed> resume(EndpointRef ref, IfMatch match) {
        return threads.write(() -> setPause(ref, null, match)).thenCompose(this::recover);
    }

    /** Unblocks the endpoint; the owner's pause stays. */
    public CompletableFuture<Resumed> unblock(EndpointRef ref) {
        return threads.read(() -> ref.require(store))
                .thenCompose(endpoint -> RequestOrigin.audited(
                        EndpointAudit.of(AuditAction.ENDPOINT_UNBLOCKED, endpoint), () -> recover(endpoint)));
    }

    private Endpoint setPause(EndpointRef ref, @Nullable Instant until, IfMatch match) {
        Endpoint before = ofVersion(
                ref,
                match,
                present -> RequestOrigin.audited(
                        EndpointAudit.paused(present, until),
                        () -> store.pause(present.key(), until, present.version())));
        return store.find(before.key()).orElseThrow(ref::unknown);
    }

    private CompletableFuture<Resumed> recover(Endpoint endpoint) {
        CompletableFuture<Integer> waiting = recovery.begin(endpoint);
        CompletableFuture<Optional<Skipped>> offers = endpoint.enabled()
                ? skipped.count(endpoint.key())
                : CompletableFuture.completedFuture(Optional.empty());
        return waiting.thenCompose(retrying -> offers.thenCompose(offer -> threads.read(() -> new Resumed(
                views.of(new EndpointRef.ByKey(endpoint.key()).require(store)), retrying, offer.orElse(null)))));
    }

    /** Applies a change to the present version; returns the endpoint from before it. */
    private Endpoint ofVersion(EndpointRef ref, IfMatch match, Predicate<Endpoint> change) {
        return CompareAndSet.<Endpoint>repeat(NOUN, () -> {
            Endpoint present = matched(ref, match);
            return change.test(present) ? present : null;
        });
    }

    /** The endpoint; throws a ProblemException if it does not exist or does not match. */
    private Endpoint matched(EndpointRef ref, IfMatch match) {
        Endpoint present = ref.find(store).orElse(null);
        match.check(NOUN, present == null ? null : present.version());
        if (present == null) {
            throw ref.unknown();
        }
        return present;
    }

    /**
     * @param given null to generate a key
     */
    public CompletableFuture<Put> rotateSecret(EndpointRef ref, @Nullable Secret given, IfMatch match) {
        checkChannel(ref);
        EndpointLimits.secret(given);
        if (given != null) {
            var _ = MaskedSecrets.meant("secret", given, null);
        }
        return threads.write(() -> CompareAndSet.<Put>repeat(NOUN, () -> {
            Endpoint present = matched(ref, match);
            SecretRotation.Rotated rotated = rotation.rotate(channel(present.key()), present, given, clock.instant());
            return replace(AuditAction.ENDPOINT_SECRET_ROTATED, rotated.endpoint(), present)
                    .map(stored -> put(stored, given == null ? texts(rotated.made()) : List.of()))
                    .orElse(null);
        }));
    }

    /** Ends an old signing key before its time. */
    public CompletableFuture<EndpointView> retireSecret(EndpointRef ref, String secret, IfMatch match) {
        checkChannel(ref);
        TextCheck.atMost("secret_id", secret, NAME_CHARS);
        return threads.write(() -> CompareAndSet.<Put>repeat(NOUN, () -> {
                    Endpoint present = matched(ref, match);
                    return replace(AuditAction.ENDPOINT_SECRET_RETIRED, SecretRotation.retire(present, secret), present)
                            .map(stored -> put(stored, List.of()))
                            .orElse(null);
                }))
                .thenApply(Put::endpoint);
    }

    private Put put(Endpoint stored, List<Secret> made) {
        return new Put(views.of(stored), false, made, 0, null);
    }

    private void check(EndpointPut put) {
        var _ = channel(put.key());
        checkRecipient(put.key().recipient());
        EndpointLimits.check(put);
    }

    private static void checkAddress(Channel channel, String address) {
        TextCheck.id("address", address);
        channel.checkAddress("address", address);
    }

    /** Reports an unknown channel before a missing endpoint. */
    void checkChannel(EndpointRef ref) {
        if (ref instanceof EndpointRef.ByKey(EndpointKey key)) {
            var _ = channel(key);
        }
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

    Endpoint require(EndpointRef ref) {
        return ref.require(store);
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
}
