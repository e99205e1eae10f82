package dev.tidings.testkit.simulation;

import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.TokenKey;
import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.ConsecutiveFailures;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.EndpointTest;
import dev.tidings.core.event.Ack;
import dev.tidings.core.event.AckTimes;
import dev.tidings.core.event.SentPush;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.job.GameRuntime;
import dev.tidings.core.job.Operation;
import dev.tidings.core.node.Node;
import dev.tidings.core.node.NodeBeat;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.Backlog;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.OperationalEvent;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.PartialCount;
import dev.tidings.core.store.QuarantinedItem;
import dev.tidings.core.store.RateTake;
import dev.tidings.core.store.ReencryptedSlice;
import dev.tidings.core.store.Rerouting;
import dev.tidings.core.store.SecretKeyUse;
import dev.tidings.core.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A store behind another's door. Subclasses change what passes. */
public abstract class ForwardingStore implements Store {
    private final Store to;

    protected ForwardingStore(Store to) {
        this.to = to;
    }

    @Override
    public List<AcceptResult> accept(List<Acceptance> batch, LeaseGrant grant) {
        return to.accept(batch, grant);
    }

    @Override
    public List<LeasedDelivery> claim(String channel, int limit, LeaseGrant grant, Supplier<LeaseToken> tokens) {
        return to.claim(channel, limit, grant, tokens);
    }

    @Override
    public @Nullable Instant nextDue(String channel) {
        return to.nextDue(channel);
    }

    @Override
    public Set<DeliveryId> renew(Map<DeliveryId, LeaseToken> held, Duration duration) {
        return to.renew(held, duration);
    }

    @Override
    public List<CompletionResult> complete(List<Completion> batch) {
        return to.complete(batch);
    }

    @Override
    public Optional<Delivery> cancel(String tenant, DeliveryId id) {
        return to.cancel(tenant, id);
    }

    @Override
    public List<DeliveryId> replay(String tenant, List<DeliveryId> ids, Duration spacing) {
        return to.replay(tenant, ids, spacing);
    }

    @Override
    public List<DeliveryId> retryNow(String tenant, Map<DeliveryId, Duration> delays) {
        return to.retryNow(tenant, delays);
    }

    @Override
    public List<DeliveryId> reroute(String tenant, List<Rerouting> batch, Duration spacing) {
        return to.reroute(tenant, batch, spacing);
    }

    @Override
    public Optional<Notification> notification(String tenant, NotificationId id) {
        return to.notification(tenant, id);
    }

    @Override
    public Optional<Delivery> delivery(String tenant, DeliveryId id) {
        return to.delivery(tenant, id);
    }

    @Override
    public List<Attempt> attempts(String tenant, DeliveryId id) {
        return to.attempts(tenant, id);
    }

    @Override
    public Page<Delivery> deliveries(DeliveryFilter filter, @Nullable String cursor, int limit) {
        return to.deliveries(filter, cursor, limit);
    }

    @Override
    public PartialCount count(DeliveryFilter filter, @Nullable String cursor, int bound) {
        return to.count(filter, cursor, bound);
    }

    @Override
    public List<Backlog> backlog() {
        return to.backlog();
    }

    @Override
    public Endpoint put(Endpoint endpoint) {
        return to.put(endpoint);
    }

    @Override
    public Optional<Endpoint> replace(Endpoint endpoint, long version) {
        return to.replace(endpoint, version);
    }

    @Override
    public boolean delete(EndpointKey key, long version) {
        return to.delete(key, version);
    }

    @Override
    public boolean pause(EndpointKey key, @Nullable Instant until, long version) {
        return to.pause(key, until, version);
    }

    @Override
    public Optional<Endpoint> find(EndpointKey key) {
        return to.find(key);
    }

    @Override
    public Map<String, List<Endpoint>> ofRecipients(String tenant, Collection<String> recipients) {
        return to.ofRecipients(tenant, recipients);
    }

