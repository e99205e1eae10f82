package dev.tidings.store.jdbc;

import dev.tidings.core.endpoint.ConsecutiveFailures;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.EndpointTest;
import dev.tidings.core.id.EndpointId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads endpoints from rows. */
public final class EndpointRows {
    private final EndpointSecrets secrets;

    public EndpointRows(EndpointSecrets secrets) {
        this.secrets = secrets;
    }

    public Endpoint read(ResultSet row) throws SQLException {
        EndpointKey key = key(row);
        EndpointSecrets.Opened opened = secrets.open(key, row.getBytes("secrets"), row.getBytes("auth"));
        return new Endpoint(
                EndpointId.ofBytes(row.getBytes("id")),
                key,
                row.getString("address"),
                secrets.readTypes(row.getString("types")),
                secrets.readSettings(row.getString("metadata")),
                row.getBoolean("enabled"),
                row.getString("disabled_reason"),
                Columns.timeOrNull(row, "paused_until"),
                opened.secrets(),
                opened.auth(),
                secrets.readSettings(row.getString("settings")),
                failures(row),
                test(row),
                Columns.time(row, "created_at"),
                Columns.time(row, "updated_at"),
                row.getLong("version"));
    }

    static EndpointKey key(ResultSet row) throws SQLException {
        return new EndpointKey(
                row.getString("tenant"), row.getString("recipient"), row.getString("channel"), row.getString("name"));
    }

    public static @Nullable ConsecutiveFailures failures(ResultSet row) throws SQLException {
        Instant since = Columns.timeOrNull(row, "failing_since");
        return since == null ? null : new ConsecutiveFailures(since, row.getInt("failed_attempts"));
    }

    private static @Nullable EndpointTest test(ResultSet row) throws SQLException {
        String status = row.getString("test_status");
        return status == null
                ? null
                : new EndpointTest(status, row.getString("test_error"), Columns.time(row, "tested_at"));
    }
}
