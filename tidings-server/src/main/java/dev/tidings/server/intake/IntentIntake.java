package dev.tidings.server.intake;

import dev.tidings.core.notification.Intent;
import dev.tidings.core.problem.Cause;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.engine.accept.IntentAcceptor;
import dev.tidings.engine.accept.Receipt;
import dev.tidings.streams.StreamHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Submits intents of a batch concurrently, so that they share commits. The next batch is decoded and submitted while
 * this one is committed.
 */
public final class IntentIntake implements StreamHandler<Intent> {
    private final IntentAcceptor acceptor;
    private final Runnable storeCheck;

    /** The submitted intents of a batch and their answers. */
    private record Submitted(List<Decoded<Intent>> batch, List<CompletableFuture<Receipt>> answers) {}

    /**
     * The result of a submission.
     *
     * @param again the intents to submit again
     * @param why the last reason for a retry
     */
    private record Round(
            List<Refused> refused,
            List<Decoded<Intent>> again,
            @Nullable ProblemException why) {}

    public IntentIntake(IntentAcceptor acceptor) {
        this(acceptor, () -> {});
    }

    /** @param storeCheck throws during an outage of the store, when intents would only be refused and counted */
    public IntentIntake(IntentAcceptor acceptor, Runnable storeCheck) {
        this.acceptor = acceptor;
        this.storeCheck = storeCheck;
    }

    /**
     * Returns the intents that are refused permanently. Throws if none could be accepted; the consumer waits
     * and retries.
     */
    @Override
    public List<Refused> handle(List<Decoded<Intent>> batch) {
        storeCheck.run();
        return finish(submit(batch));
    }

    @Override
    public Handling begin(List<Decoded<Intent>> batch) {
        storeCheck.run();
        Submitted submitted = submit(batch);
        CompletableFuture<?> settled =
                CompletableFuture.allOf(submitted.answers().toArray(CompletableFuture[]::new));
        return new Handling() {
            @Override
            public CompletableFuture<?> settled() {
                return settled;
            }

            @Override
            public List<Refused> finish() {
                return IntentIntake.this.finish(submitted);
            }
        };
    }

    private List<Refused> finish(Submitted first) {
        List<Refused> refused = new ArrayList<>();
        Submitted left = first;
        while (true) {
            Round round = round(left);
            if (round.why() != null && round.again().size() == left.batch().size()) {
                throw round.why();
            }
            refused.addAll(round.refused());
            if (round.again().isEmpty()) {
                return refused;
            }
            left = submit(round.again());
        }
    }

    private Submitted submit(List<Decoded<Intent>> batch) {
        List<CompletableFuture<Receipt>> answers = new ArrayList<>(batch.size());
        for (Decoded<Intent> one : batch) {
            answers.add(acceptor.accept(one.value()));
        }
        return new Submitted(batch, answers);
    }

    private static Round round(Submitted submitted) {
        List<Decoded<Intent>> batch = submitted.batch();
        List<CompletableFuture<Receipt>> answers = submitted.answers();
        List<Refused> refused = new ArrayList<>();
        List<Decoded<Intent>> again = new ArrayList<>();
        ProblemException why = null;
        for (int i = 0; i < batch.size(); i++) {
            ProblemException failure = failure(answers.get(i));
            if (failure == null) {
                continue;
            }
            switch (failure.problem().code()) {
                // A stream belongs to one tenant, so its entries wait in the stream.
                case TENANT_SUSPENDED, TENANT_QUOTA, RESOURCE_EXHAUSTED, UNAVAILABLE, TIMEOUT -> {
                    again.add(batch.get(i));
                    why = failure;
                }
                // The consumer determines which entry is at fault.
                case INTERNAL -> throw failure;
                default -> refused.add(new Refused(batch.get(i).id(), words(failure.problem())));
            }
        }
        return new Round(refused, again, why);
    }

    private static @Nullable ProblemException failure(CompletableFuture<Receipt> answer) {
        try {
            answer.join();
            return null;
        } catch (CompletionException failed) {
            if (Cause.of(failed) instanceof ProblemException refused) {
                return refused;
            }
            throw failed;
        }
    }

    private static String words(Problem problem) {
        return problem.code().code() + ": " + problem.message();
    }
}
