package dev.tidings.client.submit;

import dev.tidings.v1.SubmitBatchRequest;
import dev.tidings.v1.SubmitBatchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The intents of a batch and their results so far. */
final class Batch {
    /** The server's limits per call. */
    private static final int SLICE_INTENTS = 500;

    private static final int SLICE_BYTES = 3 * 1024 * 1024;
    private static final Problem NOT_ASKED =
            new Problem("timeout", "the time limit was reached before it was sent", null, null, null, null);

    private final List<Intent> intents;
    private final List<BatchResult> results;

    Batch(List<Intent> intents) {
        this.intents = intents;
        this.results = new ArrayList<>();
        intents.forEach(intent -> results.add(before(intent)));
    }

    private static BatchResult before(Intent intent) {
        Problem flaw = IntentText.problem(intent);
        return flaw == null ? new BatchResult.Unanswered(intent, NOT_ASKED, 0) : new BatchResult.Refused(intent, flaw);
    }

    List<BatchResult> results() {
        return List.copyOf(results);
    }

    /** Returns the indexes of the intents to send, split by the server's limits per call. */
    List<List<Integer>> slices() {
        List<List<Integer>> slices = new ArrayList<>();
        List<Integer> slice = new ArrayList<>();
        int bytes = 0;
        for (int i = 0; i < intents.size(); i++) {
            if (results.get(i) instanceof BatchResult.Refused) {
                continue;
            }
            int size = intents.get(i).message().getSerializedSize();
            if (slice.size() == SLICE_INTENTS || (!slice.isEmpty() && bytes + size > SLICE_BYTES)) {
                slices.add(slice);
                slice = new ArrayList<>();
                bytes = 0;
            }
            slice.add(i);
            bytes += size;
        }
        if (!slice.isEmpty()) {
            slices.add(slice);
        }
        return slices;
    }

    SubmitBatchRequest request(List<Integer> asked) {
        SubmitBatchRequest.Builder request = SubmitBatchRequest.newBuilder();
        asked.forEach(index -> request.addIntents(intents.get(index).message()));
        return request.build();
    }

    /** Records the results and returns the indexes of the intents to send again. */
    List<Integer> take(List<Integer> asked, SubmitBatchResponse response, int tries) {
        List<Integer> again = new ArrayList<>();
        for (SubmitBatchResponse.Result result : response.getResultsList()) {
            int index = asked.get(result.getIndex());
            Intent intent = intents.get(index);
            if (result.hasReceipt()) {
                results.set(
                        index,
                        new BatchResult.Accepted(intent, Receipt.of(intent.idempotencyKey(), result.getReceipt())));
                continue;
            }
            Problem problem = Problems.of(result.getProblem());
            if (Problems.passing(problem)) {
                results.set(index, new BatchResult.Unanswered(intent, problem, tries));
                again.add(index);
            } else {
                results.set(index, new BatchResult.Refused(intent, problem));
            }
        }
        return again;
    }

    void refuse(List<Integer> asked, Problem problem) {
        asked.forEach(index -> results.set(index, new BatchResult.Refused(intents.get(index), problem)));
    }

    void leave(List<Integer> asked, Problem problem, int tries) {
        asked.forEach(index -> results.set(index, new BatchResult.Unanswered(intents.get(index), problem, tries)));
    }

    @Nullable
    Duration longestRetryAfter(List<Integer> open) {
        return open.stream()
                .map(results::get)
                .map(result -> result instanceof BatchResult.Unanswered unanswered
                        ? unanswered.problem().retryAfter()
                        : null)
                .filter(Objects::nonNull)
                .max(Duration::compareTo)
                .orElse(null);
    }
}
