package dev.tidings.engine.accept;

import dev.tidings.core.batch.GroupCommit;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.HandOff;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.routing.Route;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.AcceptStore;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.NewExpansion;
import dev.tidings.core.telemetry.EngineListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Accepts a batch: routes it, reserves permits, stores it in one transaction and hands leased deliveries to their
 * lanes. Group commit runs one batch at a time per node, on any writer thread; the store decides between nodes.
 */
final class AcceptBatch {
    private final AcceptRules rules;
    private final AcceptStore store;
    private final HandOff lanes;
    private final DeliveryHandOff handOff;
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
            HandOff lanes,
            LeaseGrant grant,
            AcceptEnvironment environment,
            EngineListener listener) {
        this.rules = rules;
        this.store = store;
        this.lanes = lanes;
        this.handOff = new DeliveryHandOff(lanes, listener);
        this.grant = grant;
        this.environment = environment;
        this.listener = listener;
    }

    /** Routes a batch and reserves its permits. */
    Prepared prepare(List<Candidate> batch) {
        long begun = environment.ticker().nanos();
        List<Acceptance> acceptances = new ArrayList<>(batch.size());
        try {
            List<List<Route>> routes =
                    rules.router().route(batch.stream().map(Candidate::intent).toList());
            for (int i = 0; i < batch.size(); i++) {
                acceptances.add(prepare(batch.get(i), routes.get(i)));
            }
        } catch (RuntimeException failed) {
            acceptances.forEach(this::release);
            throw failed;
        }
        return new Prepared(batch, acceptances, begun);
    }

    /** Hands leased deliveries to their lanes once they are durable. */
    final class Prepared implements GroupCommit.PreparedBatch<Settled> {
        private final List<Candidate> batch;
        private final List<Acceptance> acceptances;
        private final long begun;
        private List<AcceptResult> results = List.of();

        private Prepared(List<Candidate> batch, List<Acceptance> acceptances, long begun) {
            this.batch = batch;
            this.acceptances = acceptances;
            this.begun = begun;
        }

        @Override
        public void write() {
            results = store.accept(acceptances, grant);
        }

        @Override
        public List<Settled> committed() {
            listener.committed(
                    "accept",
                    batch.size(),
                    Duration.ofNanos(environment.ticker().nanos() - begun));
            List<Settled> settled = new ArrayList<>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                settled.add(settle(batch.get(i), acceptances.get(i), results.get(i)));
            }
            return settled;
        }

        @Override
        public void failed() {
            acceptances.forEach(AcceptBatch.this::release);
        }
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
            deliveries.add(RoutedDelivery.of(route, environment.ids().delivery(now), lanes, intent.keys(), atOnce));
        }
        Notification notification = Notification.of(environment.ids().notification(now), intent, now);
        // Leases come last, because a failure after this would leak permits.
        // A delivery with a concurrency key gets its permit with a claim.
        if (atOnce && intent.keys().concurrency() == null) {
            deliveries.replaceAll(delivery -> delivery.status() == DeliveryStatus.PENDING
                    ? lease(delivery, delivery.target(intent.tenant()))
                    : delivery);
        }
        return new Acceptance(
                notification, candidate.fingerprint(), rules.dedupe(intent.keys()), deliveries, expansion(intent));
    }

    private static @Nullable NewExpansion expansion(Intent intent) {
        return switch (intent.audience()) {
            case Audience.Addresses _ -> null;
            case Audience.Topic topic -> NewExpansion.toTopic(topic.id(), topic.except(), intent.channels());
            case Audience.Recipients recipients ->
                recipients.expands() ? NewExpansion.toRecipients(recipients.ids(), intent.channels()) : null;
        };
    }

    /** Leases the delivery if its lane grants a permit. */
    private NewDelivery lease(NewDelivery delivery, TargetKey target) {
        return switch (lanes.reserve(target)) {
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
                lanes.release(delivery.target(prepared.notification().tenant()));
            }
        }
    }

    private Settled settle(Candidate candidate, Acceptance prepared, AcceptResult result) {
        if (result instanceof AcceptResult.Accepted accepted) {
            boolean expanding = prepared.expansion() != null;
            if (expanding) {
                environment.expansions().run();
            } else {
                handOff.handOff(prepared, accepted);
            }
            return new Settled(new Receipt(accepted.id(), false, accepted.deliveries(), expanding), null);
        }
        release(prepared);
        return earlier(candidate.intent(), result);
    }

    /** The answer to an intent whose key was taken before. */
    private static Settled earlier(Intent intent, AcceptResult result) {
        return switch (result) {
            case AcceptResult.Replayed replayed ->
                new Settled(
                        new Receipt(
                                replayed.id(),
                                true,
                                replayed.deliveries(),
                                intent.audience().expands()),
                        null);
            case AcceptResult.Conflict conflict -> new Settled(null, conflict(intent, conflict));
            case AcceptResult.Accepted accepted ->
                throw new IllegalStateException("accepted now, not before: " + accepted);
        };
    }

    private static Problem conflict(Intent intent, AcceptResult.Conflict conflict) {
        return Problem.at(
                ProblemCode.IDEMPOTENCY_CONFLICT,
                "idempotency_key",
                intent.idempotencyKey(),
                "a new key, or the original intent, which was accepted as " + conflict.existing());
    }
}
