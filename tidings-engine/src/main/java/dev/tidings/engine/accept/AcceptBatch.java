package dev.tidings.engine.accept;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.HandOff;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.routing.Route;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.AcceptStore;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.Dedupe;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.core.telemetry.EngineListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Accepts a batch: routes it, reserves permits, stores it in one transaction and hands leased deliveries to their
 * lanes. Group commit runs one batch at a time per node, on any writer thread; the store decides between nodes.
 */
final class AcceptBatch {
    private static final Logger LOG = LoggerFactory.getLogger("dev.tidings.delivery");

    private final AcceptRules rules;
    private final AcceptStore store;
    private final HandOff handOff;
    private final LeaseGrant grant;
    private final AcceptEnvironment environment;
    private final EngineListener listener;

    record Candidate(Intent intent, byte[] fingerprint) {}

    /** An intent that is refused unless it was accepted before. */
    record Refused(Candidate candidate, Problem refusal) {}

    /** A receipt, or the problem. */
    record Settled(@Nullable Receipt receipt, @Nullable Problem refusal) {}

    AcceptBatch(
            AcceptRules rules,
            AcceptStore store,
            HandOff handOff,
            LeaseGrant grant,
            AcceptEnvironment environment,
            EngineListener listener) {
        this.rules = rules;
        this.store = store;
        this.handOff = handOff;
        this.grant = grant;
        this.environment = environment;
        this.listener = listener;
    }

