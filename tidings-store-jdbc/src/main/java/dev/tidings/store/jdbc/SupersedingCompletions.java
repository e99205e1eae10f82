package dev.tidings.store.jdbc;

import dev.tidings.core.delivery.Completion;
import dev.tidings.core.store.CompleteStore;
import java.util.ArrayList;
import java.util.List;

/**
 * Cancels deliveries that were superseded while they were sent and would wait now. A database's own completion refuses these, as
 * it refuses late ones; so only refused completions cost a second statement.
 */
final class SupersedingCompletions implements CompleteStore {
    private final CompleteStore store;

    SupersedingCompletions(CompleteStore store) {
        this.store = store;
    }

    @Override
    public List<CompletionResult> complete(List<Completion> batch) {
        List<CompletionResult> results = store.complete(batch);
        List<Integer> refused = null;
        for (int i = 0; i < batch.size(); i++) {
            if (results.get(i) == CompletionResult.LATE && !batch.get(i).to().terminal()) {
                refused = refused == null ? new ArrayList<>() : refused;
                refused.add(i);
            }
        }
        return refused == null ? results : cancel(batch, results, refused);
    }

    private List<CompletionResult> cancel(
            List<Completion> batch, List<CompletionResult> results, List<Integer> refused) {
        List<CompletionResult> canceled = store.complete(
                refused.stream().map(i -> batch.get(i).superseded()).toList());
        List<CompletionResult> all = new ArrayList<>(results);
        for (int i = 0; i < refused.size(); i++) {
            if (canceled.get(i) != CompletionResult.LATE) {
                all.set(refused.get(i), CompletionResult.SUPERSEDED);
            }
        }
        return all;
    }
}
