package dev.tidings.admin;

import dev.tidings.core.bulk.BulkKind;
import dev.tidings.core.bulk.BulkRun;
import dev.tidings.core.bulk.BulkSlice;
import dev.tidings.core.store.ErasureStore;
import dev.tidings.core.store.ErasureStore.ErasureStep;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.Subscriptions;
import dev.tidings.http.StoreThreads;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Bulk runs that erase a recipient: profile and endpoints first, then subscriptions, then deliveries in slices. A delivery that is
 * being sent keeps its lease; the run comes back to it until it has ended. After the first pass over the deliveries a second
 * one finds those of intents that were being accepted when the run began.
 */
public final class ErasureRuns implements BulkKind {
    /** The name of this kind. */
    public static final String NAME = "erase";

    private static final int DELIVERIES = 100;

    /** The time until an intent that was being accepted at the start is committed. */
    private static final Duration SETTLE = Duration.ofSeconds(2);

    /** The time between two looks at deliveries that are being sent. */
    private static final Duration RECHECK = Duration.ofSeconds(1);

    private final ErasureStore store;
    private final Subscriptions subscriptions;
    private final StoreThreads threads;

    public ErasureRuns(ErasureStore store, Subscriptions subscriptions, StoreThreads threads) {
        this.store = store;
        this.subscriptions = subscriptions;
        this.threads = threads;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public CompletionStage<BulkSlice> slice(BulkRun run) {
        String recipient = ErasureRequest.parse(run.request()).recipient();
        return threads.write(() -> switch (ErasureProgress.of(run.cursor())) {
            case ErasureProgress.Forgetting _ -> forget(run, recipient);
            case ErasureProgress.Unsubscribing unsubscribing -> unsubscribe(run, recipient, unsubscribing);
            case ErasureProgress.Erasing erasing -> erase(run, recipient, erasing);
        });
    }

    private BulkSlice forget(BulkRun run, String recipient) {
        var _ = store.forget(run.tenant(), recipient);
        return next(0, new ErasureProgress.Unsubscribing(null), Duration.ZERO);
    }

    private BulkSlice unsubscribe(BulkRun run, String recipient, ErasureProgress.Unsubscribing at) {
        Page<String> topics = subscriptions.topicsOf(run.tenant(), recipient, at.after());
        subscriptions.unsubscribe(run.tenant(), recipient, topics.items());
        return next(
                0,
                topics.next() == null
                        ? new ErasureProgress.Erasing(false, null, null)
                        : new ErasureProgress.Unsubscribing(topics.next()),
                Duration.ZERO);
    }

    private BulkSlice erase(BulkRun run, String recipient, ErasureProgress.Erasing at) {
        // Ids have the time of acceptance in milliseconds; what was accepted in the one of the start belongs to the
        // run.
        ErasureStep step = store.erase(run.tenant(), recipient, run.startedAt().plusMillis(1), at.after(), DELIVERIES);
        String unfinished = at.unfinished() == null ? step.unfinished() : at.unfinished();
        if (step.next() != null) {
            return next(step.erased(), new ErasureProgress.Erasing(at.last(), step.next(), unfinished), Duration.ZERO);
        }
        if (unfinished != null) {
            return next(
                    step.erased(),
                    new ErasureProgress.Erasing(at.last(), unfinished.isEmpty() ? null : unfinished, null),
                    RECHECK);
        }
        if (!at.last()) {
            return next(step.erased(), new ErasureProgress.Erasing(true, null, null), SETTLE);
        }
        store.recordErased(run.tenant(), recipient, run.id());
        return BulkSlice.last(step.erased(), 0);
    }

    private static BulkSlice next(int erased, ErasureProgress progress, Duration pause) {
        return new BulkSlice(erased, 0, progress.cursor(), pause);
    }
}