    List<Settled> commit(List<Candidate> batch) {
        long begun = environment.ticker().nanos();
        List<Acceptance> prepared = new ArrayList<>(batch.size());
        List<AcceptResult> results;
        try {
            List<List<Route>> routes =
                    rules.router().route(batch.stream().map(Candidate::intent).toList());
            for (int i = 0; i < batch.size(); i++) {
                prepared.add(prepare(batch.get(i), routes.get(i)));
            }
            results = store.accept(prepared, grant);
        } catch (RuntimeException failed) {
            prepared.forEach(this::release);
            throw failed;
        }
        listener.committed(
                "accept", batch.size(), Duration.ofNanos(environment.ticker().nanos() - begun));
        List<Settled> settled = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            settled.add(settle(batch.get(i), prepared.get(i), results.get(i)));
        }
        return settled;
    }

    /** Returns the first receipt of each intent that was accepted before, and the refusals of the others. */
    List<Settled> recall(List<Refused> batch) {
        Instant now = environment.clock().instant();
        List<Optional<AcceptResult>> known = store.recall(batch.stream()
                .map(Refused::candidate)
                .map(one -> new Acceptance(
                        Notification.of(environment.ids().notification(now), one.intent(), now),
                        one.fingerprint(),
                        null,
                        List.of()))
                .toList());
        List<Settled> settled = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Refused one = batch.get(i);
            settled.add(known.get(i)
                    .map(result -> earlier(one.candidate().intent(), result))
                    .orElseGet(() -> new Settled(null, one.refusal())));
        }
        return settled;
    }

    private Acceptance prepare(Candidate candidate, List<Route> routes) {
        Intent intent = candidate.intent();
        Instant now = environment.clock().instant();
        // A delivery with a later notBefore gets no position in an order, where it would hold up deliveries that are
        // due earlier.
        boolean atOnce = intent.notBefore() == null || !intent.notBefore().isAfter(now);
        List<NewDelivery> deliveries = new ArrayList<>();
        for (Route route : routes) {
            DeliveryId id = environment.ids().delivery(now);
            if (route.skipReason() != null) {
                deliveries.add(
                        NewDelivery.skipped(id, route.channel(), route.recipient(), route.address(), route.skipReason())
                                .to(route.endpoint()));
            } else {
                NewDelivery pending =
                        NewDelivery.pending(id, route.channel(), route.recipient(), route.endpoint(), route.address());
                deliveries.add(atOnce ? ordered(pending, intent.keys().ordering()) : pending);
            }
        }
        Notification notification = Notification.of(environment.ids().notification(now), intent, now);
        // Leases come last, because a failure after this would leak permits.
        if (atOnce) {
            deliveries.replaceAll(delivery -> delivery.status() == DeliveryStatus.PENDING
                    ? lease(delivery, delivery.target(intent.tenant()))
                    : delivery);
        }
        return new Acceptance(notification, candidate.fingerprint(), dedupe(intent), deliveries);
    }

    /** The order per recipient of a channel includes that of a key. */
    private NewDelivery ordered(NewDelivery pending, @Nullable String key) {
        if (handOff.keepsOrder(pending.channel())) {
            return pending.inOrder();
        }
        return key == null ? pending : pending.inOrder(key);
    }

    private @Nullable Dedupe dedupe(Intent intent) {
        String key = intent.keys().dedupe();
        return key == null ? null : new Dedupe(key, rules.dedupedByChannel());
    }

    /** Leases the delivery if its lane grants a permit. */
    private NewDelivery lease(NewDelivery delivery, TargetKey target) {
        return switch (handOff.reserve(target)) {
            case HandOff.Reservation.Granted _ ->
                delivery.leased(environment.tokens().get());
            case HandOff.Reservation.Full _ -> delivery;
            case HandOff.Reservation.Later later -> delivery.delayed(later.delay());
        };
    }

    /** Releases every permit reserved for it. */
    private void release(Acceptance prepared) {
        for (NewDelivery delivery : prepared.deliveries()) {
            if (delivery.token() != null) {
                handOff.release(delivery.target(prepared.notification().tenant()));
            }
        }
    }

    private Settled settle(Candidate candidate, Acceptance prepared, AcceptResult result) {
        if (result instanceof AcceptResult.Accepted accepted) {
            handOff(prepared, accepted);
            return new Settled(new Receipt(accepted.id(), false, accepted.deliveries()), null);
        }
        release(prepared);
        return earlier(candidate.intent(), result);
    }

    /** The answer to an intent whose key was taken before. */
    private static Settled earlier(Intent intent, AcceptResult result) {
        return switch (result) {
            case AcceptResult.Replayed replayed ->
                new Settled(new Receipt(replayed.id(), true, replayed.deliveries()), null);
            case AcceptResult.Conflict conflict -> new Settled(null, conflict(intent, conflict));
            case AcceptResult.Accepted accepted ->
                throw new IllegalStateException("accepted now, not before: " + accepted);
        };
    }

    private void handOff(Acceptance prepared, AcceptResult.Accepted accepted) {
        Set<String> waiting = new HashSet<>();
        Map<DeliveryId, DeliveryStatus> inserted = new HashMap<>();
        for (ReceiptDelivery delivery : accepted.deliveries()) {
            if (!delivery.reused()) {
                inserted.put(delivery.id(), delivery.status());
            }
        }
        for (NewDelivery delivery : prepared.deliveries()) {
            LeaseToken token = delivery.token();
            DeliveryStatus status = inserted.get(delivery.id());
            QueuePosition position = accepted.positions().get(delivery.id());
            if (token != null && status != DeliveryStatus.SENDING) {
                handOff.release(delivery.target(prepared.notification().tenant()));
            } else if (token != null) {
                handOff.handOff(new LeasedDelivery(
                        delivery.id(),
                        prepared.notification(),
                        delivery.channel(),
                        delivery.recipient(),
                        delivery.endpointId(),
                        delivery.address(),
                        1,
                        0,
                        0,
                        token,
                        accepted.acceptedAt(),
                        false,
                        position));
            } else if (status == DeliveryStatus.SKIPPED) {
                skipped(prepared.notification(), delivery);
            } else if (status == DeliveryStatus.PENDING
                    && delivery.delay().isZero()
                    && (position == null || position.first())) {
                waiting.add(delivery.channel());
            }
        }
        waiting.forEach(handOff::wake);
    }

    private void skipped(Notification notification, NewDelivery delivery) {
        listener.deliveryFinished(delivery.channel(), notification.type(), DeliveryStatus.SKIPPED, delivery.reason());
        if (LOG.isInfoEnabled()) {
            LoggingEventBuilder line = LOG.atInfo()
                    .addKeyValue("channel", delivery.channel())
                    .addKeyValue("reason", delivery.reason())
                    .addKeyValue("delivery_id", delivery.id())
                    .addKeyValue("notification_id", notification.id());
            if (notification.requestId() != null) {
                line = line.addKeyValue("request_id", notification.requestId());
            }
            if (notification.trace() != null) {
                line = line.addKeyValue("trace_id", notification.trace().traceId());
            }
            line.log("delivery skipped");
        }
    }

    private static Problem conflict(Intent intent, AcceptResult.Conflict conflict) {
        return Problem.at(
                ProblemCode.IDEMPOTENCY_CONFLICT,
                "idempotency_key",
                intent.idempotencyKey(),
                "a new key, or the original intent, which was accepted as " + conflict.existing());
    }
}
