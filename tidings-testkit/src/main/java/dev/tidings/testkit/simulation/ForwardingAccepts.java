package dev.tidings.testkit.simulation;

import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.AcceptStore;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.LeaseGrant;
import java.util.List;
import java.util.Optional;

/** Accepts in another store; tests override what they break. */
public class ForwardingAccepts implements AcceptStore {
    private final AcceptStore to;

    public ForwardingAccepts(AcceptStore to) {
        this.to = to;
    }

    @Override
    public List<AcceptResult> accept(List<Acceptance> batch, LeaseGrant grant) {
        return to.accept(batch, grant);
    }

    @Override
    public List<Optional<AcceptResult>> recall(List<Acceptance> batch) {
        return to.recall(batch);
    }
}
