package dev.tidings.spring;

import dev.tidings.client.outbox.OutboxListener;
import dev.tidings.client.outbox.OutboxRow;
import dev.tidings.client.submit.Problem;
import java.util.List;

/** Passes each call to all listeners. */
record CompositeOutboxListener(List<OutboxListener> all) implements OutboxListener {
    @Override
    public void shipped(int rows) {
        all.forEach(listener -> listener.shipped(rows));
    }

    @Override
    public void dead(OutboxRow row, Problem problem) {
        all.forEach(listener -> listener.dead(row, problem));
    }

    @Override
    public void later(int rows, Problem problem) {
        all.forEach(listener -> listener.later(rows, problem));
    }

    @Override
    public void late(int rows) {
        all.forEach(listener -> listener.late(rows));
    }
}