    @Override
    public boolean delete(EndpointKey key) {
        return to.delete(key);
    }

    @Override
    public void recordTest(EndpointKey key, EndpointTest test) {
        to.recordTest(key, test);
    }

    @Override
    public boolean pause(EndpointKey key, @Nullable Instant until) {
        return to.pause(key, until);
    }

    @Override
    public @Nullable ConsecutiveFailures recordFailure(EndpointKey key) {
        return to.recordFailure(key);
    }

    @Override
    public void recordSuccess(EndpointKey key) {
        to.recordSuccess(key);
    }

    @Override
    public boolean disable(EndpointKey key, String reason, long version) {
        return to.disable(key, reason, version);
    }

    @Override
    public boolean disable(EndpointKey key, String reason, ConsecutiveFailures streak) {
        return to.disable(key, reason, streak);
    }

    @Override
    public void addEvent(String tenant, String kind, String subject, String message) {
        to.addEvent(tenant, kind, subject, message);
    }

    @Override
    public Page<OperationalEvent> events(String tenant, @Nullable String cursor, int limit) {
        return to.events(tenant, cursor, limit);
    }

    @Override
    public Optional<String> offset(String label) {
        return to.offset(label);
    }

    @Override
    public boolean saveOffset(String label, @Nullable String from, String to) {
        return this.to.saveOffset(label, from, to);
    }

    @Override
    public void quarantine(QuarantinedItem item) {
        to.quarantine(item);
    }

    @Override
    public Page<QuarantinedItem> quarantined(String tenant, @Nullable String cursor, int limit) {
        return to.quarantined(tenant, cursor, limit);
    }

    @Override
    public void create(ApiKey key, byte[] hash) {
        to.create(key, hash);
    }

    @Override
    public Optional<ApiKey> byHash(byte[] hash) {
        return to.byHash(hash);
    }

    @Override
    public Optional<ApiKey> key(String tenant, String id) {
        return to.key(tenant, id);
    }

    @Override
    public Page<ApiKey> keys(@Nullable String tenant, @Nullable String cursor, int limit) {
        return to.keys(tenant, cursor, limit);
    }

    @Override
    public boolean revoke(String id) {
        return to.revoke(id);
    }

    @Override
    public boolean expireKey(String id, Instant at) {
        return to.expireKey(id, at);
    }

    @Override
    public void used(String id, Instant at) {
        to.used(id, at);
    }

    @Override
    public boolean anyInForce() {
        return to.anyInForce();
    }

    @Override
    public List<SecretKeyUse> secretKeys() {
        return to.secretKeys();
    }

    @Override
    public ReencryptedSlice reencrypt(@Nullable String after, int limit) {
        return to.reencrypt(after, limit);
    }

    @Override
    public List<String> retireSecretKeys() {
        return to.retireSecretKeys();
    }

    @Override
    public List<TokenKey> tokenKeys() {
        return to.tokenKeys();
    }

    @Override
    public List<TokenKey> requireTokenKey(TokenKey fresh) {
        return to.requireTokenKey(fresh);
    }

    @Override
    public void rotateTokenKeys(TokenKey fresh, Instant othersUntil) {
        to.rotateTokenKeys(fresh, othersUntil);
    }

    @Override
    public int removeFinished(Instant before, int limit) {
        return to.removeFinished(before, limit);
    }

    @Override
    public int removeIdempotency(Instant before, int limit) {
        return to.removeIdempotency(before, limit);
    }

    @Override
    public int removeOperational(Instant before, int limit) {
        return to.removeOperational(before, limit);
    }

    @Override
    public int removeIdle(Instant before, int limit) {
        return to.removeIdle(before, limit);
    }

    @Override
    public EndpointCircuit block(EndpointKey key, EndpointCircuit.Reason reason, int opened, Duration duration) {
        return to.block(key, reason, opened, duration);
    }

