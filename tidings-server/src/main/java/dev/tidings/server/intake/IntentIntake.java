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

/** Submits what came side by side, so that it shares commits, and waits until all of it is durable. */
public final class IntentIntake implements StreamHandler<Intent> {
    private final IntentAcceptor acceptor;

    /**
     * What became of a submission.
     *
     * @param again those that may be taken later
     * @param why the last of them was not taken now
     */
    private record Round(
            List<Refused> refused,
            List<Decoded<Intent>> again,
            @Nullable ProblemException why) {}

    public IntentIntake(IntentAcceptor acceptor) {
        this.acceptor = acceptor;
    }

    /** Refuses what would be refused however often it came. Throws when nothing moves: the consumer knows how to wait. */
    @Override
    public List<Refused> handle(List<Decoded<Intent>> batch) {
        List<Refused> refused = new ArrayList<>();
        List<Decoded<Intent>> left = batch;
        while (!left.isEmpty()) {
            Round round = submit(left);
            if (round.why() != null && round.again().size() == left.size()) {
                throw round.why();
            }
            refused.addAll(round.refused());
            left = round.again();
        }
        return refused;
    }

    private Round submit(List<Decoded<Intent>> batch) {
        List<CompletableFuture<Receipt>> answers = new ArrayList<>(batch.size());
        for (Decoded<Intent> one : batch) {
            answers.add(acceptor.accept(one.value()));
        }
        List<Refused> refused = new ArrayList<>();
        List<Decoded<Intent>> again = new ArrayList<>();
        ProblemException why = null;
        for (int i = 0; i < batch.size(); i++) {
            ProblemException failure = failure(answers.get(i));
            if (failure == null) {
                continue;
            }
            switch (failure.problem().code()) {
                case RESOURCE_EXHAUSTED, UNAVAILABLE, TIMEOUT -> {
                    again.add(batch.get(i));
                    why = failure;
                }
                // It is for the consumer to find out whose fault it is.
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
