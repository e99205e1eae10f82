package dev.tidings.engine.accept;

import dev.tidings.core.batch.GroupCommit;
import dev.tidings.core.delivery.HandOff;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.problem.Cause;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.AcceptStore;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.telemetry.EngineListener;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts intents from every protocol. Concurrent intents share a commit; deliveries that the dispatcher has room for
 * are leased at insert and handed to it after the commit.
 */
public final class Acceptor implements IntentAcceptor {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final AcceptRules rules;
    private final EngineListener listener;
    private final GroupCommit<AcceptBatch.Candidate, AcceptBatch.Settled> commits;
    private final GroupCommit<AcceptBatch.Refused, AcceptBatch.Settled> recalls;

    public Acceptor(
            AcceptRules rules,
            AcceptStore store,
            HandOff handOff,
            LeaseGrant grant,
            AcceptEnvironment environment,
            CommitLimits limits,
            EngineListener listener) {
        this.rules = rules;
        this.listener = listener;
        AcceptBatch batch = new AcceptBatch(rules, store, handOff, grant, environment, listener);
        this.commits =
                GroupCommit.prepared("accept", limits.queue(), limits.batch(), environment.writer(), batch::prepare);
        this.recalls =
                GroupCommit.of("recall", limits.queue(), limits.batch(), environment.writer()::execute, batch::recall);
    }

    /**
     * Accepts an intent. The future completes after a durable commit with the receipt, or with a {@link
     * ProblemException}; malformed intents are refused the same way.
     */
    @Override
    public CompletableFuture<Receipt> accept(Intent intent) {
        CompletableFuture<AcceptBatch.Settled> settled;
        try {
            rules.rules().check(intent);
            AcceptBatch.Candidate candidate =
                    new AcceptBatch.Candidate(intent, rules.fingerprints().of(intent));
            settled = settle(candidate);
        } catch (ProblemException refused) {
            settled = CompletableFuture.completedFuture(new AcceptBatch.Settled(null, refused.problem()));
        }
        return settled.exceptionally(Acceptor::refusal).thenApply(this::answer);
    }

    private CompletableFuture<AcceptBatch.Settled> settle(AcceptBatch.Candidate candidate) {
        CompletableFuture<@Nullable Void> check;
        try {
            check = rules.types().check(candidate.intent());
        } catch (ProblemException refused) {
            return recall(candidate, refused);
        }
        // Nearly every check has ended already; another stage would cost each of these intents two objects.
        if (check.isDone() && !check.isCompletedExceptionally()) {
            return commits.submit(candidate);
        }
        return check.handle((_, failure) -> failure).thenCompose(failure -> {
            if (failure == null) {
                return commits.submit(candidate);
            }
            return Cause.of(failure) instanceof ProblemException refused
                    ? recall(candidate, refused)
                    : CompletableFuture.failedFuture(failure);
        });
    }

    /**
     * A refusal may come from a schema that became stricter after the same intent was accepted: idempotency requires the
     * first receipt then.
     */
    private CompletableFuture<AcceptBatch.Settled> recall(AcceptBatch.Candidate candidate, ProblemException refused) {
        return recalls.submit(new AcceptBatch.Refused(candidate, refused.problem()));
    }

    /** Returns the number of intents that wait for their commit. */
    public int waiting() {
        return commits.waiting();
    }

    private Receipt answer(AcceptBatch.Settled settled) {
        Receipt receipt = settled.receipt();
        if (receipt == null) {
            Problem refusal = java.util.Objects.requireNonNull(settled.refusal());
            listener.intentRefused(refusal.code().code());
            throw refusal.exception();
        }
        if (receipt.replayed()) {
            listener.intentReplayed();
        } else {
            listener.intentAccepted(receipt.deliveries().size());
        }
        return receipt;
    }

    private static AcceptBatch.Settled refusal(Throwable failure) {
        Throwable cause = Cause.of(failure);
        Problem problem = switch (cause) {
            case ProblemException refused -> refused.problem();
            case StoreUnavailable unavailable ->
                Problem.of(
                                ProblemCode.UNAVAILABLE,
                                "the store is unavailable; submit the intent again with the same idempotency key: "
                                        + unavailable.getMessage())
                        .retryAfter(RETRY_AFTER);
            default -> {
                LOG.error("accept failed", cause);
                yield Problem.of(
                        ProblemCode.INTERNAL,
                        "an internal error; see the server log, and submit the intent again with the same idempotency key");
            }
        };
        return new AcceptBatch.Settled(null, problem);
    }
}
