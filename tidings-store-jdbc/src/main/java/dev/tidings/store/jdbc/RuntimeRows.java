package dev.tidings.store.jdbc;

import dev.tidings.core.job.GameRuntime;
import dev.tidings.core.job.JobCode;
import dev.tidings.core.job.JobEnd;
import dev.tidings.core.job.JobOutcome;
import dev.tidings.core.job.Operation;
import dev.tidings.core.job.OperationKind;
import dev.tidings.core.job.Publication;
import dev.tidings.core.job.RuntimeStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** How runtimes and their operations stand in their rows. */
final class RuntimeRows {
    static final String RUNTIME =
            "SELECT tenant, game_id, image_ref, container_id, engine_endpoint, status, driver, node,"
                    + " exit_code, restarts, created_at, started_at, ended_at, changed_at, operation_id, held_until, version"
                    + " FROM runtimes";
    static final String OPERATION =
            "SELECT seq, id, tenant, game_id, kind, source, source_ref, image_ref, reason, outcome,"
                    + " code, message, container_id, engine_endpoint, started_at, ended_at, publication"
                    + " FROM runtime_operations";

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

    /** What is written of a runtime at every change, in the order of {@code image_ref … changed_at}, without made-at. */
    static Binding changing(Binding binding, GameRuntime runtime) throws SQLException {
        return binding.text(runtime.imageRef())
                .text(runtime.containerId())
                .text(runtime.engineEndpoint())
                .text(runtime.status().code())
                .text(runtime.driver())
                .text(runtime.node())
                .number(runtime.exitCode())
                .number((long) runtime.restarts())
                .time(runtime.startedAt())
                .time(runtime.endedAt())
                .time(runtime.changedAt());
    }

    static Binding ending(Binding binding, Operation operation) throws SQLException {
        JobEnd end = operation.end();
        JobCode code = end == null ? null : end.code();
        return binding.text(end == null ? null : end.outcome().code())
                .text(code == null ? null : code.code())
                .text(end == null ? null : end.message())
                .text(end == null ? null : end.containerId())
                .text(end == null ? null : end.engineEndpoint())
                .time(operation.endedAt());
    }
}
