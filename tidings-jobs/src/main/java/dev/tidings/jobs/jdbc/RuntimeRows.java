package dev.tidings.jobs.jdbc;

import dev.tidings.jobs.runtime.GameRuntime;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.JobEnd;
import dev.tidings.jobs.runtime.JobOutcome;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.OperationKind;
import dev.tidings.jobs.runtime.Publication;
import dev.tidings.jobs.runtime.RuntimeStatus;
import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Binds and reads the columns of runtimes and their operations. */
final class RuntimeRows {
    private RuntimeRows() {}

    static GameRuntime runtime(ResultSet row) throws SQLException {
        return new GameRuntime(
                row.getString("tenant"),
                row.getString("game_id"),
                row.getString("image_ref"),
                row.getString("container_id"),
                row.getString("engine_endpoint"),
                RuntimeStatus.ofCode(row.getString("status")),
                row.getString("driver"),
                row.getString("node"),
                Columns.intOrNull(row, "exit_code"),
                row.getInt("restarts"),
                Columns.time(row, "created_at"),
                Columns.timeOrNull(row, "started_at"),
                Columns.timeOrNull(row, "ended_at"),
                Columns.time(row, "changed_at"),
                Columns.textOrNull(row, "operation_id"));
    }

    static Operation operation(ResultSet row) throws SQLException {
        return new Operation(
                row.getString("id"),
                row.getString("tenant"),
                row.getString("game_id"),
                OperationKind.ofCode(row.getString("kind")),
                row.getString("source"),
                Columns.textOrNull(row, "source_ref"),
                row.getString("image_ref"),
                row.getString("reason"),
                end(row),
                Columns.time(row, "started_at"),
                Columns.timeOrNull(row, "ended_at"),
                Publication.ofCode(row.getString("publication")));
    }

    private static @Nullable JobEnd end(ResultSet row) throws SQLException {
        String outcome = Columns.textOrNull(row, "outcome");
        if (outcome == null) {
            return null;
        }
        String code = Columns.textOrNull(row, "code");
        return new JobEnd(
                JobOutcome.ofCode(outcome),
                code == null ? null : JobCode.ofCode(code),
                row.getString("message"),
                row.getString("container_id"),
                row.getString("engine_endpoint"));
    }

    /** Sets what every change of a runtime writes. */
    static Binding bind(Binding binding, GameRuntime runtime) throws SQLException {
        return binding.text("image", runtime.imageRef())
                .text("container", runtime.containerId())
                .text("engineEndpoint", runtime.engineEndpoint())
                .text("status", runtime.status().code())
                .text("driver", runtime.driver())
                .text("node", runtime.node())
                .number("exitCode", runtime.exitCode())
                .number("restarts", runtime.restarts())
                .time("startedAt", runtime.startedAt())
                .time("endedAt", runtime.endedAt())
                .time("changedAt", runtime.changedAt());
    }

    /** Sets how an operation ended; nulls while it has not. */
    static Binding bindEnd(Binding binding, Operation operation) throws SQLException {
        JobEnd end = operation.end();
        JobCode code = end == null ? null : end.code();
        return binding.text("outcome", end == null ? null : end.outcome().code())
                .text("code", code == null ? null : code.code())
                .text("message", end == null ? null : end.message())
                .text("container", end == null ? null : end.containerId())
                .text("engineEndpoint", end == null ? null : end.engineEndpoint())
                .time("endedAt", operation.endedAt());
    }
}
