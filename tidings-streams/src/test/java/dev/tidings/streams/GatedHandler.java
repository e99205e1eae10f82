package dev.tidings.streams;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A handler whose batches become durable when a test says so. */
public final class GatedHandler implements StreamHandler<String> {
    public final List<List<String>> begun = new CopyOnWriteArrayList<>();
    public final List<String> handled = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> durable = new CompletableFuture<>();

    public void open() {
        durable.complete(true);
    }

    @Override
    public List<Refused> handle(List<Decoded<String>> batch) throws InterruptedException {
        return begin(batch).finish();
    }

    @Override
    public Handling begin(List<Decoded<String>> batch) {
        List<String> values = batch.stream().map(Decoded::value).toList();
        begun.add(values);
        return new Handling() {
            @Override
            public CompletableFuture<?> settled() {
                return durable;
            }

            @Override
            public List<Refused> finish() throws InterruptedException {
                var _ = RetryWait.await(durable);
                handled.addAll(values);
                return List.of();
            }
        };
    }
}