    @Override
    public @Nullable EndpointCircuit probe(EndpointKey key, Duration window) {
        return to.probe(key, window);
    }

    @Override
    public @Nullable EndpointCircuit reopen(
            EndpointCircuit probed, EndpointCircuit.Reason reason, int opened, Duration duration) {
        return to.reopen(probed, reason, opened, duration);
    }

    @Override
    public @Nullable EndpointCircuit recovered(EndpointCircuit probed) {
        return to.recovered(probed);
    }

    @Override
    public @Nullable EndpointCircuit unblock(EndpointKey key) {
        return to.unblock(key);
    }

    @Override
    public List<EndpointCircuit> circuitsOf(String tenant, Collection<String> recipients) {
        return to.circuitsOf(tenant, recipients);
    }

    @Override
    public List<EndpointCircuit> circuitsSince(Instant since, int limit) {
        return to.circuitsSince(since, limit);
    }

    @Override
    public List<Duration> take(List<RateTake> batch) {
        return to.take(batch);
    }

    @Override
    public void beat(NodeBeat beat) {
        to.beat(beat);
    }

    @Override
    public void leave(String instance) {
        to.leave(instance);
    }

    @Override
    public List<Node> nodes() {
        return to.nodes();
    }

    @Override
    public InstantSource clock() {
        return to.clock();
    }

    @Override
    public void checkWritable() {
        to.checkWritable();
    }

    @Override
    public void close() {
        to.close();
    }

    @Override
    public List<SentPush> pushesToAll(
            String tenant, String channel, Instant since, @Nullable DeliveryId after, int limit) {
        return to.pushesToAll(tenant, channel, since, after, limit);
    }

    @Override
    public List<SentPush> pushesLate(String tenant, String channel, Instant since, int limit) {
        return to.pushesLate(tenant, channel, since, limit);
    }

    @Override
    public List<SentPush> pushes(String tenant, String channel, String recipient, Instant since, int limit) {
        return to.pushes(tenant, channel, recipient, since, limit);
    }

    @Override
    public Map<NotificationId, Notification> notifications(String tenant, Collection<NotificationId> ids) {
        return to.notifications(tenant, ids);
    }

    @Override
    public List<Boolean> acknowledge(List<Ack> batch) {
        return to.acknowledge(batch);
    }

    @Override
    public AckTimes acks(String tenant, DeliveryId id) {
        return to.acks(tenant, id);
    }

    @Override
    public Begun begin(Operation operation, Meanwhile meanwhile, Duration hold) {
        return to.begin(operation, meanwhile, hold);
    }

    @Override
    public boolean finish(Operation ended, GameRuntime after) {
        return to.finish(ended, after);
    }

    @Override
    public Operation conclude(Operation ended) {
        return to.conclude(ended);
    }

    @Override
    public void published(Collection<String> operations) {
        to.published(operations);
    }

    @Override
    public Optional<GameRuntime> runtime(String tenant, String gameId) {
        return to.runtime(tenant, gameId);
    }

    @Override
    public Page<GameRuntime> runtimes(String tenant, @Nullable String cursor, int limit) {
        return to.runtimes(tenant, cursor, limit);
    }

    @Override
    public List<GameRuntime> liveRuntimes(int limit) {
        return to.liveRuntimes(limit);
    }

    @Override
    public Optional<Operation> operation(String tenant, String id) {
        return to.operation(tenant, id);
    }

    @Override
    public Page<Operation> operations(String tenant, String gameId, @Nullable String cursor, int limit) {
        return to.operations(tenant, gameId, cursor, limit);
    }

    @Override
    public List<Operation> unpublished(int limit) {
        return to.unpublished(limit);
    }

    @Override
    public boolean take(String duty, String holder, Duration duration) {
        return to.take(duty, holder, duration);
    }

    @Override
    public void drop(String duty, String holder) {
        to.drop(duty, holder);
    }
}
