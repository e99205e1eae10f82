package dev.tidings.admin;

import dev.tidings.core.bulk.BulkKind;
import dev.tidings.core.bulk.BulkRun;
import dev.tidings.core.bulk.BulkSlice;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.MissedDelivery;
import dev.tidings.core.store.MissedDeliveryStore;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.QueryStore;
import dev.tidings.http.StoreThreads;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Bulk runs that send an endpoint what it missed, from the oldest notification to the newest. A slice is a span of time with at
 * most one page of deliveries to the recipient; spans become shorter where there are many and longer where there are few.
 */
public final class RecoveryRuns implements BulkKind {
    /** The name of this kind. */
    public static final String NAME = "recover";

    private static final int PAGE = 500;
    private static final long LEAST_SPAN_MS = 1;

    /** The maximum number of deliveries to one recipient that were accepted in one millisecond. */
    private static final int MOST_AT_ONCE = 20 * PAGE;

    private final EndpointStore endpoints;
    private final QueryStore query;
    private final MissedDeliveryStore missed;
    private final Set<String> dedupedByChannel;
    private final StoreThreads threads;
    private final Consumer<String> wake;

    /**
     * @param endpoints the current endpoints, not a cache
     * @param dedupedByChannel the channels on which a dedupe key is shared by all producers, types and recipients
     * @param wake notified of the channels that have due deliveries
     */
    public RecoveryRuns(
            EndpointStore endpoints,
            QueryStore query,
            MissedDeliveryStore missed,
            Set<String> dedupedByChannel,
            StoreThreads threads,
            Consumer<String> wake) {
        this.endpoints = endpoints;
        this.query = query;
        this.missed = missed;
        this.dedupedByChannel = Set.copyOf(dedupedByChannel);
        this.threads = threads;
        this.wake = wake;
    }

    @Override
    public String name() {
        return NAME;
    }

    /**
     * A span of time to look at.
     *
     * @param fromMs milliseconds since the epoch
     */
    private record Span(long fromMs, long lengthMs) {
        static Span of(RecoveryRequest request, @Nullable String cursor) {
            if (cursor == null) {
                long from = request.since().toEpochMilli();
                return new Span(from, Math.max(LEAST_SPAN_MS, end(request) - from));
            }
            int slash = cursor.indexOf('/');
            return new Span(Long.parseLong(cursor.substring(0, slash)), Long.parseLong(cursor.substring(slash + 1)));
        }

        /** The first millisecond after the request. */
        static long end(RecoveryRequest request) {
            return request.until().toEpochMilli();
        }

        long endMs(RecoveryRequest request) {
            return Math.min(end(request), fromMs + lengthMs);
        }

        Span shorter() {
            return new Span(fromMs, Math.max(LEAST_SPAN_MS, lengthMs / 2));
        }

        /** The cursor of the span after this one; null if this is the last one. */
        @Nullable
        String next(RecoveryRequest request) {
            long end = endMs(request);
            return end >= end(request) ? null : end + "/" + 2 * lengthMs;
        }
    }

    /** What a slice has to do. */
    private record Plan(
            List<MissedDelivery> missed, @Nullable String next) {}

    @Override
    public CompletionStage<BulkSlice> slice(BulkRun run) {
        RecoveryRequest request = RecoveryRequest.parse(run.request());
        return threads.scan(() -> plan(run, request))
                .thenCompose(plan -> threads.write(() -> send(run.tenant(), plan)));
    }

    private Plan plan(BulkRun run, RecoveryRequest request) {
        Endpoint endpoint = receiving(run.tenant(), request);
        Span span = Span.of(request, run.cursor());
        while (span.fromMs() < Span.end(request)) {
            DeliveryFilter filter = new DeliveryFilter(
                    run.tenant(),
                    Set.of(),
                    EndpointGaps.channels(endpoint),
                    endpoint.key().recipient(),
                    null,
                    Set.of(),
                    null,
                    Instant.ofEpochMilli(span.fromMs()),
                    Instant.ofEpochMilli(span.endMs(request)));
            Page<Delivery> page = query.deliveries(filter, null, PAGE);
            if (page.next() == null) {
                return new Plan(EndpointGaps.of(endpoint, page.items()), span.next(request));
            }
            if (span.lengthMs() == LEAST_SPAN_MS) {
                return new Plan(EndpointGaps.of(endpoint, rest(filter, page)), span.next(request));
            }
            span = span.shorter();
        }
        return new Plan(List.of(), null);
    }

    /** All deliveries of one millisecond. */
    private List<Delivery> rest(DeliveryFilter filter, Page<Delivery> first) {
        List<Delivery> all = new ArrayList<>(first.items());
        Page<Delivery> page = first;
        while (page.next() != null && all.size() < MOST_AT_ONCE) {
            page = query.deliveries(filter, page.next(), PAGE);
            all.addAll(page.items());
        }
        if (page.next() != null) {
            throw Problem.overLimit(
                            "since",
                            "more than " + MOST_AT_ONCE + " deliveries to the recipient at " + filter.since(),
                            "at most that many in one millisecond")
                    .exception();
        }
        return all;
    }

    /** The endpoint, if messages can be sent to it; throws a ProblemException otherwise. Blocks. */
    Endpoint receiving(String tenant, RecoveryRequest request) {
        Endpoint endpoint = new EndpointRef.ById(tenant, request.endpoint()).require(endpoints);
        if (!endpoint.enabled()) {
            throw Problem.at(
                            ProblemCode.ILLEGAL_STATE,
                            "enabled",
                            "false",
                            "an enabled endpoint; enable " + endpoint.id() + " first")
                    .exception();
        }
        return endpoint;
    }

    private BulkSlice send(String tenant, Plan plan) {
        List<DeliveryId> sent = missed.send(tenant, plan.missed(), dedupedByChannel);
        if (!sent.isEmpty()) {
            wake.accept(plan.missed().getFirst().channel());
        }
        return new BulkSlice(sent.size(), plan.missed().size() - (long) sent.size(), plan.next(), Duration.ZERO);
    }
}
