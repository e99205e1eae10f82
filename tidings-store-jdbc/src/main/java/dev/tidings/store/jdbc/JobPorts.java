package dev.tidings.store.jdbc;

import dev.tidings.core.job.GameRuntime;
import dev.tidings.core.job.Operation;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.RuntimeQueryStore;
import dev.tidings.core.store.RuntimeStore;
import dev.tidings.core.store.SingletonLeaseStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ports of jobs and runtimes; the same for every database. */
abstract class JobPorts implements RuntimeStore, RuntimeQueryStore, SingletonLeaseStore {
    private final RuntimeTable runtimes;
    private final RuntimeReads runtimeReads;
    private final Duties duties;

    JobPorts(Database database, InstantSource clock) {
        this.runtimes = new RuntimeTable(database, clock);
        this.runtimeReads = new RuntimeReads(database);
        this.duties = new Duties(database, clock);
    }

    @Override
    public Begun begin(Operation operation, Meanwhile meanwhile, Duration hold) {
        return runtimes.begin(operation, meanwhile, hold);
    }

    @Override
    public boolean finish(Operation ended, GameRuntime after) {
        return runtimes.finish(ended, after);
    }

    @Override
    public Operation conclude(Operation ended) {
        return runtimes.conclude(ended);
    }

    @Override
    public void published(Collection<String> operations) {
        runtimes.published(operations);
    }

    @Override
    public Optional<GameRuntime> runtime(String tenant, String gameId) {
        return runtimeReads.runtime(tenant, gameId);
    }

    @Override
    public Page<GameRuntime> runtimes(String tenant, @Nullable String cursor, int limit) {
        return runtimeReads.runtimes(tenant, cursor, limit);
    }

    @Override
    public List<GameRuntime> liveRuntimes(int limit) {
        return runtimeReads.liveRuntimes(limit);
    }

    @Override
    public Optional<Operation> operation(String tenant, String id) {
        return runtimeReads.operation(tenant, id);
    }

    @Override
    public Page<Operation> operations(String tenant, String gameId, @Nullable String cursor, int limit) {
        return runtimeReads.operations(tenant, gameId, cursor, limit);
    }

    @Override
    public List<Operation> unpublished(int limit) {
        return runtimeReads.unpublished(limit);
    }

    @Override
    public boolean take(String duty, String holder, Duration duration) {
        return duties.take(duty, holder, duration);
    }

    @Override
    public void drop(String duty, String holder) {
        duties.drop(duty, holder);
    }
}
