package dev.tidings.server.telemetry;

import dev.tidings.jobs.JobListener;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.JobEnd;
import dev.tidings.jobs.runtime.JobOutcome;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.OperationKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Counts operations by result, and running runtimes. */
public final class MicrometerJobListener implements JobListener {
    private final MeterRegistry registry;
    private volatile boolean driving;
    private volatile int running;

    public MicrometerJobListener(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("tidings.jobs.leader", this, self -> self.driving ? 1 : 0)
                .description("1 while this node drives runtimes")
                .register(registry);
        Gauge.builder("tidings.runtimes.running", this, self -> self.driving ? self.running : 0)
                .description("Runtimes that run, on the node that drives them")
                .register(registry);
        for (OperationKind kind : OperationKind.values()) {
            var _ = time(kind);
            var _ = counter(kind, JobOutcome.SUCCESS, null);
            for (JobCode code : JobCode.values()) {
                if (code != JobCode.REPLAY_NO_OP) {
                    var _ = counter(kind, JobOutcome.FAILURE, code);
                }
            }
        }
    }

    private Counter counter(OperationKind kind, JobOutcome outcome, @Nullable JobCode code) {
        return Counter.builder("tidings.jobs.ended")
                .description("Operations on runtimes, by result")
                .tag("kind", kind.code())
                .tag("outcome", outcome.code())
                .tag("code", code == null ? "" : code.code())
                .register(registry);
    }

    private Timer time(OperationKind kind) {
        return Timer.builder("tidings.jobs.duration")
                .description("Time from the start of an operation to its durable end")
                .tag("kind", kind.code())
                .register(registry);
    }

    @Override
    public void driving(boolean now) {
        driving = now;
    }

    @Override
    public void running(int runtimes) {
        running = runtimes;
    }

    @Override
    public void ended(Operation operation) {
        JobEnd end = Objects.requireNonNull(operation.end());
        counter(operation.kind(), end.outcome(), end.code()).increment();
        time(operation.kind())
                .record(Duration.between(operation.startedAt(), Objects.requireNonNull(operation.endedAt())));
    }
}
